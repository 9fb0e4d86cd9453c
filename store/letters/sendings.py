"""Mailings that were asked to be sent where nothing is sent: they wait here for the service that runs."""

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


class SendingRow(StoredRow, table=True):
    """A mailing that somebody asked to be sent. `done_at` is set in the transaction that puts its letters out, or says why none are."""

    __tablename__ = "sending"
    id: int | None = Field(default=None, primary_key=True)
    study: str
    mailing: str
    sha256: str
    entry: int
    by: str
    note: str
    asked_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    letters: int | None
    told: list[str] = Field(sa_column=Column(JSON, nullable=False))


_sending = SendingRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSending:
    """A mailing of a study that a person asked to be sent as it was when it had this hash; `entry` is where the journal says so.

    It waits as long as `done_at` is None and that entry is in force. Of one that is done, `letters` went into the outbox; None says that it
    was not sent, and `told` why. Of one that was sent, `told` is what was left out.
    """

    study: str
    mailing: str
    sha256: str
    entry: int
    by: str
    note: str
    asked_at: datetime
    id: int = 0
    done_at: datetime | None = None
    letters: int | None = None
    told: tuple[str, ...] = ()


def ask(tx: Connection, asked: AskedSending) -> None:
    """Let it wait for the service that runs."""
    tx.execute(insert(_sending).values({name: value for name, value in to_row(asked).items() if name != "id"}))


def of_mailing(tx: Connection, study: str, mailing: str) -> tuple[AskedSending, ...]:
    """Return the newest that were asked for of a mailing, the newest first."""
    mine = (_sending.c.study == study, _sending.c.mailing == mailing)
    chosen = select(_sending).where(*mine).order_by(_sending.c.id.desc()).limit(_SHOWN)
    return tuple(_asked(row) for row in tx.execute(chosen).mappings())


def not_done(tx: Connection) -> tuple[AskedSending, ...]:
    """Return those that are not done, the oldest first; of some, the entry may have been taken back."""
    chosen = select(_sending).where(_sending.c.done_at.is_(None)).order_by(_sending.c.id)
    return tuple(_asked(row) for row in tx.execute(chosen).mappings())


def is_done(tx: Connection, entry: int) -> bool:
    """Say whether what this entry of the journal asked for was done, or was found not to be possible."""
    chosen = select(_sending.c.id).where(_sending.c.entry == entry, _sending.c.done_at.is_not(None))
    return tx.execute(chosen).first() is not None


def end(tx: Connection, number: int, now: datetime, letters: int | None, told: tuple[str, ...]) -> None:
    """Say how many letters went into the outbox, or why the mailing was not sent."""
    tx.execute(update(_sending).where(_sending.c.id == number).values(done_at=now, letters=letters, told=list(map(plain, told))))


def _asked(row: Mapping[Any, Any]) -> AskedSending:
    return replace(to_value(AskedSending, {**row, "told": []}), told=tuple(map(text_of, row["told"])))
