"""Erasing people from the tables: what is theirs goes, and wherever else they are named something stands in their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

import re2
from sqlalchemy import Connection, Table, bindparam, delete, func, or_, select, update
from sqlmodel import SQLModel

from domain.journal import Subject, What
from domain.letter import DeliveryState
from store import personal
from store.amendments import AmendmentRow
from store.contacts import AbsenceRow, ContactRow, ListEntryRow, RetirementRow, SuppressionRow, upsert
from store.edits import EditRow
from store.holds import HoldRow
from store.journal import JournalRow, NameRow, NoteRow
from store.keyed import keyed
from store.mapping import chunked
from store.messages import MessageRow
from store.outbox import LetterRow
from store.submissions import AnswerRow, SubmissionRow

NAMELESS = "(erased)"  # What stands in the place of a name.
_MEMORY = 1 << 28  # Bytes that RE2 may take for many names at once.
_PAGE = 2_000
_contact, _entry, _retirement = ContactRow.__table__, ListEntryRow.__table__, RetirementRow.__table__  # type: ignore[attr-defined]
_absence, _suppression = AbsenceRow.__table__, SuppressionRow.__table__  # type: ignore[attr-defined]
_name, _note, _journal = NameRow.__table__, NoteRow.__table__, JournalRow.__table__  # type: ignore[attr-defined]
_letter, _message, _hold = LetterRow.__table__, MessageRow.__table__, HoldRow.__table__  # type: ignore[attr-defined]
_submission, _amendment, _answer = SubmissionRow.__table__, AmendmentRow.__table__, AnswerRow.__table__  # type: ignore[attr-defined]
_edit = EditRow.__table__  # type: ignore[attr-defined]
_TOLD: Mapping[Table, tuple[str, ...]] = {_answer: ("value", "written", "note"), _edit: ("given", "before", "value")}
_WAITS = [DeliveryState.QUEUED.value, DeliveryState.DEFERRED.value, DeliveryState.HELD.value]
_SECRET = frozenset(
    {"own", "tag", "mail_from", "cause"}
)  # Of a letter: its bytes are handed out as files, and the rest proves who sent it.
_SIGNS = ".,;:!?()[]<>\"'“”‘’«»*_-"  # What may stand beside a name.
# The first bytes of what follows an address or a name would make it another one.
_WORD = frozenset("_-")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who is erased: addresses in lower case, each with what stands in its place, and the names by which they are known."""

    people: Mapping[str, str]
    names: frozenset[str] = field(default_factory=frozenset)

    @property
    def needles(self) -> frozenset[str]:
        """Return all that is looked for."""
        return frozenset(self.people) | self.names


class Scrubber:
    """Replaces people in texts, and in texts within values of JSON; whole addresses and whole names alone."""

    def __init__(self, who: Forgotten) -> None:
        self._instead = {**dict.fromkeys((one.casefold() for one in who.names), NAMELESS), **who.people}
        options = re2.Options()
        options.case_sensitive, options.max_mem, options.log_errors = False, _MEMORY, False
        longest = sorted(who.needles, key=len, reverse=True)
        self._pattern = re2.compile("|".join(map(re2.escape, longest)), options=options) if longest else None

    def value(self, value: Any) -> Any:
        """Return a text, or a value of JSON, without these people."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(one) for key, one in value.items()}
        return [self.value(one) for one in value] if isinstance(value, list | tuple) else value

    def text(self, text: str) -> str:
        """Return a text without these people."""
        if self._pattern is None or not self._pattern.search(text):
            return text
        pieces, end = [], 0
        for found in self._pattern.finditer(text):
            if _stands_alone(text, found.start(), found.end()):
                pieces += [
                    text[end : found.start()],
                    self._instead.get(found[0].lower()) or self._instead.get(found[0].casefold(), NAMELESS),
                ]
                end = found.end()
        return "".join([*pieces, text[end:]])


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or (before in _WORD and before)) and not (after.isalnum() or (after in _WORD and after))


def names_of(tx: Connection, addresses: Collection[str]) -> frozenset[str]:
    """Return what the contacts with these addresses are called, or were before somebody changed it."""
    lower = [one.lower() for one in addresses]
    asked = (select(_contact.c.name).where(func.lower(_contact.c.address).in_(some)) for some in chunked(lower))
    found = {name for chosen in asked for name in tx.scalars(chosen)}
    changed = tx.execute(select(_amendment).where(_amendment.c.id.in_(_amendments(tx, lower)))) if lower else ()
    found |= {str(one.get("name", "")) for row in changed for one in (row.before, row.after)}
    return frozenset(filter(None, found))


def others_names(tx: Connection, addresses: Collection[str]) -> frozenset[str]:
    """Return what all other contacts are called."""
    lower = {one.lower() for one in addresses}
    return frozenset(row.name for row in tx.execute(select(_contact.c.name, _contact.c.address)) if row.address.lower() not in lower)


def known_addresses(tx: Connection) -> frozenset[str]:
    """Return every address in lower case that stands alone in a column of the tables."""
    places = (_contact.c.address, _entry.c.address, _retirement.c.address, _absence.c.address, _suppression.c.address, _letter.c.address)
    others = (_letter.c.asker, _message.c.sender, _submission.c.sender, _hold.c.address)
    found = {one.lower() for column in (*places, *others) for one in tx.scalars(select(column).distinct()) if one}
    named = tx.scalars(select(_name.c.name).where(_name.c.kind != "person", _name.c.name.is_not(None)))
    return frozenset(found | {one.rpartition("\t")[2].lower() for one in named if one})


def _amendments(tx: Connection, addresses: Collection[str]) -> list[int]:
    numbers = [str(number) for number, kind in _numbers(tx, addresses).items() if kind == "details"]
    changes = select(_journal.c.value).where(_journal.c.subject == Subject.DETAILS.value, _journal.c.what == What.CHANGE.value)
    return [int(one) for some in chunked(numbers) for one in tx.scalars(changes.where(_journal.c.subject_id.in_(some)))]


def _numbers(tx: Connection, addresses: Collection[str]) -> dict[int, str]:
    """Return the numbers under which the journal speaks of these addresses and of contacts with them, each with its kind."""
    asked = {one.lower() for one in addresses}
    rows = tx.execute(select(_name).where(_name.c.kind != "person", _name.c.name.is_not(None)))
    return {row.id: row.kind for row in rows if row.name.rpartition("\t")[2].lower() in asked}


def names_by_hash(tx: Connection, hashes: Mapping[str, int]) -> frozenset[str]:
    """Return the names whose keyed hashes these are, each with the number of its words, as they stand in the tables."""
    lengths = sorted(set(hashes.values()))
    grams = {gram for text in _texts(tx) for gram in _grams(text.casefold().split(), lengths)} if lengths else set()
    return frozenset(one for one in grams if keyed(tx, one) in hashes)


def _texts(tx: Connection) -> Iterator[str]:
    for table in SQLModel.metadata.sorted_tables:
        if names := personal.of_people(table.name):
            for row in tx.execute(select(*(table.c[one] for one in names))):
                yield from (text for value in row for text in _strings(value))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(one)


def _grams(words: Sequence[str], lengths: Sequence[int]) -> Iterator[str]:
    for length in lengths:
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length]).strip(_SIGNS)


def messages_of(tx: Connection, addresses: Collection[str]) -> dict[int, str]:
    """Return the messages that these people sent, by their numbers with the SHA-256 of their bytes."""
    asked = (select(_message.c.id, _message.c.sha256).where(func.lower(_message.c.sender).in_(some)) for some in chunked(addresses))
    return {row.id: row.sha256 for chosen in asked for row in tx.execute(chosen)}


def with_hashes(tx: Connection, hashes: Iterable[str]) -> dict[str, int]:
    """Return the numbers of the messages with these SHA-256."""
    asked = (select(_message.c.id, _message.c.sha256).where(_message.c.sha256.in_(some)) for some in chunked(hashes))
    return {row.sha256: row.id for chosen in asked for row in tx.execute(chosen)}


def letters_with(tx: Connection, hashes: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the letters whose whole message has one of these SHA-256."""
    asked = (select(_letter.c.id).where(_letter.c.sha256.in_(some)) for some in chunked(hashes))
    return frozenset(one for chosen in asked for one in tx.scalars(chosen))


def hashes_of(tx: Connection, letters: Iterable[int]) -> frozenset[str]:
    """Return the SHA-256 of these letters, of those of which one is known."""
    asked = (select(_letter.c.sha256).where(_letter.c.id.in_(some), _letter.c.sha256.is_not(None)) for some in chunked(letters))
    return frozenset(one for chosen in asked for one in tx.scalars(chosen))


def senders_to(tx: Connection, invitation_ids: Iterable[int]) -> frozenset[str]:
    """Return who wrote for these organisations, in lower case."""
    asked = (
        select(_message.c.sender).where(_message.c.invitation_id.in_(some), _message.c.sender.is_not(None))
        for some in chunked(invitation_ids)
    )
    return frozenset(one.lower() for chosen in asked for one in tx.scalars(chosen))


def files_of(tx: Connection, message_ids: Collection[int]) -> frozenset[str]:
    """Return the SHA-256 of the workbooks that these messages brought."""
    asked = (select(_submission.c.fingerprint).where(_submission.c.message_id.in_(some)) for some in chunked(message_ids))
    return frozenset(one for chosen in asked for one in tx.scalars(chosen))


def letters_to(tx: Connection, addresses: Collection[str]) -> dict[int, Mapping[str, Any]]:
    """Return the letters to these people, by their numbers with what they speak of."""
    asked = (select(_letter.c.id, _letter.c.context).where(func.lower(_letter.c.address).in_(some)) for some in chunked(addresses))
    return {row.id: row.context for chosen in asked for row in tx.execute(chosen)}


def recorded(tx: Connection) -> Iterator[tuple[int, str, bytes]]:
    """Yield the letters whose bytes are recorded: the number, the SHA-256 of the message ("" where none is known), and their own bytes."""
    after = 0
    columns = (_letter.c.id, _letter.c.sha256, _letter.c.own)
    while rows := tx.execute(
        select(*columns).where(_letter.c.id > after, _letter.c.own.is_not(None)).order_by(_letter.c.id).limit(200)
    ).all():
        yield from ((row.id, row.sha256 or "", row.own) for row in rows)
        after = rows[-1].id


def erase(tx: Connection, who: Forgotten, letters: Collection[int], gone: Collection[str], at: datetime) -> Counter[str]:
    """Erase these people from the tables, and the recorded bytes of these letters; return of how many rows of each table something went.

    `gone` are the hashes of what is removed from the archive.
    """
    done: Counter[str] = Counter()
    addresses = list(who.people)
    theirs = list(messages_of(tx, addresses))
    numbers = _numbers(tx, addresses)
    _forget_notes(tx, numbers, theirs, done)
    _forget_letters(tx, addresses, letters, gone, done)
    _forget_messages(tx, theirs, done)
    amended = _amendments(tx, addresses)
    for some in chunked(amended):
        done["amendment"] += tx.execute(delete(_amendment).where(_amendment.c.id.in_(some))).rowcount
    _forget_contacts(tx, who, at, done)
    _forget_suppressed(tx, addresses, numbers, done)
    _replace(tx, Scrubber(who), done)
    return done


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


def mentioned_in_answers(tx: Connection, who: Forgotten) -> int:
    """Return how many answers and edits name these people; an answer is the organisation's, and stays."""
    found = 0
    for one in sorted(who.needles)[:20]:
        for table, parts in _TOLD.items():
            named = or_(*(func.lower(table.c[part]).contains(one, autoescape=True) for part in parts))
            found += tx.scalar(select(func.count()).select_from(table).where(named)) or 0
    return found


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
    for own, instead in who.people.items():
        entries = tx.execute(select(_entry).where(func.lower(_entry.c.address) == own)).all()
        gone = tx.execute(select(_retirement).where(func.lower(_retirement.c.address) == own)).all()
        tx.execute(delete(_retirement).where(func.lower(_retirement.c.address) == own))
        places = {(row.list, row.organisation) for row in (*entries, *gone)}
        rows = [{"list": name, "organisation": code, "address": instead, "reason": NAMELESS, "at": at} for name, code in sorted(places)]
        upsert(tx, _retirement, rows)
        for table in (_entry, _contact, _absence):
            done[table.name] += tx.execute(delete(table).where(func.lower(table.c.address) == own)).rowcount


def _forget_suppressed(tx: Connection, addresses: Collection[str], numbers: Mapping[int, str], done: Counter[str]) -> None:
    """Keep suppressions and what was decided about them under keyed hashes, and no other name in the journal."""
    hashes = {own: keyed(tx, own) for own in addresses}
    kept: set[str] = set()
    for own, instead in hashes.items():
        tx.execute(delete(_suppression).where(_suppression.c.address == instead))
        if tx.execute(update(_suppression).where(_suppression.c.address == own).values(address=instead)).rowcount:
            kept.add(own)
    for row in tx.execute(select(_name).where(_name.c.id.in_(list(numbers)))).all() if numbers else ():
        own = row.name.lower()
        if row.kind == "address" and own in kept:
            tx.execute(update(_name).where(_name.c.kind == row.kind, _name.c.name == hashes[own]).values(name=None))
        name = hashes[own] if row.kind == "address" and own in kept else None
        done["journal_name"] += tx.execute(update(_name).where(_name.c.id == row.id).values(name=name)).rowcount


def _replace(tx: Connection, scrubber: Scrubber, done: Counter[str]) -> None:
    """Replace these people wherever else a table names them."""
    for table in SQLModel.metadata.sorted_tables:
        names = personal.of_people(table.name)
        if not names:
            continue
        keys = [column.name for column in table.primary_key]
        changed = list(
            _changed(tx.execute(select(*(table.c[one] for one in dict.fromkeys((*keys, *names))))).mappings(), keys, names, scrubber)
        )
        statement = update(table).where(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
        for row in changed:
            tx.execute(statement.values({name: value for name, value in row.items() if not name.startswith("key_")}), _keys(row))
        done[table.name] += len(changed)


def rows_about(tx: Connection, who: Forgotten) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that name these people, by their tables; without secrets, and without the recorded bytes of letters."""
    scrubber, found = Scrubber(who), dict[str, list[dict[str, Any]]]()
    for table in SQLModel.metadata.sorted_tables:
        names = personal.of_people(table.name)
        shown = [column for column in table.c if column.name not in _SECRET]
        rows = [dict(row) for row in tx.execute(select(*shown)).mappings()] if names else []
        if about := [row for row in rows if any(scrubber.value(row[name]) != row[name] for name in names if name in row)]:
            found[table.name] = about
    return found


def numbers_of(tx: Connection, addresses: Collection[str]) -> frozenset[int]:
    """Return the numbers under which the journal speaks of these addresses, and of contacts with them."""
    return frozenset(_numbers(tx, addresses))


def _keys(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name.startswith("key_")}


def _changed(rows: Iterable[Mapping[Any, Any]], keys: Sequence[str], names: Sequence[str], scrubber: Scrubber) -> Iterator[dict[str, Any]]:
    for row in rows:
        new = {name: after for name in names if (after := scrubber.value(row[name])) != row[name]}
        if new and names == ("name",):
            new = {"name": None}  # Of the journal's names: whoever decides and is called so is somebody who was erased.
        if new:
            yield {f"key_{key}": row[key] for key in keys} | new
