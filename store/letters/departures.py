"""What witnesses say of how letters left that were settled by evidence; each belongs to the decision that settled its letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlmodel import Field

from domain.journal import About, Entry, Subject, in_force
from domain.mail.departure import Departure
from store import journal
from store.database.declarations import StoredRow
from store.database.mapping import Instant, chunked, to_row, to_value


class DepartureRow(StoredRow, table=True):
    """One witness's word (see `domain.mail.departure.Departure`): `entry` is the decision that was made by it, at `settled_at`."""

    __tablename__ = "departure"
    entry: int = Field(primary_key=True)
    letter_id: int = Field(index=True)
    settled_at: datetime = Field(sa_type=Instant)
    witness: str
    at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    reckoned: bool
    stamp: str
    queue: str
    relay: str
    source: str
    sha256: str


_departure = DepartureRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Departed:
    """What is known of a letter's leaving, and the decision that settled the letter by it."""

    departure: Departure
    entry: Entry


def keep(tx: Connection, found: Sequence[tuple[Entry, Departure]]) -> None:
    """Keep what witnesses said, with the decisions about letters that were made by it."""
    if found:
        known = ({"entry": entry.number, "letter_id": int(entry.about.id), "settled_at": entry.at} | to_row(one) for entry, one in found)
        tx.execute(insert(_departure), list(known))


def of_letters(tx: Connection, letter_ids: Iterable[int]) -> dict[int, Departed]:
    """Return of each of these letters, by its number, what was said of it last and is in force; most have nothing."""
    asked = (select(_departure).where(_departure.c.letter_id.in_(some)).order_by(_departure.c.entry) for some in chunked(letter_ids))
    rows = [row for chosen in asked for row in tx.execute(chosen).mappings()]
    letters = {row["letter_id"] for row in rows}
    holding = {one.number: one for one in in_force(journal.about(tx, Subject.LETTER, letters)) if _of(one.about, letters)} if rows else {}
    return {row["letter_id"]: Departed(to_value(Departure, row), holding[row["entry"]]) for row in rows if row["entry"] in holding}


def _of(about: About, letters: set[int]) -> bool:
    return about.subject is Subject.LETTER and int(about.id) in letters
