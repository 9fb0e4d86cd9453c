"""The hours and days on which a mailing may reach people, in the time of the place where it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when letters leave, and on which days none does (0 is Monday)."""

    begin: time
    end: time
    weekend: frozenset[int] = frozenset()


def opens(hours: Hours, now: datetime, zone: str) -> datetime:
    """Return when a letter to this zone may leave: `now`, or the next morning that is no weekend's."""
    home = ZoneInfo(zone)
    local = now.astimezone(home)
    day = local.date()
    if local.time() >= hours.end:
        day += timedelta(days=1)
    while day.weekday() in hours.weekend:
        day += timedelta(days=1)
    return max(now, datetime.combine(day, hours.begin, tzinfo=home).astimezone(now.tzinfo))
