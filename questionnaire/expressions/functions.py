"""The functions of the subset as a table: how each is written, and what it gives."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from domain.submission import AnswerValue
from questionnaire.expressions.values import Number, is_blank, iso_date, number, text, truth

# Beyond this many places a double has no digits left to round; the context has room for every double.
_MOST_PLACES = 15
_EXACT = Context(prec=330, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how many arguments it takes, how they are written, and what it gives for their values and the date of evaluation."""

    least: int
    most: int
    usage: str
    apply: Callable[[tuple[AnswerValue, ...], date | None], AnswerValue]


def chosen(value: AnswerValue) -> tuple[str, ...]:
    """Return the choice names in `value`: XForms keeps several as one text with spaces between."""
    return value if isinstance(value, tuple) else tuple(text(value).split())


def _round(value: AnswerValue, places: AnswerValue = 0) -> AnswerValue:
    """Round halves away from zero, as Excel's ROUND does; blank if either is no number."""
    amount, wanted = number(value), number(places)
    if amount is None or wanted is None:
        return None
    digits = max(-_MOST_PLACES, min(_MOST_PLACES, int(wanted)))
    if digits >= 0 and abs(amount) >= 10**_MOST_PLACES:
        return amount
    rounded = _fifteen_digits(amount).quantize(Decimal(1).scaleb(-digits), context=_EXACT)
    return int(rounded) if digits <= 0 else float(rounded)


def _fifteen_digits(amount: Number) -> Decimal:
    """Return a number as spreadsheet programs round it: the last digits of a fraction are an error of the double."""
    return Decimal(amount if isinstance(amount, int) else format(amount, ".15g"))


def _whole(value: AnswerValue) -> AnswerValue:
    amount = number(value)
    if amount is None:
        return None
    return math.trunc(_fifteen_digits(amount))


def _date(value: AnswerValue) -> AnswerValue:
    return value if isinstance(value, date) else iso_date(text(value))


def _first_given(values: tuple[AnswerValue, ...]) -> AnswerValue:
    return next((value for value in values if not is_blank(value)), None)


FUNCTIONS: Mapping[str, Function] = {
    "not": Function(1, 1, "condition", lambda given, _: not truth(given[0])),
    "true": Function(0, 0, "", lambda _given, _: True),
    "false": Function(0, 0, "", lambda _given, _: False),
    "selected": Function(2, 2, "${question}, 'choice'", lambda given, _: text(given[1]) in chosen(given[0])),
    "count-selected": Function(1, 1, "${question}", lambda given, _: len(chosen(given[0]))),
    "string-length": Function(1, 1, "${question}", lambda given, _: len(text(given[0]))),
    "coalesce": Function(2, 2, "first, second", lambda given, _: _first_given(given)),
    "if": Function(3, 3, "condition, then, else", lambda given, _: given[1] if truth(given[0]) else given[2]),
    "round": Function(1, 2, "number, places", lambda given, _: _round(*given)),
    "int": Function(1, 1, "number", lambda given, _: _whole(given[0])),
    "today": Function(0, 0, "", lambda _given, today: today),
    "date": Function(1, 1, "'2012-02-10'", lambda given, _: _date(given[0])),
}
