"""The journal's rows: appended, never changed; and beside them what may be erased, the names and the notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, UniqueConstraint, bindparam, insert, select, text
from sqlmodel import Field

from domain.journal import GENESIS, About, Entry, Subject, What, sealed
from store.database.declarations import StoredRow, index_of_some
from store.database.mapping import Instant, chunked, to_value
from store.database.remembered import last, say_last
from store.database.upserting import upsert
from store.people.keyed_hashes import is_keyed

_LOCK = 0x6A6F7572  # PostgreSQL's advisory lock of whoever appends: numbers and hashes follow each other.
_PAGE = 5_000
_CHANGES = text("what = 'change'")
UNDOINGS = text("what = 'undo'")  # As a condition with a value of its own, no database would see that the index has just these.


class JournalRow(StoredRow, table=True):
    """One decision (see `domain.journal.Entry`); `subject` and `subject_id` are what it is about."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_subject", "subject", "subject_id"),
        index_of_some("ix_journal_changes", "by", "at", where=_CHANGES),
        index_of_some("ix_journal_undoings", "study", "at", where=UNDOINGS),
    )
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Instant)
    by: str
    what: str
    subject: str
    subject_id: str
    value: str
    was: str
    study: str | None
    invitation_id: int | None = Field(index=True)
    message_id: int | None = Field(index=True)
    undoes: int | None
    follows: int | None = Field(index=True)
    previous: str
    hash: str


class NoteRow(StoredRow, table=True):
    """What was noted with a decision. It may name people, so it stands outside of the chain and can be erased."""

    __tablename__ = "journal_note"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    note: str


class NameRow(StoredRow, table=True):
    """What somebody is called of whom the journal only has the number: a person who decides, or an address."""

    __tablename__ = "journal_name"
    __table_args__ = (UniqueConstraint("kind", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    name: str | None


_journal, _note, _name = JournalRow.__table__, NoteRow.__table__, NameRow.__table__  # type: ignore[attr-defined]
_LAST = select(_journal.c.number, _journal.c.hash).order_by(_journal.c.number.desc()).limit(1)
_ABOUT = (
    select(_journal)
    .where(_journal.c.subject == bindparam("subject"), _journal.c.subject_id.in_(bindparam("ids", expanding=True)))
    .order_by(_journal.c.number)
)
_OF_INVITATIONS = (
    select(_journal)
    .where(_journal.c.invitation_id.in_(bindparam("ids", expanding=True)), _journal.c.subject == bindparam("subject"))
    .order_by(_journal.c.number)
)
_OF_MESSAGES = select(_journal).where(_journal.c.message_id.in_(bindparam("messages", expanding=True))).order_by(_journal.c.number)
_NUMBERED = select(_journal).where(_journal.c.number.in_(bindparam("numbers", expanding=True)))
_NAMED = select(_name.c.id, _name.c.name).where(_name.c.kind == bindparam("kind"), _name.c.name.in_(bindparam("names", expanding=True)))
_FOLLOWING = select(_journal).where(_journal.c.follows.in_(bindparam("numbers", expanding=True))).order_by(_journal.c.number)


def alone(tx: Connection) -> None:
    """Let nobody else decide until this transaction ends. Whoever looks before deciding calls it first, and so sees what others decided.

    SQLite has one writer at a time anyway.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def append(tx: Connection, drafts: Iterable[Entry], notes: Iterable[str] = ()) -> tuple[Entry, ...]:
    """Write decisions at the end of the journal, each with its note where there is one, and return them with their numbers.

    A draft's own number is not looked at.
    """
    alone(tx)
    number, previous = end(tx)
    written: list[Entry] = []
    for draft in drafts:
        number += 1
        entry = sealed(replace(draft, number=number), previous)
        written.append(entry)
        previous = entry.hash
    tx.execute(insert(_journal), [_row(entry) for entry in written])
    say_last(tx, "journal", (number, previous))
    noted = [{"number": entry.number, "note": note} for entry, note in zip(written, notes, strict=False) if note]
    if noted:
        tx.execute(insert(_note), noted)
    return tuple(written)


def _row(entry: Entry) -> dict[str, Any]:
    row = {field.name: getattr(entry, field.name) for field in fields(entry) if field.name != "about"}
    return row | {"what": entry.what.value, "subject": entry.about.subject.value, "subject_id": entry.about.id}


def entry_of(row: Mapping[Any, Any]) -> Entry:
    """Return the decision that a row of the journal keeps."""
    return to_value(Entry, {**row, "about": About(Subject(row["subject"]), row["subject_id"]), "what": What(row["what"])})


def _entries(tx: Connection, statement: Any, parameters: dict[str, Any]) -> list[Entry]:
    return [entry_of(row) for row in tx.execute(statement, parameters).mappings()]


def about(tx: Connection, subject: Subject, ids: Iterable[object]) -> tuple[Entry, ...]:
    """Return all that was decided about these, in order, with whatever is needed to say what of it is in force."""
    found = [entry for some in chunked(str(one) for one in ids) for entry in _entries(tx, _ABOUT, {"subject": subject.value, "ids": some})]
    return _whole(tx, found)


def about_submissions(tx: Connection, *invitation_ids: int) -> tuple[Entry, ...]:
    """Return all that was decided about the submissions of organisations, with whatever is needed to say what of it is in force."""
    return of_subject(tx, invitation_ids, Subject.SUBMISSION)


def of_subject(tx: Connection, ids: Iterable[int], subject: Subject) -> tuple[Entry, ...]:
    """Return all that was decided about one kind of thing of organisations, with whatever is needed to say what of it is in force."""
    return _whole(tx, [one for some in chunked(ids) for one in _entries(tx, _OF_INVITATIONS, {"ids": some, "subject": subject.value})])


def _whole(tx: Connection, found: list[Entry]) -> tuple[Entry, ...]:
    """Add the decisions that these follow from, and what undoes those, until nothing is missing."""
    known = {entry.number: entry for entry in found}
    missing = {entry.follows for entry in found if entry.follows is not None} - known.keys()
    while missing:
        leading = [entry for some in chunked(missing) for entry in _entries(tx, _NUMBERED, {"numbers": some})]
        more = {entry.number: entry for entry in leading}
        for entry in leading:
            more |= {one.number: one for one in _entries(tx, _ABOUT, {"subject": entry.about.subject.value, "ids": [entry.about.id]})}
        known |= more
        missing = {entry.follows for entry in more.values() if entry.follows is not None} - known.keys()
    return tuple(known[number] for number in sorted(known))


def find(tx: Connection, numbers: Iterable[int]) -> tuple[Entry, ...]:
    """Return the entries with these numbers, in order."""
    found = [entry for some in chunked(numbers) for entry in _entries(tx, _NUMBERED, {"numbers": some})]
    return tuple(sorted(found, key=lambda entry: entry.number))


def following(tx: Connection, number: int) -> tuple[Entry, ...]:
    """Return the entries that were made by the same decision as this one."""
    return tuple(_entries(tx, _FOLLOWING, {"numbers": [number]}))


def of_messages(tx: Connection, message_ids: Iterable[int]) -> tuple[Entry, ...]:
    """Return every decision that was made because of these messages, in order."""
    found = [entry for some in chunked(message_ids) for entry in _entries(tx, _OF_MESSAGES, {"messages": some})]
    return tuple(sorted(found, key=lambda entry: entry.number))


def changes_by(tx: Connection, by: str, since: datetime | None) -> tuple[Entry, ...]:
    """Return what somebody changed after this moment (None: ever), in order."""
    later = () if since is None else (_journal.c.at > since,)
    return tuple(_entries(tx, select(_journal).where(_CHANGES, _journal.c.by == by, *later).order_by(_journal.c.number), {}))


def of_invitation(tx: Connection, invitation_id: int) -> tuple[Entry, ...]:
    """Return every decision that stands in the history of one organisation in a study, in order."""
    rows = tx.execute(select(_journal).where(_journal.c.invitation_id == invitation_id).order_by(_journal.c.number)).mappings()
    return tuple(entry_of(row) for row in rows)


def of_study(tx: Connection, study: str) -> tuple[Entry, ...]:
    """Return every decision about a study itself, about its mailings and about its letters in doubt together, in order."""
    of_itself = (_journal.c.subject == Subject.STUDY.value) & (_journal.c.subject_id == study)
    of_mailings = _journal.c.subject.in_([Subject.MAILING.value, Subject.OUTBOX.value]) & (_journal.c.study == study)
    rows = tx.execute(select(_journal).where(of_itself | of_mailings).order_by(_journal.c.number)).mappings()
    return tuple(entry_of(row) for row in rows)


def about_things(tx: Connection, subject: Subject, what: What) -> tuple[Entry, ...]:
    """Return every decision of a kind about things of one kind, in order, whether or not it is in force."""
    asked = select(_journal).where(_journal.c.subject == subject.value, _journal.c.what == what.value).order_by(_journal.c.number)
    return tuple(_entries(tx, asked, {}))


def newest_about(tx: Connection, subject: Subject, limit: int) -> tuple[Entry, ...]:
    """Return at most so many of the newest decisions about things of one kind, in order."""
    asked = select(_journal).where(_journal.c.subject == subject.value).order_by(_journal.c.number.desc()).limit(limit)
    return tuple(reversed(_entries(tx, asked, {})))


def since(tx: Connection, number: int, subjects: Iterable[Subject]) -> tuple[Entry, ...]:
    """Return every decision after an entry about things of these kinds, in order, whether or not it is in force."""
    kinds = [one.value for one in subjects]
    asked = select(_journal).where(_journal.c.number > number, _journal.c.subject.in_(kinds)).order_by(_journal.c.number)
    return tuple(_entries(tx, asked, {}))


def end(tx: Connection) -> tuple[int, str]:
    """Return the number and the hash of the newest entry; 0 and what the first entry follows where there is none."""
    return last(tx, "journal", lambda: _end(tx))


def _end(tx: Connection) -> tuple[int, str]:
    newest = tx.execute(_LAST).first()
    return (newest.number, newest.hash) if newest else (0, GENESIS)


def touched(tx: Connection, after: int) -> frozenset[tuple[Subject, What, int | None]]:
    """Return of what kind the entries after this number are, what they decide, and in whose history they stand."""
    chosen = select(_journal.c.subject, _journal.c.what, _journal.c.invitation_id).where(_journal.c.number > after).distinct()
    return frozenset((Subject(row.subject), What(row.what), row.invitation_id) for row in tx.execute(chosen))


def pages(tx: Connection) -> Iterator[Entry]:
    """Yield the whole journal in order, a bounded number of entries in memory."""
    after = 0
    while found := _entries(tx, select(_journal).where(_journal.c.number > after).order_by(_journal.c.number).limit(_PAGE), {}):
        yield from found
        after = found[-1].number


def notes(tx: Connection, numbers: Collection[int]) -> dict[int, str]:
    """Return what was noted with these entries, where something was and it was not erased."""
    rows = (row for some in chunked(numbers) for row in tx.execute(select(_note).where(_note.c.number.in_(some))))
    return {row.number: row.note for row in rows}


def number_of(tx: Connection, kind: str, name: str) -> int:
    """Return the number under which the journal speaks of a person or an address, and give one where there is none yet."""
    return numbers_of(tx, kind, [name])[name]


def numbers_of(tx: Connection, kind: str, names: Collection[str]) -> dict[str, int]:
    """Return the numbers of several of one kind by their names, and give one to each that has none yet."""
    known = _known_numbers(tx, kind, names)
    if new := [one for one in dict.fromkeys(names) if one not in known]:
        upsert(tx, _name, [{"kind": kind, "name": one} for one in new], update=False)
        known |= _known_numbers(tx, kind, new)
    return known


def _known_numbers(tx: Connection, kind: str, names: Iterable[str]) -> dict[str, int]:
    asked = ({"kind": kind, "names": some} for some in chunked(names))
    return {row.name: row.id for some in asked for row in tx.execute(_NAMED, some)}


def known_number(tx: Connection, kind: str, name: str) -> int | None:
    """Return the number of a person or an address, or None where the journal never spoke of it."""
    return tx.scalar(select(_name.c.id).where(_name.c.kind == kind, _name.c.name == name))


def named(tx: Connection, parts: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
    """Return the number and the name of those whose name has the part that is asked for of their kind."""
    asked = select(_name.c.id, _name.c.name)
    found = [asked.where(_name.c.kind == kind, _name.c.name.contains(part, autoescape=True)) for kind, part in parts.items()]
    return tuple((row.id, row.name) for chosen in found for row in tx.execute(chosen.order_by(_name.c.id)))


def names(tx: Connection, ids: Collection[int]) -> dict[int, str]:
    """Return what these people or addresses are called; who was erased is not in it."""
    rows = (row for some in chunked(ids) for row in tx.execute(select(_name.c.id, _name.c.name).where(_name.c.id.in_(some))))
    return {row.id: row.name for row in rows if row.name is not None and not is_keyed(row.name)}
