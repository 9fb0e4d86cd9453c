"""What has been kept for longer than it is to be: originals, the bytes of letters, notes and words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from domain.journal import What
from domain.letter import DeliveryState
from store.answers.submissions import SubmissionRow
from store.cases.holds import HoldRow
from store.database.mapping import chunked
from store.intake import annexes
from store.intake.messages import MessageRow
from store.journal import JournalRow, NoteRow
from store.outbox import LetterRow

_message, _hold, _submission = MessageRow.__table__, HoldRow.__table__, SubmissionRow.__table__  # type: ignore[attr-defined]
_letter, _journal, _note = LetterRow.__table__, JournalRow.__table__, NoteRow.__table__  # type: ignore[attr-defined]
_ENDED = [
    one.value
    for one in DeliveryState
    if one not in {DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.HELD, DeliveryState.SENDING}
]


def old_messages(tx: Connection, before: datetime) -> dict[str, int]:
    """Return the messages that came before then, by the SHA-256 of their bytes; not those about which a case waits."""
    waits = select(_hold.c.message_id).where(_hold.c.decision.is_(None), _hold.c.message_id.is_not(None))
    done = (_message.c.received_at < before, _message.c.state.in_(["done", "failed"]), _message.c.id.not_in(waits))
    return {row.sha256: row.id for row in tx.execute(select(_message.c.sha256, _message.c.id).where(*done))}


def files_alone_of(tx: Connection, message_ids: Collection[int]) -> frozenset[str]:
    """Return the SHA-256 of the workbooks and annexes that only these messages brought."""
    theirs, others = set[str](), set[str]()
    workbooks = tx.execute(select(_submission.c.fingerprint, _submission.c.message_id))
    for sha256, message in (*workbooks, *annexes.bringers(tx)):
        (theirs if message in message_ids else others).add(sha256)
    return frozenset(theirs - others)


def old_letters(tx: Connection, before: datetime) -> frozenset[int]:
    """Return the letters that were planned before then, wait for nothing, and whose bytes are recorded."""
    old = (_letter.c.planned_at < before, _letter.c.own.is_not(None), _letter.c.state.in_(_ENDED))
    return frozenset(tx.scalars(select(_letter.c.id).where(*old)))


def enclosed_alone_in(tx: Connection, letters: Collection[int]) -> frozenset[str]:
    """Return the SHA-256 of the files and pictures that only these letters carry."""
    theirs, others = set[str](), set[str]()
    for row in tx.execute(select(_letter.c.id, _letter.c.context)):
        found = {str(one["sha256"]) for key in ("attachments", "images") for one in row.context.get(key, []) if "sha256" in one}
        (theirs if row.id in letters else others).update(found)
    return frozenset(theirs - others)


def forget_notes(tx: Connection, before: datetime) -> int:
    """Remove what was noted with decisions before then, and people's words in cases decided before then. Return how many there were.

    Why an address is suppressed stays for as long as it is.
    """
    old = select(_journal.c.number).where(_journal.c.at < before, _journal.c.what != What.SUPPRESS.value)
    noted = tx.scalars(select(_note.c.number).where(_note.c.number.in_(old))).all()
    done = sum(tx.execute(delete(_note).where(_note.c.number.in_(some))).rowcount for some in chunked(noted))
    decided = (_hold.c.decided_at < before, _hold.c.words.is_not(None))
    return done + tx.execute(update(_hold).where(*decided).values(words=None)).rowcount
