"""Buckets: the domains and accounts that servers asked to be slower; and what left lately, as the ledger has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, select
from sqlmodel import Field

from domain.letter import DeliveryState
from domain.rules.bucket import Bucket
from domain.study import DEFAULT
from store.database.declarations import StoredRow
from store.database.mapping import Instant, to_row, to_value
from store.database.upserting import upsert
from store.outbox import AttemptRow, LetterRow


class BucketRow(StoredRow, table=True):
    """A bucket (see `domain.rules.bucket.Bucket`); a blank domain is the account of the transport."""

    __tablename__ = "bucket"
    transport: str = Field(primary_key=True)
    domain: str = Field(primary_key=True)
    tokens: float
    per_minute: float
    filled_at: datetime = Field(sa_type=Instant)
    since: datetime = Field(sa_type=Instant)
    strikes: int
    said: str


_bucket = BucketRow.__table__  # type: ignore[attr-defined]
_letter, _attempt = LetterRow.__table__, AttemptRow.__table__  # type: ignore[attr-defined]
_WAITS = _letter.c.state.in_([DeliveryState.QUEUED.value, DeliveryState.DEFERRED.value])


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """So many letters of one sender that wait in the same state, either all `later` than now or all due; `due_at` is the first of them."""

    study: str
    sender: str
    state: DeliveryState
    later: bool
    letters: int
    due_at: datetime


def put(tx: Connection, bucket: Bucket) -> None:
    """Record a bucket, or what it has become."""
    upsert(tx, _bucket, [to_row(bucket)])


def remove(tx: Connection, bucket: Bucket) -> None:
    """Forget a bucket: nothing is slower any more."""
    tx.execute(delete(_bucket).where(_bucket.c.transport == bucket.transport, _bucket.c.domain == bucket.domain))


def known(tx: Connection) -> tuple[Bucket, ...]:
    """Return every bucket, the oldest first."""
    return tuple(to_value(Bucket, row) for row in tx.execute(select(_bucket).order_by(_bucket.c.since, _bucket.c.domain)).mappings())


def left_within(tx: Connection, transport: str, now: datetime, span: timedelta) -> list[datetime]:
    """Return when each letter left by a transport within that time, or may have: its content was begun."""
    return list(tx.scalars(select(_attempt.c.at).where(*_left(transport, now, span)).order_by(_attempt.c.at)))


def left_to_within(tx: Connection, transport: str, now: datetime, span: timedelta) -> list[tuple[str, datetime]]:
    """Return to which address each letter left by a transport within that time, and when."""
    joined = select(_letter.c.address, _attempt.c.at).join_from(_attempt, _letter, _letter.c.id == _attempt.c.letter_id)
    return [(row.address, row.at) for row in tx.execute(joined.where(*_left(transport, now, span)).order_by(_attempt.c.at))]


def _left(transport: str, now: datetime, span: timedelta) -> tuple[ColumnElement[bool], ...]:
    """Return what chooses them. What left later than in one span from now left by a clock that ran ahead: it would count until then."""
    its = func.coalesce(_attempt.c.transport, DEFAULT) == transport
    return (_attempt.c.at > now - span, _attempt.c.at <= now + span, _attempt.c.stage == "data", its)


def waiting_senders(tx: Connection, study: str | None = None) -> frozenset[tuple[str, str]]:
    """Return the senders (study and key) of which letters wait, due or not, of a study or of all."""
    of_study = () if study is None else (_letter.c.study == study,)
    chosen = select(_letter.c.study, _letter.c.sender).where(_WAITS, *of_study).distinct()
    return frozenset((row.study, row.sender) for row in tx.execute(chosen))


def waits(tx: Connection, now: datetime, study: str | None = None) -> tuple[Waits, ...]:
    """Return the letters of a study, or of all, that wait, counted by the database: after each pass a million may."""
    groups = (_letter.c.study, _letter.c.sender, _letter.c.state)
    told = ((_letter.c.due_at > now).label("later"), func.count().label("letters"), func.min(_letter.c.due_at).label("due_at"))
    of_study = () if study is None else (_letter.c.study == study,)
    # By its name: PostgreSQL takes the same words with another parameter for something else.
    chosen = select(*groups, *told).where(_WAITS, *of_study).group_by(*groups, "later").order_by(func.min(_letter.c.id))
    return tuple(to_value(Waits, row) for row in tx.execute(chosen).mappings())


def due_to(tx: Connection, group: Waits, now: datetime) -> Iterator[str]:
    """Yield the addresses of the letters of a group that are due; a bounded number is in memory."""
    its = (_letter.c.study == group.study, _letter.c.sender == group.sender, _letter.c.state == group.state.value)
    chosen = select(_letter.c.address).where(_WAITS, *its, _letter.c.due_at <= now).order_by(_letter.c.id)
    yield from tx.scalars(chosen, execution_options={"stream_results": True})
