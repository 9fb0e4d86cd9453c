"""Holds: the cases that wait for a person, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Column, Connection, select, update
from sqlmodel import Field, SQLModel

from store.contacts import upsert
from store.mapping import Instant, to_row, to_value


class HoldRow(SQLModel, table=True):
    """A case with its reasons. `cause` is its unique key, so that a replay holds nothing twice."""

    __tablename__ = "hold"
    id: int | None = Field(default=None, primary_key=True)
    cause: str = Field(unique=True)
    study: str | None = Field(index=True)
    message_id: int | None = Field(index=True)
    invitation_id: int | None
    submission_id: int | None
    file_name: str | None
    fingerprint: str | None
    reasons: list[str] = Field(sa_column=Column(JSON, nullable=False))
    options: list[str] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=Instant)
    decision: str | None = Field(index=True)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)


_hold = HoldRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Held:
    """A case; `decision` is None while it waits."""

    id: int
    cause: str
    study: str | None
    message_id: int | None
    invitation_id: int | None
    submission_id: int | None
    file_name: str | None
    fingerprint: str | None
    reasons: tuple[str, ...]
    options: tuple[str, ...]
    at: datetime
    decision: str | None
    decided_at: datetime | None


def hold(tx: Connection, held: Held) -> None:
    """Let a case wait for a person; one that was decided is not opened again."""
    upsert(tx, _hold, [to_row(held, without=frozenset({"id"}))], update=False)


def find(tx: Connection, column: str, values: Iterable[object]) -> tuple[Held, ...]:
    """Return the cases whose `column` is one of `values`, oldest first."""
    rows = tx.execute(select(_hold).where(_hold.c[column].in_(list(values))).order_by(_hold.c.id)).mappings()
    return tuple(to_value(Held, row) for row in rows)


def waiting(tx: Connection, study: str | None = None) -> tuple[Held, ...]:
    """Return the cases that wait, oldest first; with `study`, those of it and those that name none."""
    chosen = select(_hold).where(_hold.c.decision.is_(None)).order_by(_hold.c.id)
    if study is not None:
        chosen = chosen.where((_hold.c.study == study) | _hold.c.study.is_(None))
    return tuple(to_value(Held, row) for row in tx.execute(chosen).mappings())


def decided(tx: Connection, hold_id: int, decision: str, at: datetime) -> None:
    """Record what was decided."""
    tx.execute(update(_hold).where(_hold.c.id == hold_id).values(decision=decision, decided_at=at))
