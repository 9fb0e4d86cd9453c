"""How far the store has come, and the secret that its tags are derived from."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, select, text, update
from sqlmodel import Field

from domain.mail.dispatch import Generation
from store.database.declarations import StoredRow
from store.database.mapping import Instant
from store.database.remembered import last


class GenerationRow(StoredRow, table=True):
    """The one row: the secret is made with the store, `number` counts the passes that sent something, `at` is when the last began.

    `erasures` is how many lines of the erasure log this store has followed. `moved` says when it was moved, and into which database; a
    store that was not has "".
    """

    __tablename__ = "generation"
    id: int = Field(primary_key=True)
    secret: str
    number: int
    at: datetime | None = Field(default=None, sa_type=Instant)
    erasures: int = 0
    moved: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


_generation = GenerationRow.__table__  # type: ignore[attr-defined]
_ONE = _generation.c.id == 1
_SECRET = select(_generation.c.secret).where(_ONE)  # Each reply asks for it, so it is put together once.


def secret(tx: Connection) -> str:
    """Return the secret that tags and tokens are derived from: a copy of the store that is put back derives the same ones."""
    return last(tx, "generation", lambda: str(tx.scalar(_SECRET)))


def current(tx: Connection) -> Generation:
    """Return how far the store has come. Its name is made of its secret, and tells nothing of it."""
    row = tx.execute(select(_generation).where(_ONE)).one()
    return Generation(hashlib.sha256(row.secret.encode()).hexdigest()[:16], row.number, row.at)


def erasures(tx: Connection) -> int:
    """Return how many lines of the erasure log the store has followed."""
    return tx.scalar(select(_generation.c.erasures).where(_ONE)) or 0


def followed(tx: Connection, erasures: int) -> None:
    """Keep how many lines of the erasure log the store has followed."""
    tx.execute(update(_generation).where(_ONE).values(erasures=erasures))


def moved(tx: Connection) -> str:
    """Return when the store was moved, and into which database; "" where it was not."""
    return tx.scalar(select(_generation.c.moved).where(_ONE)) or ""


def leave(tx: Connection, moved: str) -> None:
    """Let the store work no more: it was moved."""
    tx.execute(update(_generation).where(_ONE).values(moved=moved))


def advance(tx: Connection, at: datetime, beyond: int = 0) -> Generation:
    """Begin the next pass, with a number that is greater than the last one's and than `beyond`."""
    tx.execute(update(_generation).where(_ONE).values(number=max(current(tx).number, beyond) + 1, at=at))
    return current(tx)
