"""The curve of returns: how many organisations had answered at the end of each day, and of each period of the table."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil

from digests.facts import RoundBefore, StatusFacts

_ROWS = 12  # A table that a person takes in at a glance.
_STEPS = (1, 7, 14)
_LONGEST, _MOST_ROWS = 28, 24  # A study that runs on for years has longer periods, and no more rows than a mail has room for.


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The days of the picture, from the first letter to the deadline or today, and the local days of the returns in order.

    `mailings` are the days on which one left. `before` are the returns of the round before as if it had begun on the same day, each with
    the share that had answered by its end.
    """

    first: date
    today: date
    deadline: date
    returned: tuple[date, ...]
    total: int
    mailings: tuple[date, ...] = ()
    before: tuple[tuple[date, float], ...] = ()

    @property
    def last(self) -> date:
        """Return the last day of the picture."""
        return max(self.deadline, self.today, self.first + timedelta(days=1))

    @property
    def years(self) -> bool:
        """Say whether the picture spans more than one year, so that its days need theirs."""
        return self.first.year != self.last.year

    def until(self, day: date) -> int:
        """Return how many had answered at the end of `day`."""
        return bisect_right(self.returned, day)

    def before_until(self, day: date) -> float | None:
        """Return the share that had answered in the round before at the end of `day`; None where there is none to compare with."""
        return max((share for at, share in self.before if at <= day), default=0.0) if self.before else None


@dataclass(frozen=True, slots=True)
class Period:
    """A row of the table: both days included; `returns` within it, `so_far` at its end."""

    first: date
    last: date
    returns: int
    so_far: int


def curve(facts: StatusFacts) -> Curve:
    """Return the curve of a study's returns, in the zone of `facts.now`."""
    begun = facts.begun_at.astimezone(facts.now.tzinfo).date() if facts.begun_at else facts.now.date()
    left = {at.astimezone(facts.now.tzinfo).date() for at in facts.mailings}
    shown = curve_of(facts.returns, begun, facts.now, facts.deadline, len(facts.organisations), left)
    return replace(shown, before=tuple(_shifted(facts.last_round, begun))) if facts.last_round else shown


def _shifted(last: RoundBefore, begun: date) -> Iterator[tuple[date, float]]:
    """Yield the days of the last round's returns, counted from this round's first, and the share that had answered by then."""
    by_day = Counter(begun + (at.date() - last.begun_at.date()) for at in last.returns)
    so_far = 0
    for day in sorted(by_day):
        so_far += by_day[day]
        yield day, so_far / max(last.total, so_far)


def curve_of(returns: Iterable[datetime], begun: date, now: datetime, deadline: date, total: int, mailings: Iterable[date] = ()) -> Curve:
    """Return the curve of these returns of `total` organisations, in the zone of `now`, from the first letter or return on."""
    returned = tuple(sorted(moment.astimezone(now.tzinfo).date() for moment in returns))
    today = now.date()
    left = tuple(sorted(mailings))
    first = min((begun, today, *returned, *left))
    return Curve(first=first, today=today, deadline=deadline, returned=returned, total=total, mailings=left)


def periods(shown: Curve) -> tuple[Period, ...]:
    """Return the days from the first to today in periods of 1, 7 or 14 days: the finest that gives at most twelve rows.

    Or else in periods of 28 days, or of a multiple of them, so that there are never more than 24 rows.
    """
    days = (shown.today - shown.first).days + 1
    step = next((step for step in _STEPS if days <= step * _ROWS), _LONGEST * ceil(days / (_LONGEST * _MOST_ROWS)))
    rows = []
    for start in range(0, days, step):
        first = shown.first + timedelta(days=start)
        last = min(first + timedelta(days=step - 1), shown.today)
        so_far = shown.until(last)
        rows.append(Period(first, last, so_far - shown.until(first - timedelta(days=1)), so_far))
    return tuple(rows)
