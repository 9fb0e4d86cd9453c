"""What a person says of a case, and what a verb that decides answers: a sentence, and the number by which it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was done, as a sentence, and the number of the journal's entry by which it can be undone, unless it left the house.

    The number is 0 where nothing was decided, since it is so already, or since it was a rehearsal; `rehearsal` is where its letters stand.
    `promised` says, as `told` does too, what whoever decided must know in whatever language: what a letter that has left promises although
    it was taken back, who gets one now, and what else the decision replaced or left as it was; blank where there is nothing of that.
    """

    entry: int
    told: str
    left_the_house: bool = False
    letters: int | None = None
    rehearsal: str | None = None
    promised: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """What a person says of a case: `case` is its number, or `letter-N`; `to` names the organisation to assign it to, `study` the study.

    `but` are the questions of which, of two workbooks that are put together, the other one is right.

    `until` is the last day of the time that is granted; None where it is the one that was asked for.

    `because` is the number of the message in which they say it; None where they say it otherwise.

    A mailing leaves only where `live` is said, as with the command `send`; without it, it is rehearsed.
    """

    case: str
    what: str
    by: str
    to: str | None = None
    note: str = ""
    study: str | None = None
    live: bool = False
    but: tuple[str, ...] = ()
    because: int | None = None
    until: date | None = None
