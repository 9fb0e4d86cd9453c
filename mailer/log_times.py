"""The times of log lines. Some servers write neither a year nor a zone: these are reckoned from the attempt of which the log tells.

The server noted the letter while we handed it over, and we know by our own clock when that was: so the clock of the log is known.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_SYSLOG = re.compile(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d")
# The message trace of Exchange Online, which is in UTC, as a computer in America writes it or one elsewhere.
_TRACED = tuple(f"{day} {hour}" for day in ("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y") for hour in ("%I:%M:%S %p", "%H:%M:%S"))
_QUARTER = timedelta(minutes=15)  # All zones lie so many quarters of an hour from UTC.
_WAITED = timedelta(minutes=12)  # Somebody waits up to ten minutes for the reply that never comes, and two clocks differ a little.
_EAST, _WEST = timedelta(hours=14), timedelta(hours=-12)


@dataclass(frozen=True, slots=True)
class LogTime:
    """When a line was written; None where that is not known. `reckoned` says that the line itself does not tell which instant it means."""

    at: datetime | None
    reckoned: bool = False


def instant(stamp: str, begun: str, tried: datetime | None) -> LogTime:
    """Return when a line of the time `stamp` was written.

    `begun` is the time at which the same log first noted the message, as it stands there, and `tried` when our attempt to hand it over
    ended by our clock.
    """
    if traced := {found for form in _TRACED if (found := _parsed(stamp, form))}:
        return _nearest(traced, tried)
    found = _read(stamp, tried)
    if found is None or found.tzinfo is not None:
        return LogTime(found.astimezone(UTC) if found else None)
    noted = _read(begun, tried)
    if noted is None or noted.tzinfo is not None or tried is None:
        return LogTime(None)
    # The zone that brings the noting to the attempt, or somewhat before it.
    ahead = (noted.replace(tzinfo=UTC) - tried + _WAITED) // _QUARTER * _QUARTER
    if not _WEST <= ahead <= _EAST:
        return LogTime(None)
    return LogTime(found.replace(tzinfo=UTC) - ahead, reckoned=True)


def _nearest(found: Collection[datetime], tried: datetime | None) -> LogTime:
    """Return the one of these times that is meant: where the fifth of November may be the eleventh of May, that nearest to the attempt."""
    in_utc = [one.replace(tzinfo=UTC) for one in found]
    if len(in_utc) == 1:
        return LogTime(in_utc[0])
    return LogTime(min(in_utc, key=lambda one: abs(one - tried)), reckoned=True) if tried else LogTime(None)


def _read(stamp: str, near: datetime | None) -> datetime | None:
    """Return a time as it stands there, without a zone where it has none; one without a year is of the year that brings it near."""
    if _SYSLOG.fullmatch(stamp):
        years = [near.year - 1, near.year, near.year + 1] if near else []
        of_years = [found for year in years if (found := _parsed(f"{year} {stamp}", "%Y %b %d %H:%M:%S"))]
        return min(of_years, key=lambda one: abs(one.replace(tzinfo=UTC) - near), default=None) if near else None
    with suppress(ValueError):
        return datetime.fromisoformat(re.sub(r" (?=[+-]\d{4}$)", "", stamp))
    return None


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - whether it has a zone is just what is asked
    except ValueError:
        return None
