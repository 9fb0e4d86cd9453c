"""Dates as people write them: `2012-04-30`, `30 April 2012`, `30.04.2012`, `2012年4月30日`, or as another language says it.

Points always mean day first (no locale of CLDR writes month, point, day, point, year). With slashes or hyphens 3/4/2012 is the third of
April or the fourth of March: it is read only where one number cannot be a month, or both are the same. A year has four digits.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from languages import every
from questionnaire.expressions.values import DAY_ZERO
from questionnaire.reading.values.folding import fold, visible, western_digits
from questionnaire.reading.values.numerals import in_western

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})")
_DAYS_TO_1904 = 1462
_QUOTES = '«»„“”"'  # Russian forms print them around the day.
_TYPED_YEARS = range(1950, 2101)
# The years now of the calendars of Islam and Iran, and of Buddhism. Nobody asks for a day of the Middle Ages, or of a future so far away.
_OTHER_YEARS = (range(1300, 1500), range(2400, 10_000))
_MONTHS, _LONGEST_MONTH = 12, 31
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000


class AmbiguousDateError(ValueError):
    """A text that is two dates, by where it was written."""


class NoSuchDayError(ValueError):
    """What is written as a date, and is one that the calendar does not have, as 30 February."""


def parse_date(text: str) -> date | None:
    """Return the date that `text` says, or None; raises AmbiguousDateError where it says two, NoSuchDayError where there is none such."""
    plain = visible(western_digits(in_western(text)))
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(plain):
        return _year_last(int(found[1]), int(found[3]), int(found[4]), by_points=found[2] == ".")
    if found := _by_marks().fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _day_month().fullmatch(plain):
        return _in_month(int(found[3]), found[2], int(found[1]))
    if found := _month_day().fullmatch(plain):
        return _in_month(int(found[3]), found[1], int(found[2]))
    return None


def parse_day_number(number: int, *, since_1904: bool) -> date | None:
    """Return the date that a bare number means, or None: eight digits of year, month and day, or a day as spreadsheet programs count them.

    Raises NoSuchDayError where eight digits are no day.
    Such a day is one between 1954 and 2119, since smaller and larger numbers in the cell of a date are more likely years or slips.
    Source: ECMA-376 part 1, section 18.17.4.1 (the 1900 and the 1904 date system).
    """
    if 1_900_01_01 <= number <= 2_199_12_31:
        return _day(number // 10_000, number // 100 % 100, number % 100)
    days = number + (_DAYS_TO_1904 if since_1904 else 0)
    return date.fromordinal(DAY_ZERO + days) if _FIRST_SERIAL <= days <= _LAST_SERIAL else None


def of_another_calendar(day: date) -> bool:
    """Say whether the year of a day is more likely one of another calendar, in which it is another day."""
    return any(day.year in years for years in _OTHER_YEARS)


def year_typed(day: date) -> int | None:
    """Return the year that somebody may have typed where a cell shows this day: to a spreadsheet program, 2012 is one of 1905."""
    number = day.toordinal() - DAY_ZERO
    return number if number in _TYPED_YEARS else None


def _year_last(first: int, second: int, year: int, *, by_points: bool) -> date | None:
    day_first, month_first = _date(year, second, first), None if by_points else _date(year, first, second)
    if day_first and month_first and day_first != month_first:
        raise AmbiguousDateError(f"{first}/{second}/{year}")
    return day_first or month_first or _day(year, second, first) or (None if by_points else _day(year, first, second))


def _in_month(year: int, name: str, day: int) -> date | None:
    month = _month(name)
    return _day(year, month, day) if month else None


def _day(year: int, month: int, day: int) -> date | None:
    """Return a date; None where the numbers are none, and NoSuchDayError where only its month is too short."""
    found = _date(year, month, day)
    if found is None and 1 <= month <= _MONTHS and 1 <= day <= _LONGEST_MONTH and year:
        raise NoSuchDayError(f"{year}-{month}-{day}")
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """Return the month of a name, or of names joined by a slash that say the same; 0 where there is none."""
    months = {_months().get(fold(part), 0) for part in name.split("/")}
    return months.pop() if len(months) == 1 else 0


@cache
def _day_month() -> re.Pattern[str]:
    """Return what finds a day, the name of a month and a year, with the small words that a language puts between them and behind."""
    ordinals, particles = "|".join(every(lambda words: words.ordinals)), "|".join(every(lambda words: words.particles))
    day = rf"[{_QUOTES}]?(\d{{1,2}})[{_QUOTES}]?(?:{ordinals}|\.)?"
    month = rf"(?:(?:{particles}) )?([^\d\s][^\d]*?)(?:\s(?:{particles}))?"
    year = rf"(\d{{4}})(?:\s?(?:{'|'.join(every(lambda words: words.year_marks))})\.?)?"
    # What parts these is taken whole, from its first sign on: a row of hyphens could be shared out between them in a great many ways.
    return re.compile(rf"{day}[\s-]++{month}(?<![\s,.-])[\s,.-]++{year}", re.IGNORECASE)


@cache
def _by_marks() -> re.Pattern[str]:
    """Return what finds a date whose numbers have words behind them that say which is which."""
    numbers = (r"(\d{4})", r"(\d{1,2})", r"(\d{1,2})")
    marks = (every(lambda words: words.year_marks), every(lambda words: words.month_marks), every(lambda words: words.day_marks))
    return re.compile(r"\s?".join(rf"{number}\s?(?:{'|'.join(mark)})" for number, mark in zip(numbers, marks, strict=True)))


@cache
def _month_day() -> re.Pattern[str]:
    ordinals = "|".join(every(lambda words: words.ordinals))
    return re.compile(rf"([^\d\s][^\d]*?)(?<![\s.])[\s.]++(\d{{1,2}})(?:{ordinals})?,?\s+(\d{{4}})", re.IGNORECASE)


@cache
def _months() -> dict[str, int]:
    # Babel is slow to load, and few workbooks need it.
    from languages.locales import month_names  # noqa: PLC0415

    found: dict[str, set[int]] = {}
    for name, month in month_names():
        found.setdefault(fold(name), set()).add(month)
    return {name: months.pop() for name, months in found.items() if len(months) == 1}
