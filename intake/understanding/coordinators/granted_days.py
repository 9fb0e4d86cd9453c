"""The day that a coordinator names who grants time, or lets an organisation wait: one, several, or none. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from intake.understanding.days.dates import MentionedDate, dates
from languages.date_tokens import tokens
from languages.date_words import leads
from languages.decisions import limits, without_courtesy

_SHORT = 9  # Words of a line below that says until when; longer ones tell something else.
_SIGNS = " \t-–—:：;；,،，、.。!！(（)）*_\"'”“»«"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """The one day that is named, None where several are; `conditional` where something is said with it that takes something back."""

    day: date | None
    conditional: bool = False


def named_day(rest: str, below: str, sent: datetime) -> NamedDay | None:
    """Return the day that stands in the `rest` of a line behind a decision, or in a short line `below`; None where there is none.

    Whatever day stands in the line is meant. Below it people also tell what has been: only a day to come is meant there.
    """
    found = dates(rest, sent)
    lines = (line for line in below.splitlines() if len(line.split()) <= _SHORT)
    days = {*(one.day for one in found), *(one.day for line in lines for one in dates(line, sent) if one.day >= sent.date())}
    if not days:
        return None
    sure = len(days) == 1 and not any(one.more or one.vague for one in found) and not (found and _has_numbers(rest, found))
    return NamedDay(days.pop() if sure else None, sure and bool(found) and _is_conditional(rest, found))


def _has_numbers(rest: str, found: tuple[MentionedDate, ...]) -> bool:
    """Say whether numbers stand beside the days, as in "until 20 or 21 May": nobody knows what they mean."""
    within = {at for one in found for at in range(one.start, one.end)}
    return any(char.isdigit() for at, char in enumerate(rest) if at not in within)


def _is_conditional(rest: str, found: tuple[MentionedDate, ...]) -> bool:
    """Say whether what stands before or behind the days limits more than until when: "until" alone leads to a day."""
    before, behind = rest[: found[0].start], rest[found[-1].end :]
    bare = without_courtesy(before.strip(_SIGNS)).strip(_SIGNS)
    unmarked = bool(bare) and before.strip()[:1] not in _SIGNS
    leading = tuple(one.text for one in tokens(bare) if one.kind != "mark") in leads()
    return (not leading and (unmarked or limits(bare))) or limits(behind.strip(_SIGNS))
