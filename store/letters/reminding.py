"""Letters of a mailing that were asked for where nothing is sent, for organisations that a person named: they wait for the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, insert, select, update
from sqlmodel import Field

from domain.telling import plain, text_of
from store.database.declarations import StoredRow
from store.database.mapping import Instant, to_row, to_value

_SHOWN = 5  # The newest of a mailing: who asked before has looked at theirs.


class RemindingRow(StoredRow, table=True):
    """Letters that somebody asked for. `begun_at` is set before any of them leaves, so that nothing is begun twice."""

    __tablename__ = "reminding"
    id: int | None = Field(default=None, primary_key=True)
    study: str
    mailing: str
    organisations: list[str] = Field(sa_column=Column(JSON, nullable=False))
    by: str
    note: str
    asked_at: datetime = Field(sa_type=Instant)
    begun_at: datetime | None = Field(default=None, sa_type=Instant)
    letters: int | None
    told: list[str] = Field(sa_column=Column(JSON, nullable=False))


_reminding = RemindingRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedReminding:
    """Letters of a mailing for organisations (by their codes), asked for by a person; `told` says what each got, or why nothing.

    `letters` went into the outbox since `begun_at`; it is None until that was done. One that was begun and has none was interrupted: it is
    not begun again.
    """

    study: str
    mailing: str
    organisations: tuple[str, ...]
    by: str
    note: str
    asked_at: datetime
    id: int = 0
    begun_at: datetime | None = None
    letters: int | None = None
    told: tuple[str, ...] = ()


def ask(tx: Connection, asked: AskedReminding) -> None:
    """Let them wait for the service that runs."""
    tx.execute(insert(_reminding).values({name: value for name, value in to_row(asked).items() if name != "id"}))


def of_mailing(tx: Connection, study: str, mailing: str) -> tuple[AskedReminding, ...]:
    """Return the newest that were asked for of a mailing, the newest first."""
    mine = (_reminding.c.study == study, _reminding.c.mailing == mailing)
    chosen = select(_reminding).where(*mine).order_by(_reminding.c.id.desc()).limit(_SHOWN)
    return tuple(_asked(row) for row in tx.execute(chosen).mappings())


def waiting(tx: Connection) -> tuple[AskedReminding, ...]:
    """Return those that nobody has begun, the oldest first."""
    chosen = select(_reminding).where(_reminding.c.begun_at.is_(None)).order_by(_reminding.c.id)
    return tuple(_asked(row) for row in tx.execute(chosen).mappings())


def begin(tx: Connection, number: int, now: datetime) -> bool:
    """Say that they are being sent; False where another process said so first."""
    chosen = update(_reminding).where(_reminding.c.id == number, _reminding.c.begun_at.is_(None))
    return tx.execute(chosen.values(begun_at=now)).rowcount == 1


def end(tx: Connection, number: int, letters: int, told: tuple[str, ...]) -> None:
    """Say how many letters went into the outbox, and what became of each organisation."""
    tx.execute(update(_reminding).where(_reminding.c.id == number).values(letters=letters, told=list(map(plain, told))))


def _asked(row: Mapping[Any, Any]) -> AskedReminding:
    return replace(to_value(AskedReminding, {**row, "told": []}), told=tuple(map(text_of, row["told"])))
