"""How answers count in expressions: as number, text, truth or in comparison. The rules stand here once.

**Blank** is None, an empty text, no choice of several, and a number that no cell can hold (not finite, or beyond a double).

- `+ - * div mod` and unary minus: blank gives blank. A numeric text counts as its number, true as 1 and false as 0, a date as
  Excel's serial number, a time as the fraction of its day. Any other text gives blank, and so does a division by 0.
- `< <= > >=`: blank gives false. Both sides count as numbers as above; an ISO text beside a date or another ISO text counts as its
  date. Where either side is no number, the comparison is false.
- `=`: blank equals blank and nothing else, so `${x} = ''` asks whether there is no answer. Text and text are equal as text. Other
  pairs are equal as numbers where both count as numbers, else as text. A truth value equals what is true or false as it is.
- `!=`: the opposite of `=`, so it is true where only one side is blank.
- `and`, `or`, `not()`: blank, 0 and false() count as false; any other number, text, date or choice as true.
- Functions: a text is taken of a blank as '' and a number as blank, so `string-length`, `count-selected` and `selected` of a blank are
  0, 0 and false, and `round`, `int`, `abs`, `number` and `date` of a blank are blank.
- `sum`, `min`, `max` leave out what is no number: the sum of nothing is 0, the least and the greatest of nothing is blank. `count` counts
  what is not blank.

Two numbers are equal when they agree to 48 binary digits, as in LibreOffice and nearly so in Excel, so that `0.1 + 0.2 = 0.3` holds; two
whole numbers that a double holds are equal when they are the same. What is subtracted from its equal gives 0, and `int` and `round` look
at 15 digits, so that `0.3 - 0.1 - 0.2` is 0 and `int((0.1 + 0.7) * 10)` is 8.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.answer import AnswerValue

Number = int | float

_NUMERIC = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*", re.ASCII)
_ISO_DATE = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)\s*", re.ASCII)
# Day 0 of Excel's serial numbers as every date after February 1900 counts it.
DAY_ZERO = date(1899, 12, 30).toordinal()  # From here spreadsheets count every date after February 1900.
FIRST_DAY, LAST_DAY = date(1900, 3, 1).toordinal() - DAY_ZERO, date.max.toordinal() - DAY_ZERO
_CLOSE = 2.0**-48
_MOST = sys.float_info.max
# Up to here a double holds every whole number.
MOST_WHOLE = 2**53


@dataclass(frozen=True, slots=True)
class Series:
    """The answers to a question in a repeat, one an instance, as expressions outside of that repeat read them."""

    values: tuple[AnswerValue, ...]

    @classmethod
    def of_instances(cls, instances: Iterable[Iterable[AnswerValue]]) -> Series:
        """Return what the name of the repeat itself stands for: true for an instance in which anything is given, else blank."""
        return cls(tuple(None if all(map(is_blank, answers)) else True for answers in instances))


# What a name stands for: one answer, or several of a repeat.
Value = AnswerValue | Series


def is_blank(value: AnswerValue) -> bool:
    """Say whether `value` is no answer."""
    if isinstance(value, (int, float)):
        return not -_MOST <= value <= _MOST  # Not a number fails both comparisons.
    return value is None or value in ("", ())


def truth(value: AnswerValue) -> bool:
    """Say whether `value` counts as true: blank, 0 and false do not, everything else does."""
    if isinstance(value, bool):
        return value
    return not is_blank(value) and value != 0


def iso_date(text: str) -> date | None:
    """Return the date that `text` names as year-month-day (ISO 8601), or None."""
    found = _ISO_DATE.fullmatch(text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def day_of(serial: Number) -> date | None:
    """Return the day of one of Excel's serial numbers; None before March 1900, from when on these count as all do, and beyond 9999."""
    return date.fromordinal(DAY_ZERO + int(serial)) if FIRST_DAY <= serial < LAST_DAY + 1 else None


def number(value: AnswerValue) -> Number | None:
    """Return the number that `value` counts as, or None where it is none."""
    if isinstance(value, (int, float)):
        return +value if -_MOST <= value <= _MOST else None  # The plus makes a whole number of a truth value.
    if isinstance(value, str):
        return number(float(value)) if _NUMERIC.fullmatch(value) else None
    if isinstance(value, tuple):
        return number(text(value))
    return None if value is None else _serial(value)


def text(value: AnswerValue) -> str:
    """Return `value` as text: several choices as their names with spaces between, a whole number without a point, a date in ISO 8601."""
    if value is None or is_blank(value):
        return ""
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def equal(left: AnswerValue, right: AnswerValue) -> bool:
    """Say whether two values are equal."""
    if is_blank(left) or is_blank(right):
        return is_blank(left) and is_blank(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, (str, tuple)) and isinstance(right, (str, tuple)):
        return text(left) == text(right)
    compared = order(left, right)
    return text(left) == text(right) if compared is None else compared == 0


def order(left: AnswerValue, right: AnswerValue) -> int | None:
    """Return -1, 0 or 1 as `left` is less than, equal to or greater than `right`, or None where they have no order."""
    first, second = number(left), number(right)
    if first is None:
        first = _dated(left, beside=right)
    if second is None:
        second = _dated(right, beside=left)
    if first is None or second is None:
        return None
    if agree(first, second):
        return 0
    return -1 if first < second else 1


def agree(first: Number, second: Number) -> bool:
    """Say whether two numbers are equal but for the last digits of a double."""
    if max(abs(first), abs(second)) <= MOST_WHOLE and first == int(first) and second == int(second):
        return first == second
    return math.isclose(first, second, rel_tol=_CLOSE)


def bounded(result: Number) -> Number | None:
    """Return the result of a calculation as a cell holds it: beyond 2 to the 53rd as a double; blank where that has no room for it."""
    try:
        return number(result if abs(result) <= MOST_WHOLE else float(result))
    except OverflowError:
        return None


def _dated(value: AnswerValue, beside: AnswerValue) -> Number | None:
    """Return the serial number of an ISO text that is compared with a date or another text, or None."""
    if not isinstance(value, str) or isinstance(beside, (int, float)):
        return None
    day = iso_date(value)
    return None if day is None else _serial(day)


def _serial(value: date | time) -> Number:
    """Return Excel's serial number: days since 30 December 1899, a time as the fraction of its day."""
    days = value.toordinal() - DAY_ZERO if isinstance(value, date) else 0
    if isinstance(value, (datetime, time)):
        return days + (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    return days
