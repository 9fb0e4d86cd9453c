"""Test letters that were asked for where nothing is sent: they wait here for the service that runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlmodel import Field

from domain.telling import kept, known
from store.database.declarations import StoredRow
from store.database.mapping import Instant, to_row, to_value

_SHOWN = 5  # The newest of a mailing: who asked before has looked at theirs.


class TrialRow(StoredRow, table=True):
    """Test letters that somebody asked for. `begun_at` is set before any of them leaves, so that none is sent twice."""

    __tablename__ = "trial"
    id: int | None = Field(default=None, primary_key=True)
    study: str
    mailing: str
    address: str
    by: str
    asked_at: datetime = Field(sa_type=Instant)
    begun_at: datetime | None = Field(default=None, sa_type=Instant)
    letters: int | None
    fault: str


_trial = TrialRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTrial:
    """Test letters of a mailing for an address, asked for by a person; `letters` left since `begun_at`, and `fault` says what failed.

    `letters` is None until they were handed over. One that was begun and has neither was interrupted: it is not sent again.
    """

    study: str
    mailing: str
    address: str
    by: str
    asked_at: datetime
    id: int = 0
    begun_at: datetime | None = None
    letters: int | None = None
    fault: str = ""


def ask(tx: Connection, asked: AskedTrial) -> int:
    """Let test letters wait for the service that runs, or say that whoever asked sends them now; return their number."""
    made = tx.execute(insert(_trial).values({name: value for name, value in to_row(asked).items() if name != "id"}))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def of_mailing(tx: Connection, study: str, mailing: str) -> tuple[AskedTrial, ...]:
    """Return the newest that were asked for of a mailing, the newest first."""
    chosen = select(_trial).where(_trial.c.study == study, _trial.c.mailing == mailing).order_by(_trial.c.id.desc()).limit(_SHOWN)
    return tuple(_asked(row) for row in tx.execute(chosen).mappings())


def waiting(tx: Connection) -> tuple[AskedTrial, ...]:
    """Return those that nobody has begun, the oldest first."""
    chosen = select(_trial).where(_trial.c.begun_at.is_(None)).order_by(_trial.c.id)
    return tuple(_asked(row) for row in tx.execute(chosen).mappings())


def leaving(tx: Connection, since: datetime) -> tuple[AskedTrial, ...]:
    """Return those that were begun since then and did not end: they leave now, or whoever sent them died."""
    chosen = select(_trial).where(_trial.c.begun_at > since, _trial.c.letters.is_(None)).order_by(_trial.c.id)
    return tuple(_asked(row) for row in tx.execute(chosen).mappings())


def begin(tx: Connection, number: int, now: datetime) -> bool:
    """Say that they are being sent; False where another process said so first."""
    begun = tx.execute(update(_trial).where(_trial.c.id == number, _trial.c.begun_at.is_(None)).values(begun_at=now))
    return begun.rowcount == 1


def end(tx: Connection, number: int, letters: int, fault: str) -> None:
    """Say how many letters left, and what kept others."""
    tx.execute(update(_trial).where(_trial.c.id == number).values(letters=letters, fault=kept(fault)))


def _asked(row: Mapping[Any, Any]) -> AskedTrial:
    return replace(to_value(AskedTrial, row), fault=known(row["fault"]))
