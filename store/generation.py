"""How far the store has come, the secret that its tags are derived from, and what is known from outside of letters that left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, text, update
from sqlmodel import Field

from domain.departure import Witness
from domain.dispatch import Dispatched, Generation
from domain.letter import DeliveryState, Letter
from store.declared import StoredRow
from store.mapping import Instant, chunked, to_row, to_value
from store.outbox import LetterRow
from store.remembered import last
from store.upserting import upsert


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


class DispatchedRow(StoredRow, table=True):
    """What is known from outside of a letter's last attempt, until the letter is settled by it. See `domain.dispatch.Dispatched`."""

    __tablename__ = "dispatched"
    tag: str = Field(primary_key=True)
    attempts: int
    outcome: str | None
    domain: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    witness: str = Field(default=Witness.BOOK.value, sa_column_kwargs={"server_default": text("'book'")})
    at: datetime | None = Field(default=None, sa_type=Instant)


_generation, _dispatched = GenerationRow.__table__, DispatchedRow.__table__  # type: ignore[attr-defined]
_letter = LetterRow.__table__  # type: ignore[attr-defined]
_ONE = _generation.c.id == 1
_SECRET = select(_generation.c.secret).where(_ONE)  # Each reply asks for it, so it is put together once.
_NOT_BEGUN = frozenset(
    one.value
    for one in (
        DeliveryState.QUEUED,
        DeliveryState.DEFERRED,
        DeliveryState.HELD,
        DeliveryState.DROPPED,
        DeliveryState.CANCELLED,
        DeliveryState.FAILED,
    )
)


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


def unknown(tx: Connection, seen: Sequence[Dispatched]) -> tuple[Dispatched, ...]:
    """Return those of these attempts of which the store knows nothing: their letters are not there, or still wait for that attempt."""
    known = {row.tag: row for row in _rows(tx, [one.tag for one in seen])}
    return tuple(one for one in seen if one.tag not in known or _waits_for(known[one.tag], one))


def _rows(tx: Connection, tags: Iterable[str]) -> list[LetterRow]:
    asked = (select(_letter.c.tag, _letter.c.attempts, _letter.c.state).where(_letter.c.tag.in_(some)) for some in chunked(tags))
    return [row for chosen in asked for row in tx.execute(chosen)]  # type: ignore[misc]


def _waits_for(row: LetterRow, attempt: Dispatched) -> bool:
    return row.attempts <= attempt.attempts and row.state in _NOT_BEGUN


def remember(tx: Connection, seen: Iterable[Dispatched]) -> None:
    """Keep what is known from outside, until the letters come that it is about."""
    upsert(tx, _dispatched, [to_row(one) for one in seen])


def of_letters(tx: Connection, letters: Iterable[Letter]) -> dict[str, Dispatched]:
    """Return what is known from outside of these letters, by their tags."""
    asked = (select(_dispatched).where(_dispatched.c.tag.in_(some)) for some in chunked(one.tag for one in letters))
    return {row["tag"]: to_value(Dispatched, row) for chosen in asked for row in tx.execute(chosen).mappings()}


def everything(tx: Connection) -> tuple[Dispatched, ...]:
    """Return all that is known from outside of letters that were not settled by it yet, oldest first."""
    found = (to_value(Dispatched, row) for row in tx.execute(select(_dispatched)).mappings())
    return tuple(sorted(found, key=lambda one: (one.at is None, one.at, one.tag)))


def tags(tx: Connection) -> frozenset[str]:
    """Return the tags of all letters of which something is known from outside."""
    return frozenset(tx.scalars(select(_dispatched.c.tag)))


def forget(tx: Connection, tag: str) -> None:
    """Forget what was known of a letter, which is settled by it: what a person decides about it later is not overruled."""
    tx.execute(delete(_dispatched).where(_dispatched.c.tag == tag))
