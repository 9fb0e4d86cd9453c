"""Halts: the senders of studies whose letters wait, since the mail server refuses the sender and not the recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update
from sqlmodel import Field

from domain.letter import EVIDENCE, DeliveryState, Outcome
from domain.rules.refusal import TriedRecipient, likeness
from domain.study import DEFAULT
from store.database.declarations import StoredRow
from store.database.mapping import Instant, to_row, to_value
from store.database.upserting import upsert
from store.outbox import AttemptRow, LetterRow
from store.outbox.rows import WAITS

_LOOKED_AT = 1000  # So many of the newest attempts, of whomever, are looked through for refusals alike.


class HaltRow(StoredRow, table=True):
    """A sender whose letters wait. `hold_id` is the case that tells of it; `refused` is the likeness of the refusals."""

    __tablename__ = "halt"
    study: str = Field(primary_key=True)
    sender: str = Field(primary_key=True)
    hold_id: int = Field(index=True)
    refused: str
    said: str
    since: datetime = Field(sa_type=Instant)
    tries: int
    next_at: datetime = Field(sa_type=Instant)


_halt = HaltRow.__table__  # type: ignore[attr-defined]
_letter, _attempt = LetterRow.__table__, AttemptRow.__table__  # type: ignore[attr-defined]

_other = _attempt.alias()
_newest = select(func.max(_other.c.id)).where(_other.c.letter_id == _letter.c.id).correlate(_letter).scalar_subquery()
# A server that was reached and refuses everybody (5xx) is not away.
_LAST_UNREACHED = (_attempt.c.id == _newest, _attempt.c.stage == "connect", or_(_attempt.c.code.is_(None), _attempt.c.code < 500))


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """One sender of a study whose letters wait `since` then: `said` are the server's words, and one letter is tried at `next_at`."""

    study: str
    sender: str
    hold_id: int
    refused: str
    said: str
    since: datetime
    tries: int
    next_at: datetime


def put(tx: Connection, halt: Halt) -> None:
    """Record a halt, or what it has become."""
    upsert(tx, _halt, [to_row(halt)])


def tried(tx: Connection, halt: Halt) -> None:
    """Record a try in vain; a halt that a person has lifted meanwhile stays lifted."""
    tx.execute(update(_halt).where(_halt.c.hold_id == halt.hold_id).values(tries=halt.tries, next_at=halt.next_at))


def in_force(tx: Connection) -> tuple[Halt, ...]:
    """Return every halt, the oldest first."""
    return tuple(to_value(Halt, row) for row in tx.execute(select(_halt).order_by(_halt.c.since, _halt.c.sender)).mappings())


def lift(tx: Connection, hold_id: int) -> None:
    """Let the letters go on that wait because of this case; where none do, nothing changes."""
    tx.execute(delete(_halt).where(_halt.c.hold_id == hold_id))


def let_go(tx: Connection, hold_id: int, now: datetime) -> None:
    """Let the letters go on that wait because of this case, and those be due at once that were put off since no server was reached."""
    halt = next((one for one in in_force(tx) if one.hold_id == hold_id), None)
    if halt is not None:
        unreached = select(_attempt.c.id).where(*_LAST_UNREACHED).correlate(_letter).exists()
        its = (_letter.c.study == halt.study, _letter.c.sender == halt.sender, _letter.c.state == DeliveryState.DEFERRED.value)
        tx.execute(update(_letter).where(*its, _letter.c.due_at > now, unreached).values(due_at=now))
    lift(tx, hold_id)


@dataclass(frozen=True, slots=True)
class Unreached:
    """A letter that is due again at `due_at`, and with what `code` and `text` its server was not reached when it was tried last."""

    letter_id: int
    due_at: datetime
    code: int | None
    text: str


def unreached(tx: Connection, transport: str, now: datetime) -> Sequence[Unreached]:
    """Return the deferred letters, due later than `now`, of which the last attempt did not reach this transport's server.

    Attempts from before transports had names were the default's. What another process has in hand is left out.
    """
    chosen = (
        select(_letter.c.id.label("letter_id"), _letter.c.due_at, _attempt.c.code, _attempt.c.text)
        .join_from(_letter, _attempt, _attempt.c.letter_id == _letter.c.id)
        .where(WAITS, _letter.c.state == DeliveryState.DEFERRED.value, _letter.c.due_at > now, *_LAST_UNREACHED, _is_by(transport))
        .order_by(_letter.c.id)
    )
    rows = tx.execute(chosen.with_for_update(skip_locked=True, of=_letter)).mappings()
    return tuple(to_value(Unreached, row) for row in rows)


def follow(tx: Connection, transport: str, now: datetime) -> None:
    """Let one letter of each sender be tried that is halted since this transport's server was not reached, and for nothing that it said."""
    its = (_letter.c.study == _halt.c.study, _letter.c.sender == _halt.c.sender, _letter.c.state == DeliveryState.DEFERRED.value)
    tried = select(_letter.c.id).join_from(_letter, _attempt, _attempt.c.letter_id == _letter.c.id)
    waits = tried.where(WAITS, *its, *_LAST_UNREACHED, _is_by(transport)).correlate(_halt).exists()
    tx.execute(update(_halt).where(_halt.c.refused.like("connect %"), _halt.c.next_at > now, waits).values(next_at=now))


def _is_by(transport: str) -> ColumnElement[bool]:
    return func.coalesce(_attempt.c.transport, DEFAULT) == transport


def try_now(tx: Connection, study: str, now: datetime) -> None:
    """Let one letter of each sender of a study that is halted be tried with the next ones that are sent."""
    tx.execute(update(_halt).where(_halt.c.study == study, _halt.c.next_at > now).values(next_at=now))


def waiting(tx: Connection, halt: Halt) -> int:
    """Return how many letters of a halted sender wait, whether or not any of them was tried."""
    waits = _letter.c.state.in_([DeliveryState.QUEUED.value, DeliveryState.DEFERRED.value])
    chosen = select(func.count()).select_from(_letter).where(_letter.c.study == halt.study, waits, _letter.c.sender == halt.sender)
    return tx.scalar(chosen) or 0


def probes(tx: Connection, halt: Halt, now: datetime) -> tuple[int, ...]:
    """Return the letters by one of which it may be tried whether a sender is still refused, first those that were never refused.

    What waits for no collected mailbox comes first, so that a reminder which may not leave keeps nothing else back.
    """
    waits = _letter.c.state.in_([DeliveryState.QUEUED.value, DeliveryState.DEFERRED.value])
    chosen = (
        select(_letter.c.id)
        .where(_letter.c.study == halt.study, waits, _letter.c.sender == halt.sender, _letter.c.due_at <= now)
        .order_by(_letter.c.mailing.is_not(None), _letter.c.attempts, _letter.c.id)
    )
    return tuple(tx.scalars(chosen))


def tried_lately(tx: Connection, study: str, sender: str, since: datetime) -> tuple[TriedRecipient, ...]:
    """Return what was taken of a sender's letters and what is still refused, the newest first.

    A letter that somebody settled after it was refused is left out: what was decided about it is the last word.
    """
    newest = select(func.max(_attempt.c.id)).scalar_subquery()
    taken = _attempt.c.outcome == Outcome.SENT.value
    refused = (_attempt.c.outcome == Outcome.REJECTED.value) & (_letter.c.state == DeliveryState.REJECTED.value)
    chosen = (
        select(_attempt, _letter.c.address)
        .join_from(_attempt, _letter, _letter.c.id == _attempt.c.letter_id)
        .where(_attempt.c.id > newest - _LOOKED_AT, _attempt.c.stage != EVIDENCE, _attempt.c.at >= since)
        .where(_letter.c.study == study, _letter.c.sender == sender, taken | (refused & (_letter.c.due_at <= _attempt.c.at)))
        .order_by(_attempt.c.id.desc())
    )
    rows = tx.execute(chosen).all()
    return tuple(
        TriedRecipient(row.letter_id, row.address, None if row.outcome == Outcome.SENT else likeness(row.stage, row.code, row.text) or "")
        for row in rows
    )
