"""What reports said of deliveries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update
from sqlmodel import Field

from store.database.declarations import StoredRow
from store.database.mapping import Instant, chunked, to_row, to_value


class BounceRow(StoredRow, table=True):
    """What a report said of a delivery; `letter_id` is None where it names none of ours."""

    __tablename__ = "bounce"
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(index=True)
    letter_id: int | None = Field(index=True)
    address: str
    permanent: bool | None
    status: str | None
    diagnostic: str
    at: datetime = Field(sa_type=Instant)


_bounce = BounceRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One report about one address."""

    message_id: int
    letter_id: int | None
    address: str
    permanent: bool | None
    status: str | None
    diagnostic: str
    at: datetime


def record_bounce(tx: Connection, bounce: Bounce) -> None:
    """Record a report; the same message read again replaces what it said before."""
    same = (_bounce.c.message_id == bounce.message_id, _bounce.c.address == bounce.address)
    if tx.execute(update(_bounce).where(*same).values(**to_row(bounce))).rowcount == 0:
        tx.execute(insert(_bounce).values(**to_row(bounce)))


def bounces(tx: Connection, letter_ids: Iterable[int]) -> tuple[Bounce, ...]:
    """Return the reports about these letters."""
    asked = (select(_bounce).where(_bounce.c.letter_id.in_(some)).order_by(_bounce.c.id) for some in chunked(letter_ids))
    return tuple(to_value(Bounce, row) for chosen in asked for row in tx.execute(chosen).mappings())


def bounces_without_letter(tx: Connection, addresses: Iterable[str]) -> tuple[Bounce, ...]:
    """Return the reports that name any of these addresses and none of our letters, and so had no effect."""
    asked = (
        select(_bounce).where(_bounce.c.letter_id.is_(None), func.lower(_bounce.c.address).in_([one.lower() for one in some]))
        for some in chunked(addresses)
    )
    return tuple(to_value(Bounce, row) for chosen in asked for row in tx.execute(chosen.order_by(_bounce.c.id)).mappings())
