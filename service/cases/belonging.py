"""Whether a thing that is named by its number belongs to a study: whoever may look at one study learns nothing of another by counting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.case import CaseKind
from domain.desk import DeskRole
from domain.journal import About, Entry, Subject, in_force
from domain.study import Study
from domain.submission import Invitation
from service.cases.waiting import LETTER
from service.studies.find import numbered
from store import Transaction, holds, invitations, journal, messages, outbox
from store.cases.holds import Held
from store.people.of_other_lists import addresses_elsewhere

_OF_ALL = frozenset({Subject.MAILBOXES})  # Which all studies have in common.
_OF_SENDING = frozenset(
    {Subject.MAILBOXES, Subject.STUDY, Subject.MAILING, Subject.OUTBOX, Subject.CONTACT, Subject.DETAILS, Subject.CONTACT_LIST}
)
# What is stopped, or not, by deciding these cases is what leaves: as a pause, and as cancelling.
_CASES_OF_SENDING = frozenset({CaseKind.MAILING, CaseKind.STALLED, CaseKind.HALTED, CaseKind.RESTORED})


class Needed(NamedTuple):
    """The role that an act needs; in every study, where it concerns `of_all`."""

    role: DeskRole
    of_all: bool


def case_is_of(tx: Transaction, study: str, case: str) -> bool:
    """Say whether a case, or a letter in doubt, is one of a study's.

    Those that name no study are everybody's, until one is decided for an organisation: then it is of the study that asks that one.
    """
    number = numbered(case.removeprefix(LETTER))
    if number is None:
        return False
    if case.startswith(LETTER):
        return letter_is_of(tx, study, case)
    return any(is_open_to(tx, study, one) for one in holds.with_ids(tx, [number]))


def letter_is_of(tx: Transaction, study: str, letter: str) -> bool:
    """Say whether a letter is one of a study's."""
    number = numbered(letter.removeprefix(LETTER))
    return number is not None and any(one.study == study for one in outbox.with_ids(tx, [number]))


def message_is_of(tx: Transaction, study: str, message: str) -> bool:
    """Say whether a message was taken for a study, or a case of the study, or of none, is about it."""
    number = numbered(message)
    found = messages.with_ids(tx, [number]) if number is not None else ()
    if not found:
        return False
    if found[0].invitation_id is not None:
        return invitations.by_id(tx, found[0].invitation_id).study == study
    return any(is_open_to(tx, study, one) for one in holds.of_messages(tx, [found[0].id]))


def entry_is_of(tx: Transaction, study: Study, entry: str) -> bool:
    """Say whether an entry of the journal is about a study, a case that names none, the study's list, or a contact on it."""
    number = numbered(entry)
    found = journal.find(tx, [number]) if number is not None else ()
    return any(one.study == study.id or (one.study is None and _concerns(tx, study, one)) for one in found)


def to_decide(kinds: Iterable[CaseKind | None]) -> Needed:
    """Return what deciding cases of these kinds needs: to say what leaves, where they are about the sending itself."""
    found = {*kinds}
    return Needed(DeskRole.SEND if found & _CASES_OF_SENDING else DeskRole.DECIDE, of_all=CaseKind.RESTORED in found)


def kinds_of(tx: Transaction, cases: Iterable[str]) -> frozenset[CaseKind]:
    """Return of which kinds these cases are; a letter in doubt is of none."""
    numbers = [number for one in cases if (number := numbered(one)) is not None]
    return frozenset(one.kind for one in holds.with_ids(tx, numbers))


def to_undo(tx: Transaction, entries: Iterable[int]) -> Needed:
    """Return what undoing these entries needs: to do what they undo, since what was stopped would go on."""
    found = journal.find(tx, entries)
    subjects = {one.about.subject for one in found}
    cases = to_decide(kinds_of(tx, (one.about.id for one in found if one.about.subject is Subject.CASE)))
    return Needed(DeskRole.SEND if subjects & _OF_SENDING else cases.role, of_all=bool(subjects & _OF_ALL) or cases.of_all)


def is_open_to(tx: Transaction, study: str, held: Held) -> bool:
    """Say whether a case is a study's, or everybody's: of none, and not decided for an organisation of another."""
    if held.study is not None:
        return held.study == study
    return all(one.study == study for one in decided_for(tx, held))


def decided_for(tx: Transaction, held: Held) -> tuple[Invitation, ...]:
    """Return the organisations for which a case is decided, which may be others than that which it is about; none while it waits."""
    if held.decision is None:
        return ()
    about = About(Subject.CASE, str(held.id))
    known = in_force(journal.about(tx, Subject.CASE, [held.id]))
    return invitations.with_ids(tx, {one.invitation_id for one in known if one.about == about and one.invitation_id is not None})


def _concerns(tx: Transaction, study: Study, entry: Entry) -> bool:
    """Say whether an entry that names no study concerns this one: its organisation does, or, where it is about none, what it is about."""
    if entry.invitation_id is not None:
        return invitations.by_id(tx, entry.invitation_id).study == study.id
    return _is_about(tx, study, entry.about)


def _is_about(tx: Transaction, study: Study, about: About) -> bool:
    if about.subject is Subject.CASE:
        return case_is_of(tx, study.id, about.id)
    if about.subject in _OF_ALL:
        return True
    if about.subject is Subject.CONTACT_LIST:
        return about.id == study.contact_list
    if about.subject not in {Subject.CONTACT, Subject.DETAILS}:
        return False
    *before, organisation, address = journal.names(tx, [int(about.id)]).get(int(about.id), "\t").split("\t")
    listed = before == [study.contact_list] if before else about.subject is Subject.DETAILS
    if not before and address in addresses_elsewhere(tx, study.contact_list, organisation):
        return False
    return listed and invitations.of(tx, study.id, organisation) is not None
