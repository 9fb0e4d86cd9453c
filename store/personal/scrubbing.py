"""Erasing people from the tables: what is theirs goes, and wherever else they are named something stands in their place.

However many they are, each table is gone through once, and each kind of change is one statement for many of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, update
from sqlmodel import SQLModel

from domain.journal import Subject, What
from domain.letter import DeliveryState
from domain.rules.erased_users import ErasedUsers, erased_users
from store.answers.submissions import SubmissionRow
from store.cases.holds import HoldRow
from store.database.mapping import chunked
from store.database.upserting import upsert
from store.intake.messages import MessageRow
from store.journal import JournalRow, NameRow, NoteRow
from store.outbox import LetterRow
from store.people import console_users
from store.people.amendments import AmendmentRow
from store.people.contact_rows import ContactRow, ListEntryRow, RetirementRow
from store.people.keyed_hashes import keyed
from store.people.loads import LoadChangeRow
from store.people.suppressions import AbsenceRow, SuppressionRow
from store.personal import classified_columns
from store.personal.scrubber import NAMELESS, Forgotten, Scrubber
from store.personal.traces import amendments_of, letters_to, messages_of, numbers_of

_contact, _entry, _retirement = ContactRow.__table__, ListEntryRow.__table__, RetirementRow.__table__  # type: ignore[attr-defined]
_load_change = LoadChangeRow.__table__  # type: ignore[attr-defined]
_absence, _suppression = AbsenceRow.__table__, SuppressionRow.__table__  # type: ignore[attr-defined]
_name, _note, _journal = NameRow.__table__, NoteRow.__table__, JournalRow.__table__  # type: ignore[attr-defined]
_letter, _message, _hold = LetterRow.__table__, MessageRow.__table__, HoldRow.__table__  # type: ignore[attr-defined]
_submission, _amendment = SubmissionRow.__table__, AmendmentRow.__table__  # type: ignore[attr-defined]
_OF_USERS = frozenset({"desk_user", "desk_identity"})
# What was cancelled waits, too: undoing that lets it leave.
_WAITS = [one.value for one in (DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.HELD, DeliveryState.CANCELLED)]


def erase(tx: Connection, who: Forgotten, letters: Collection[int], gone: Collection[str], at: datetime) -> Counter[str]:
    """Erase these people from the tables, and the recorded bytes of these letters; return of how many rows of each table something went.

    `gone` are the hashes of what is removed from the archive.
    """
    done: Counter[str] = Counter()
    addresses = list(who.people)
    theirs = list(messages_of(tx, addresses))
    numbers = numbers_of(tx, addresses)
    _forget_notes(tx, numbers, theirs, done)
    _forget_letters(tx, addresses, letters, gone, done)
    _forget_messages(tx, theirs, done)
    amended = amendments_of(tx, addresses)
    for some in chunked(amended):
        done["amendment"] += tx.execute(delete(_amendment).where(_amendment.c.id.in_(some))).rowcount
    _forget_contacts(tx, who, at, done)
    _forget_suppressed(tx, addresses, numbers, done)
    _forget_users(tx, users_of(tx, who), done)
    _replace(tx, Scrubber(who), done)
    return done


def users_of(tx: Connection, who: Forgotten) -> ErasedUsers:
    """Return which users of the console an erasure of these people takes off the record, unbinds, or has to keep."""
    return erased_users(console_users.users(tx), who.names, who.people)


def blank_letters(tx: Connection, letters: Collection[int], gone: Collection[str] = ()) -> int:
    """Remove the recorded bytes of these letters, and what they speak of. Return how many there were.

    One that waits to be sent keeps what it speaks of, and is made anew when its turn comes, without the files that are `gone`.
    """
    changed = 0
    for some in chunked(letters):
        waits = _letter.c.state.in_(_WAITS)
        settled = update(_letter).where(_letter.c.id.in_(some), ~waits)
        changed += tx.execute(settled.values(own=None, context={})).rowcount
        changed += tx.execute(update(_letter).where(_letter.c.id.in_(some), waits).values(own=None, sha256=None, size=None)).rowcount
    _leave_out(tx, frozenset(gone))
    return changed


def _leave_out(tx: Connection, gone: Collection[str]) -> None:
    for row in tx.execute(select(_letter.c.id, _letter.c.context).where(_letter.c.state.in_(_WAITS))).all() if gone else ():
        files = row.context.get("attachments", [])
        if any(one.get("sha256") in gone for one in files):
            left = [one for one in files if one.get("sha256") not in gone]
            tx.execute(update(_letter).where(_letter.c.id == row.id).values(context=row.context | {"attachments": left}))


def blank_messages(tx: Connection, message_ids: Collection[int]) -> int:
    """Remove the subjects of these messages, and the words and file names that they brought."""
    done: Counter[str] = Counter()
    _forget_messages(tx, list(message_ids), done)
    return done["message"]


def _forget_notes(tx: Connection, numbers: Mapping[int, str], message_ids: Sequence[int], done: Counter[str]) -> None:
    """Remove what was noted about these people; why an address is suppressed stays, without the person."""
    subjects = [Subject.ADDRESS.value, Subject.CONTACT.value, Subject.DETAILS.value]
    stay = [What.SUPPRESS.value, What.ERASE.value]
    about = select(_journal.c.number).where(_journal.c.subject.in_(subjects), _journal.c.what.not_in(stay))
    found = {one for some in chunked(map(str, numbers)) for one in tx.scalars(about.where(_journal.c.subject_id.in_(some)))}
    because = select(_journal.c.number).where(_journal.c.what.not_in(stay))
    found |= {one for some in chunked(message_ids) for one in tx.scalars(because.where(_journal.c.message_id.in_(some)))}
    for some in chunked(found):
        done["journal_note"] += tx.execute(delete(_note).where(_note.c.number.in_(some))).rowcount


def _forget_letters(
    tx: Connection, addresses: Collection[str], letters: Collection[int], gone: Collection[str], done: Counter[str]
) -> None:
    """Let nothing more be sent to these people, and remove what was."""
    to_them = letters_to(tx, addresses)
    for some in chunked(to_them):
        waits = update(_letter).where(_letter.c.id.in_(some), _letter.c.state.in_(_WAITS))
        tx.execute(waits.values(state=DeliveryState.DROPPED.value, hold_id=None))
    done["letter"] += blank_letters(tx, {*to_them, *letters}, gone)


def _forget_messages(tx: Connection, message_ids: Sequence[int], done: Counter[str]) -> None:
    for some in chunked(message_ids):
        done["message"] += tx.execute(update(_message).where(_message.c.id.in_(some)).values(subject=None)).rowcount
        said = update(_hold).where(_hold.c.message_id.in_(some))
        done["hold"] += tx.execute(said.values(words=None, file_name=None, fault=None)).rowcount
        for row in tx.execute(select(_submission.c.id, _submission.c.file_name).where(_submission.c.message_id.in_(some))).all():
            name = f"workbook{PurePath(row.file_name).suffix[:6]}"
            done["submission"] += tx.execute(update(_submission).where(_submission.c.id == row.id).values(file_name=name)).rowcount


def _forget_contacts(tx: Connection, who: Forgotten, at: datetime, done: Counter[str]) -> None:
    """Take these people off all lists. What stands in their place is retired there, so that their organisations stay in the total."""
    entries, retired = _take(tx, _entry, who.people), _take(tx, _retirement, who.people)
    places = sorted({(row["list"], row["organisation"], row["address"].lower()) for row in (*entries, *retired)})
    upsert(
        tx,
        _retirement,
        [{"list": name, "organisation": code, "address": who.people[own], "reason": NAMELESS, "at": at} for name, code, own in places],
    )
    done[_entry.name] += len(entries)
    for table in (_contact, _absence, _load_change):
        done[table.name] += len(_take(tx, table, who.people))


def _take(tx: Connection, table: Table, people: Collection[str]) -> list[dict[str, Any]]:
    """Remove from a table the rows with these addresses, whatever their case, and return the keys of these rows."""
    keys = [column.name for column in table.primary_key]
    rows = [dict(row) for row in tx.execute(select(*(table.c[key] for key in keys))).mappings() if row["address"].lower() in people]
    if rows:
        gone = delete(table).where(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
        tx.execute(gone, [{f"key_{key}": value for key, value in row.items()} for row in rows])
    return rows


def _forget_suppressed(tx: Connection, addresses: Collection[str], numbers: Mapping[int, str], done: Counter[str]) -> None:
    """Keep suppressions and what was decided about them under keyed hashes, and no other name in the journal."""
    asked = (select(_suppression.c.address).where(_suppression.c.address.in_(some)) for some in chunked(addresses))
    hashes = {own: keyed(tx, own) for chosen in asked for own in tx.scalars(chosen)}
    for some in chunked(hashes.values()):
        tx.execute(delete(_suppression).where(_suppression.c.address.in_(some)))
        tx.execute(update(_name).where(_name.c.kind == "address", _name.c.name.in_(some)).values(name=None))
    if hashes:
        renamed = update(_suppression).where(_suppression.c.address == bindparam("own")).values(address=bindparam("hash"))
        tx.execute(renamed, [{"own": own, "hash": hashed} for own, hashed in hashes.items()])
    rows = [row for some in chunked(numbers) for row in tx.execute(select(_name).where(_name.c.id.in_(some)))]
    if rows:
        named = update(_name).where(_name.c.id == bindparam("number")).values(name=bindparam("new"))
        kept = ((row.id, hashes.get(row.name.lower()) if row.kind == "address" else None) for row in rows)
        tx.execute(named, [{"number": number, "new": name} for number, name in kept])
    done["journal_name"] += len(rows)


def _forget_users(tx: Connection, who: ErasedUsers, done: Counter[str]) -> None:
    """Take off the record whoever uses the console under the name of somebody who goes; who is called so elsewhere comes in no more."""
    for one in who.gone:
        console_users.remove(tx, one.id)
    for one in who.unbound:
        console_users.unbind(tx, one.id)
    done["desk_user"] += len(who.gone)
    done["desk_identity"] += sum(one.identity is not None for one in (*who.gone, *who.unbound))


def _replace(tx: Connection, scrubber: Scrubber, done: Counter[str]) -> None:
    """Replace these people wherever else a table names them.

    Users of the console who are still there are somebody else, or have to stay: they sign in, and sign, by the name that they have.
    """
    users = {one.name for one in console_users.users(tx)}
    for table in SQLModel.metadata.sorted_tables:
        names = classified_columns.of_people(table.name)
        if not names or table.name in _OF_USERS:
            continue
        keys = [column.name for column in table.primary_key]
        rows = tx.execute(select(*(table.c[one] for one in dict.fromkeys((*keys, *names))))).mappings()
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        others = (row for row in rows if table.name != _name.name or row["name"] not in users)
        for row in _changed(others, keys, names, scrubber):
            alike.setdefault(tuple(row), []).append(row)
        same = [table.c[key] == bindparam(f"key_{key}") for key in keys]
        for columns, some in alike.items():
            new = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names if f"new_{name}" in columns}
            tx.execute(update(table).where(*same).values(new), some)
            done[table.name] += len(some)


def _changed(rows: Iterable[Mapping[Any, Any]], keys: Sequence[str], names: Sequence[str], scrubber: Scrubber) -> Iterator[dict[str, Any]]:
    for row in rows:
        new = {name: after for name in names if (after := scrubber.value(row[name])) != row[name]}
        if new and names == ("name",):
            new = {"name": None}  # Of the journal's names: whoever decides and is called so is somebody who was erased.
        if new:
            yield {f"key_{key}": row[key] for key in keys} | {f"new_{name}": value for name, value in new.items()}
