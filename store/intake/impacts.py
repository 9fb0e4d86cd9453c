"""Impacts: on which organisations the messages acted, from which source, and whether a secret of each organisation proved it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Index, bindparam, func, select, update
from sqlmodel import Field

from store.database.declarations import StoredRow
from store.database.mapping import Instant, chunked, to_row, to_value
from store.database.upserting import upsert


class ImpactRow(StoredRow, table=True):
    """That a message acted on an organisation, or would have but for the brake; `hold_id` is the case in which that waits or is told."""

    __tablename__ = "impact"
    # The brake asks for what one source did lately.
    __table_args__ = (Index("ix_impact_source", "source", "study", "proven", "at"),)
    message_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    invitation_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    study: str
    source: str
    proven: bool
    at: datetime = Field(sa_type=Instant)
    hold_id: int | None = Field(default=None, index=True)


_impact = ImpactRow.__table__  # type: ignore[attr-defined]
_CHARGED = (
    _impact.c.source == bindparam("source"),
    _impact.c.study == bindparam("study"),
    _impact.c.proven == bindparam("proven"),
    _impact.c.at > bindparam("since", type_=Instant),
    _impact.c.message_id <= bindparam("message"),
)
_TOUCHED = select(_impact.c.invitation_id).where(*_CHARGED).distinct().limit(bindparam("limit"))
_NEWEST = select(_impact.c.hold_id).where(*_CHARGED, _impact.c.hold_id.is_not(None)).order_by(_impact.c.at.desc()).limit(1)
_UNTOLD = (
    select(_impact, _NEWEST.scalar_subquery().label("newest"))
    .where(*_CHARGED, _impact.c.hold_id.is_(None))
    .order_by(_impact.c.message_id, _impact.c.invitation_id)
)
_OF_MESSAGE = select(_impact).where(_impact.c.message_id == bindparam("message")).order_by(_impact.c.invitation_id)
_OF_HOLD = select(_impact).where(_impact.c.hold_id == bindparam("hold")).order_by(_impact.c.message_id, _impact.c.invitation_id)
_MANY = select(func.count(_impact.c.invitation_id.distinct())).where(_impact.c.hold_id == bindparam("hold"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """One message and one organisation in a study (see `ImpactRow`)."""

    message_id: int
    invitation_id: int
    study: str
    source: str
    proven: bool
    at: datetime
    hold_id: int | None = None


def record(tx: Connection, impacts: Sequence[Impact]) -> None:
    """Keep these; a message that is read again says what it does today."""
    upsert(tx, _impact, [to_row(one) for one in impacts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What is counted together: what messages of one source, up to the one with this number, did in a study after `since`."""

    source: str
    study: str
    proven: bool
    since: datetime
    message: int


def touched(tx: Connection, charge: Charge, limit: int) -> frozenset[int]:
    """Return the organisations that were acted on, and of many no more than `limit`: whoever counts to it needs no more."""
    return frozenset(tx.scalars(_TOUCHED, to_row(charge) | {"limit": limit}))


@dataclass(frozen=True, slots=True)
class Untold:
    """What stands in no case yet, in the order in which it came, and the case in which the newest of it stands that stands in one."""

    impacts: tuple[Impact, ...]
    newest_hold: int | None


def untold(tx: Connection, charge: Charge) -> Untold:
    """Return what stands in no case yet; beside it `newest_hold`, unless all of it does."""
    rows = tx.execute(_UNTOLD, to_row(charge)).mappings().all()
    return Untold(tuple(to_value(Impact, row) for row in rows), rows[0]["newest"] if rows else None)


def newest_hold(tx: Connection, charge: Charge) -> int | None:
    """Return the case in which the newest of it stands that stands in one."""
    return tx.scalar(_NEWEST, to_row(charge))


def of_message(tx: Connection, message_id: int) -> tuple[Impact, ...]:
    """Return what one message did."""
    return tuple(to_value(Impact, row) for row in tx.execute(_OF_MESSAGE, {"message": message_id}).mappings())


def of_hold(tx: Connection, hold_id: int) -> tuple[Impact, ...]:
    """Return what waits in a case, or is told by it."""
    return tuple(to_value(Impact, row) for row in tx.execute(_OF_HOLD, {"hold": hold_id}).mappings())


def many_in(tx: Connection, hold_id: int) -> int:
    """Return how many organisations a case is about."""
    return tx.scalar(_MANY, {"hold": hold_id}) or 0


def first_in(tx: Connection, hold_id: int, limit: int) -> tuple[int, ...]:
    """Return the first organisations that a case is about."""
    mine = select(_impact.c.invitation_id).where(_impact.c.hold_id == hold_id).distinct()
    return tuple(tx.scalars(mine.order_by(_impact.c.invitation_id).limit(limit)))


def put_into(tx: Connection, hold_id: int, message_ids: Iterable[int], *, study: str, proven: bool) -> None:
    """Let what these messages did in a study belong to a case."""
    for some in chunked(set(message_ids)):
        mine = (_impact.c.message_id.in_(some), _impact.c.study == study, _impact.c.proven.is_(proven))
        tx.execute(update(_impact).where(*mine).values(hold_id=hold_id))
