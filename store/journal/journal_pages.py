"""The journal of a study by the page: what was decided about it, its list, the contacts there or of whom it asks, and what all share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, func, select

from domain.journal import Entry, Subject
from store.journal import UNDOINGS, JournalRow, NameRow, entry_of
from store.people.invitations import InvitationRow
from store.people.of_other_lists import of_other_lists

_journal, _name, _invitation = JournalRow.__table__, NameRow.__table__, InvitationRow.__table__  # type: ignore[attr-defined]


def page_of(tx: Connection, study: str, contact_list: str, before: int | None, limit: int) -> tuple[Entry, ...]:
    """Return at most so many decisions that concern a study, newest first: those before the entry `before`, or all."""
    subject, about = _journal.c.subject, _journal.c.subject_id
    of_list = (subject == Subject.CONTACT_LIST.value) & (about == contact_list)
    of_contact = (subject == Subject.CONTACT.value) & about.in_(_contacts_on(contact_list))
    of_details = (subject == Subject.DETAILS.value) & about.in_(_contacts_asked(tx, study, contact_list))
    asked = select(_journal).where((_journal.c.study == study) | (subject == Subject.MAILBOXES.value) | of_list | of_contact | of_details)
    asked = asked if before is None else asked.where(_journal.c.number < before)
    return tuple(entry_of(row) for row in tx.execute(asked.order_by(_journal.c.number.desc()).limit(limit)).mappings())


def undoings(tx: Connection, study: str, since: datetime | None) -> tuple[Entry, ...]:
    """Return what people undid in a study after this moment (None: ever), in order, whether or not that was undone itself."""
    later = () if since is None else (_journal.c.at > since,)
    invited = select(_invitation.c.id).where(_invitation.c.study == study)
    # What was decided about a case of no study, for one of its organisations, is of this one. Asked for together, both would be looked for
    # in the whole journal.
    places = (_journal.c.study == study, _journal.c.study.is_(None) & _journal.c.invitation_id.in_(invited))
    asked = (select(_journal).where(UNDOINGS, place, _journal.c.by.startswith("person:"), *later) for place in places)
    found = (entry_of(row) for each in asked for row in tx.execute(each).mappings())
    return tuple(sorted(found, key=lambda one: one.number))


def _contacts_on(contact_list: str) -> Any:
    """Return under which numbers the journal speaks of contacts on a list; those are called `list<TAB>organisation<TAB>address`."""
    return select(cast(_name.c.id, String)).where(
        _name.c.kind == Subject.CONTACT.value, _name.c.name.startswith(f"{contact_list}\t", autoescape=True)
    )


def _contacts_asked(tx: Connection, study: str, contact_list: str) -> Any:
    """Return under which numbers it speaks of what contacts of invited organisations are called: `organisation<TAB>address`.

    Whom only other lists have is another study's.
    """
    invited = select(_invitation.c.organisation).where(_invitation.c.study == study)
    others = of_other_lists(contact_list).subquery()
    elsewhere = select(others.c.organisation.concat("\t").concat(others.c.address))
    theirs = _before_tab(tx, _name.c.name).in_(invited) & _name.c.name.not_in(elsewhere)
    return select(cast(_name.c.id, String)).where(_name.c.kind == Subject.DETAILS.value, theirs)


def _before_tab(tx: Connection, column: ColumnElement[str]) -> ColumnElement[str]:
    place = func.strpos(column, "\t") if tx.dialect.name == "postgresql" else func.instr(column, "\t")
    return func.substr(column, 1, place - 1)
