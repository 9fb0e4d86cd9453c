"""What a provider allows: so many letters in any minute, or in any 24 hours, whenever those begin."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Allowance:
    """A bucket with as many tokens as letters may leave within a span of time; each comes back one span after its letter was taken.

    One that refilled steadily would let nearly twice as many leave within a span: those that were in it, and those that came meanwhile.
    """

    def __init__(self, number: int, span: timedelta, left: Iterable[datetime] = ()) -> None:
        self.number = number
        self.span = span
        self._left = deque(sorted(left))
        self._under_way = 0

    def is_open(self, now: datetime) -> bool:
        """Say whether one more letter may leave."""
        while self._left and self._left[0] <= now - self.span:
            self._left.popleft()
        return len(self._left) + self._under_way < self.number

    def opens(self, now: datetime) -> datetime:
        """Return when one more letter may leave: `now`, or later."""
        if self.is_open(now):
            return now
        spare = len(self._left) + self._under_way - self.number
        return self._left[spare] + self.span if spare < len(self._left) else now + self.span

    def begin(self) -> None:
        """Take a token out for a letter that is under way."""
        self._under_way += 1

    def end(self, left_at: datetime | None) -> None:
        """Say when the letter left, or that it did not (None): its token is there again."""
        self._under_way -= 1
        if left_at is not None:
            self._left.append(left_at)
