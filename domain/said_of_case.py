"""What a coordinator says of a case by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.case import Decision


class Beside(StrEnum):
    """What can be said of a case that is no decision about it."""

    WAIT = "wait"  # The organisation is not reminded until a day: the verb `mark`.
    UNDO = "undo"  # What was done last is undone: the verb `undo`.
    YES = "yes"  # What our letter asks is so: the coordinator really said it.


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfCase:
    """One thing that is said: a decision, or what is no decision; `to` is a printed reference.

    The last day of waiting, or of the time that is granted, is `until`. Where `several` could be meant, or none surely is, that is None.
    """

    what: Decision | Beside
    to: str | None = None
    until: date | None = None
    several: bool = False
    note: str = ""
