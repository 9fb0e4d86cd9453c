"""What is known from outside of letters that left, until they are settled by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, text
from sqlmodel import Field

from domain.letter import DeliveryState, Letter
from domain.mail.departure import Witness
from domain.mail.dispatch import Dispatched
from store.database.declarations import StoredRow
from store.database.mapping import Instant, chunked, to_row, to_value
from store.database.upserting import upsert
from store.outbox import LetterRow


class DispatchedRow(StoredRow, table=True):
    """What is known from outside of a letter's last attempt, until the letter is settled by it. See `domain.mail.dispatch.Dispatched`."""

    __tablename__ = "dispatched"
    tag: str = Field(primary_key=True)
    attempts: int
    outcome: str | None
    domain: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    witness: str = Field(default=Witness.BOOK.value, sa_column_kwargs={"server_default": text("'book'")})
    at: datetime | None = Field(default=None, sa_type=Instant)


_dispatched, _letter = DispatchedRow.__table__, LetterRow.__table__  # type: ignore[attr-defined]
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
