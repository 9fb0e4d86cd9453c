"""The functions of the subset as a table: how each is written, and what it gives."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from domain.answer import AnswerValue
from questionnaire.expressions.aggregates import count_of, greatest, least, sum_of
from questionnaire.expressions.patterns import has_form
from questionnaire.expressions.values import Number, day_of, is_blank, iso_date, number, text, truth

# How many arguments Excel's functions take at most.
MANY = 255

# Beyond this many places a double has no digits left to round; the context has room for every double.
_MOST_PLACES = 15
_LONGEST = 32_767  # Characters that a cell holds.
_EXACT = Context(prec=330, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function: how many arguments it takes, how they are written, and what it gives for their values and the date of evaluation.

    Where arguments may be the `series` of a repeat, `apply` gets all their values in one tuple.
    """

    least: int
    most: int
    usage: str
    apply: Callable[[tuple[AnswerValue, ...], date | None], AnswerValue]
    series: bool = False


def chosen(value: AnswerValue) -> tuple[str, ...]:
    """Return the choice names in `value`: XForms keeps several as one text with spaces between."""
    return value if isinstance(value, tuple) else tuple(text(value).split())


def _round(value: AnswerValue, places: AnswerValue = 0) -> AnswerValue:
    """Round halves away from zero, as Excel's ROUND does; blank if either is no number."""
    amount, wanted = number(value), number(places)
    if amount is None or wanted is None:
        return None
    digits = max(-_MOST_PLACES, min(_MOST_PLACES, int(wanted)))
    rounded = _fifteen_digits(amount).quantize(Decimal(1).scaleb(-digits), context=_EXACT)
    return int(rounded) if digits <= 0 else float(rounded)


def _fifteen_digits(amount: Number) -> Decimal:
    """Return a number as spreadsheet programs round it: the last digits of a fraction are an error of the double."""
    exact = isinstance(amount, int) or abs(amount) >= 10**_MOST_PLACES
    return Decimal(amount if exact else format(amount, ".15g"))


def _whole(value: AnswerValue) -> AnswerValue:
    amount = number(value)
    if amount is None:
        return None
    return math.trunc(_fifteen_digits(amount))


def _date(value: AnswerValue) -> AnswerValue:
    """Return a date as it is, the date of a text in ISO 8601, and the day of a number, as in `date(${day} + 30)`."""
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return day_of(value)
    return iso_date(text(value))


def _absolute(value: AnswerValue) -> AnswerValue:
    amount = number(value)
    return None if amount is None else abs(amount)


def _part(value: AnswerValue, start: AnswerValue, end: AnswerValue = _LONGEST) -> AnswerValue:
    """Return the characters from `start`, counted from 0, up to but without `end`, as JavaRosa does; blank if either is no number."""
    first, last = number(start), number(end)
    return None if first is None or last is None else text(value)[int(first) : int(last)] or None


def _joined(values: tuple[AnswerValue, ...]) -> AnswerValue:
    """Return the texts as one; blank where no cell holds it: calculations that each double the one before would fill the memory."""
    texts = tuple(map(text, values))
    return "".join(texts) if sum(map(len, texts)) <= _LONGEST else None


def _first_given(values: tuple[AnswerValue, ...]) -> AnswerValue:
    return next((value for value in values if not is_blank(value)), None)


FUNCTIONS: Mapping[str, Function] = {
    "not": Function(least=1, most=1, usage="condition", apply=lambda given, _: not truth(given[0])),
    "true": Function(least=0, most=0, usage="", apply=lambda _given, _: True),
    "false": Function(least=0, most=0, usage="", apply=lambda _given, _: False),
    "selected": Function(least=2, most=2, usage="${question}, 'choice'", apply=lambda given, _: text(given[1]) in chosen(given[0])),
    "count-selected": Function(least=1, most=1, usage="${question}", apply=lambda given, _: len(chosen(given[0]))),
    "string-length": Function(least=1, most=1, usage="${question}", apply=lambda given, _: len(text(given[0]))),
    "coalesce": Function(least=2, most=2, usage="first, second", apply=lambda given, _: _first_given(given)),
    "if": Function(least=3, most=3, usage="condition, then, else", apply=lambda given, _: given[1] if truth(given[0]) else given[2]),
    "round": Function(least=1, most=2, usage="number, places", apply=lambda given, _: _round(*given)),
    "int": Function(least=1, most=1, usage="number", apply=lambda given, _: _whole(given[0])),
    "today": Function(least=0, most=0, usage="", apply=lambda _given, today: today),
    "date": Function(least=1, most=1, usage="'2012-02-10'", apply=lambda given, _: _date(given[0])),
    "number": Function(least=1, most=1, usage="${question}", apply=lambda given, _: number(given[0])),
    "abs": Function(least=1, most=1, usage="number", apply=lambda given, _: _absolute(given[0])),
    "string": Function(least=1, most=1, usage="${question}", apply=lambda given, _: text(given[0])),
    "concat": Function(least=1, most=MANY, usage="first, second, ...", apply=lambda given, _: _joined(given)),
    "substr": Function(least=2, most=3, usage="${question}, 0, 2", apply=lambda given, _: _part(*given)),
    "contains": Function(least=2, most=2, usage="${question}, 'text'", apply=lambda given, _: text(given[1]) in text(given[0])),
    "starts-with": Function(least=2, most=2, usage="${question}, 'text'", apply=lambda given, _: text(given[0]).startswith(text(given[1]))),
    "ends-with": Function(least=2, most=2, usage="${question}, 'text'", apply=lambda given, _: text(given[0]).endswith(text(given[1]))),
    "regex": Function(least=2, most=2, usage="${question}, '[0-9]{4}'", apply=lambda given, _: has_form(text(given[0]), text(given[1]))),
    "sum": Function(least=1, most=MANY, usage="${question}", apply=lambda given, _: sum_of(given), series=True),
    "min": Function(least=1, most=MANY, usage="${question}", apply=lambda given, _: least(given), series=True),
    "max": Function(least=1, most=MANY, usage="${question}", apply=lambda given, _: greatest(given), series=True),
    "count": Function(least=1, most=MANY, usage="${repeat}", apply=lambda given, _: count_of(given), series=True),
    "count-non-empty": Function(least=1, most=MANY, usage="${question}", apply=lambda given, _: count_of(given), series=True),
}
