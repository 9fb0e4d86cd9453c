"""Where people stand in the tables: their messages, letters, files and names, and the rows that name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select
from sqlmodel import SQLModel

from domain.journal import Subject, What
from store.answers.edits import EditRow
from store.answers.submissions import AnswerRow, SubmissionRow
from store.cases.holds import HoldRow
from store.database.mapping import chunked
from store.intake import annexes
from store.intake.messages import MessageRow
from store.journal import JournalRow, NameRow
from store.outbox import LetterRow
from store.people.amendments import AmendmentRow
from store.people.contact_rows import ContactRow, ListEntryRow, RetirementRow
from store.people.invitations import InvitationRow
from store.people.keyed_hashes import keyed
from store.people.suppressions import AbsenceRow, SuppressionRow
from store.personal import classified_columns
from store.personal.scrubber import Forgotten, Scrubber

_contact, _entry, _retirement = ContactRow.__table__, ListEntryRow.__table__, RetirementRow.__table__  # type: ignore[attr-defined]
_absence, _suppression = AbsenceRow.__table__, SuppressionRow.__table__  # type: ignore[attr-defined]
_name, _journal = NameRow.__table__, JournalRow.__table__  # type: ignore[attr-defined]
_letter, _message, _hold = LetterRow.__table__, MessageRow.__table__, HoldRow.__table__  # type: ignore[attr-defined]
_submission, _amendment, _answer = SubmissionRow.__table__, AmendmentRow.__table__, AnswerRow.__table__  # type: ignore[attr-defined]
_edit, _invitation = EditRow.__table__, InvitationRow.__table__  # type: ignore[attr-defined]
_TOLD: Mapping[Table, tuple[str, ...]] = {_answer: ("value", "written", "note"), _edit: ("given", "before", "value")}
# Of a letter: its bytes are handed out as files, and the rest proves who sent it.
_SECRET = frozenset({"own", "tag", "mail_from", "cause"})
_SIGNS = ".,;:!?()[]<>\"'“”‘’«»*_-"  # What may stand beside a name.


def names_of(tx: Connection, addresses: Collection[str]) -> frozenset[str]:
    """Return what the contacts with these addresses are called, or were before somebody changed it."""
    lower = [one.lower() for one in addresses]
    asked = (select(_contact.c.name).where(func.lower(_contact.c.address).in_(some)) for some in chunked(lower))
    found = {name for chosen in asked for name in tx.scalars(chosen)}
    changes = (select(_amendment).where(_amendment.c.id.in_(some)) for some in chunked(amendments_of(tx, lower)))
    found |= {str(one.get("name", "")) for chosen in changes for row in tx.execute(chosen) for one in (row.before, row.after)}
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


def amendments_of(tx: Connection, addresses: Collection[str]) -> list[int]:
    """Return the numbers of the changes that were made to contacts with these addresses."""
    numbers = [str(number) for number, kind in numbers_of(tx, addresses).items() if kind == "details"]
    changes = select(_journal.c.value).where(_journal.c.subject == Subject.DETAILS.value, _journal.c.what == What.CHANGE.value)
    return [int(one) for some in chunked(numbers) for one in tx.scalars(changes.where(_journal.c.subject_id.in_(some)))]


def numbers_of(tx: Connection, addresses: Collection[str]) -> dict[int, str]:
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
        if names := classified_columns.of_people(table.name):
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


def filed_by_hand(tx: Connection, organisations: Collection[str]) -> dict[int, str]:
    """Return the messages that stand for workbooks which were filed by hand for these organisations, as `messages_of` does."""
    chosen = (
        select(_message.c.id, _message.c.sha256)
        .join(_submission, _submission.c.message_id == _message.c.id)
        .join(_invitation, _invitation.c.id == _submission.c.invitation_id)
    )
    asked = (chosen.where(_submission.c.mode != "", _invitation.c.organisation.in_(some)) for some in chunked(organisations))
    return {row.id: row.sha256 for one in asked for row in tx.execute(one)}


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
    """Return the SHA-256 of the workbooks and annexes that these messages brought."""
    asked = (select(_submission.c.fingerprint).where(_submission.c.message_id.in_(some)) for some in chunked(message_ids))
    return frozenset(one for chosen in asked for one in tx.scalars(chosen)) | annexes.brought_by(tx, message_ids)


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


def mentioned_in_answers(tx: Connection, who: Forgotten) -> int:
    """Return how many answers and edits name these people; an answer is the organisation's, and stays."""
    found = 0
    for one in sorted(who.needles)[:20]:
        for table, parts in _TOLD.items():
            named = or_(*(func.lower(table.c[part]).contains(one, autoescape=True) for part in parts))
            found += tx.scalar(select(func.count()).select_from(table).where(named)) or 0
    return found


def rows_about(tx: Connection, who: Forgotten) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that name these people, by their tables; without secrets, and without the recorded bytes of letters."""
    scrubber, found = Scrubber(who), dict[str, list[dict[str, Any]]]()
    for table in SQLModel.metadata.sorted_tables:
        names = classified_columns.of_people(table.name)
        shown = [column for column in table.c if column.name not in _SECRET]
        rows = [dict(row) for row in tx.execute(select(*shown)).mappings()] if names else []
        if about := [row for row in rows if any(scrubber.value(row[name]) != row[name] for name in names if name in row)]:
            found[table.name] = about
    return found
