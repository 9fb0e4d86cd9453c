"""Impacts: on which organisations the messages acted, from which source, and whether a secret of each organisation proved it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Index, bindparam, select, update
from sqlmodel import Field, SQLModel

from store.contacts import upsert
from store.mapping import Instant, chunked, to_row, to_value


class ImpactRow(SQLModel, table=True):
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
_OF_SOURCE = (
    select(_impact)
    .where(
        _impact.c.source == bindparam("source"),
        _impact.c.study == bindparam("study"),
        _impact.c.proven.is_(bindparam("proven")),
        _impact.c.at > bindparam("since", type_=Instant),
    )
    .order_by(_impact.c.message_id, _impact.c.invitation_id)
)
_OF_MESSAGE = select(_impact).where(_impact.c.message_id == bindparam("message")).order_by(_impact.c.invitation_id)
_OF_HOLD = select(_impact).where(_impact.c.hold_id == bindparam("hold")).order_by(_impact.c.message_id, _impact.c.invitation_id)


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


def of_source(tx: Connection, source: str, study: str, *, proven: bool, since: datetime) -> tuple[Impact, ...]:
    """Return what messages from one source did in a study after `since`, in the order in which they came."""
    asked = {"source": source, "study": study, "proven": proven, "since": since}
    return tuple(to_value(Impact, row) for row in tx.execute(_OF_SOURCE, asked).mappings())


def of_message(tx: Connection, message_id: int) -> tuple[Impact, ...]:
    """Return what one message did."""
    return tuple(to_value(Impact, row) for row in tx.execute(_OF_MESSAGE, {"message": message_id}).mappings())


def of_hold(tx: Connection, hold_id: int) -> tuple[Impact, ...]:
    """Return what waits in a case, or is told by it."""
    return tuple(to_value(Impact, row) for row in tx.execute(_OF_HOLD, {"hold": hold_id}).mappings())


def put_into(tx: Connection, hold_id: int, message_ids: Iterable[int], *, study: str, proven: bool) -> None:
    """Let what these messages did in a study belong to a case."""
    for some in chunked(set(message_ids)):
        mine = (_impact.c.message_id.in_(some), _impact.c.study == study, _impact.c.proven.is_(proven))
        tx.execute(update(_impact).where(*mine).values(hold_id=hold_id))
