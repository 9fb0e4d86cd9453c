"""How long a mailbox is left alone whose server did not answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

FIRST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(minutes=15)  # Reminders leave within an hour of a collect: a server that is back is asked in time.


def pause(failures: int, chance: float) -> timedelta:
    """Return how long to wait after so many failures in a row, at least 1: twice as long after each, up to a quarter of an hour.

    `chance`, from 0 to 1, takes up to half of that off, so that all who were turned away do not come back in one moment.
    """
    return min(FIRST * (1 << min(failures - 1, 10)), LONGEST) * (1 - chance / 2)
