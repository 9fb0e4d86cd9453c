"""Dates and times as spreadsheets count them: days, and parts of a day.

Source: ECMA-376 part 1, section 18.17.4 (date systems). In the system of 1900, 1 is 1 January 1900 and 60 the 29 February 1900 that never
was; in that of 1904, 0 is 1 January 1904.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from workbooks.appearance.numberformats import Shown

_NUMBERS = frozenset({Shown.PERCENT, Shown.DISGUISED})
_DAY = 86_400_000  # Milliseconds: a float of a serial does not know more.
_FIRST = date(1899, 12, 30)
_LAST = 2_958_465  # 31 December 9999, in the system of 1900.
_BETWEEN = 1462  # Days from the beginning of the one system to that of the other.


def moment(serial: float, shown: Shown, *, since_1904: bool) -> datetime | date | time | timedelta | float:
    """Return what a serial says that is shown as date, time or duration; itself, where it is shown as a number or no calendar has it."""
    if shown in _NUMBERS or not -_LAST <= serial <= _LAST:
        return serial
    whole, rest = divmod(round(serial * _DAY), _DAY)
    if shown is Shown.DURATION:
        return timedelta(days=whole, milliseconds=rest)
    of_day = datetime.combine(_FIRST, time()) + timedelta(milliseconds=rest)
    if whole == 0 and not (since_1904 and shown is Shown.DATE):
        return of_day.time()
    day = _day(whole, since_1904=since_1904)
    if day is None:
        return serial
    return datetime.combine(day, of_day.time()) if rest else day


def _day(number: int, *, since_1904: bool) -> date | None:
    if since_1904:
        number += _BETWEEN
        return _FIRST + timedelta(number) if _BETWEEN <= number <= _LAST else None
    if number < 1 or number == 60:
        return None
    return _FIRST + timedelta(number + (number < 60))
