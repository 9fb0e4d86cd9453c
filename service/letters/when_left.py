"""When letters left that were settled by evidence, as it is told to people: what the evidence says, and apart from it who settled them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from service.cases.waiting import decider_names
from store import Transaction, departures


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAs:
    """How a letter left, as a witness (`log`, `book` or `copy`) says (see `domain.mail.departure.Departure`); what it does not say is None.

    `settled_at` and `settled_by` are of the decision that was made by it, and `entry` is its number in the journal.
    """

    witness: str
    at: datetime | None
    reckoned: bool
    stamp: str | None
    queue: str | None
    relay: str | None
    source: str | None
    sha256: str | None
    settled_at: datetime
    settled_by: str
    entry: int


def of_letters(tx: Transaction, letter_ids: Iterable[int]) -> dict[int, LeftAs]:
    """Return how each of these letters left of which a witness tells, by its number."""
    found = departures.of_letters(tx, letter_ids)
    deciders = decider_names(tx, (one.entry.by for one in found.values()))
    return {
        number: LeftAs(
            witness=one.departure.witness.value,
            at=one.departure.at,
            reckoned=one.departure.reckoned,
            stamp=one.departure.stamp or None,
            queue=one.departure.queue or None,
            relay=one.departure.relay or None,
            source=one.departure.source or None,
            sha256=one.departure.sha256 or None,
            settled_at=one.entry.at,
            settled_by=deciders[one.entry.by],
            entry=one.entry.number,
        )
        for number, one in found.items()
    }


def when(at: datetime, left: LeftAs | None) -> datetime:
    """Return when a letter left, where what was recorded at `at` is that evidence settled it and says so; or else `at`."""
    return left.at if left is not None and left.at is not None and left.settled_at == at else at


_WITNESSES = {"log": "the mail server's log", "book": "the dispatch book", "copy": "a copy in the folder of sent mail"}


def witness(left: LeftAs) -> str:
    """Return what says that a letter left, in English."""
    return f"{_WITNESSES[left.witness]}{f' ({left.source})' if left.source else ''}"


def how_known(left: LeftAs) -> str:
    """Say how the time is known at which a letter left, in English; "" where the evidence itself has it to the second, with its zone."""
    if left.witness == "book":
        return "the time at which the sender's pass began in which it left"
    if left.witness == "copy":
        return "the time at which the server put the copy there"
    if left.reckoned:
        return f"the log says {left.stamp}, without its zone: reckoned from the attempt's own time"
    return f"the log says {left.stamp}" if left.stamp else ""
