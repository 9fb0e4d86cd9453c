"""What left the house, as it stands outside of the database: the passes of the sender, and the letters that each began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.letter import Outcome
from domain.mail.departure import Witness


@dataclass(frozen=True, slots=True)
class Generation:
    """How far a store has come: its name, the number of the last pass that sent something, and when that began (None before the first)."""

    store: str
    number: int
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """A letter that was begun, by its tag: after how many attempts, and what became of it. Without an outcome, nothing was heard since.

    `domain` is that of its Message-ID; "" where it is not known. `at` is when its pass began, or when the copy was put where the `witness`
    found it.
    """

    tag: str
    attempts: int
    outcome: Outcome | None = None
    domain: str = ""
    witness: Witness = Witness.BOOK
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """What stands outside of a store: the last pass, the letters begun since a pass that was asked for, and whether each pass ended."""

    last: Generation
    letters: tuple[Dispatched, ...]
    complete: bool
