"""Functions over any number of values, and over the series of a repeat: what is no number is left out, as in a spreadsheet's range."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date

from domain.answer import AnswerValue
from questionnaire.expressions.values import Number, bounded, is_blank, number

# A sum that is smaller than its largest part by this factor is what rounding left over of 0, as in 0.1 + 0.2 - 0.3.
LEFT_OVER = 2.0**-44


def sum_of(values: tuple[AnswerValue, ...]) -> AnswerValue:
    """Return the sum of the numbers among `values`: 0 where there are none, blank where it is too large for a cell."""
    numbers = [counted for value in values if (counted := number(value)) is not None]
    if all(isinstance(counted, int) for counted in numbers):
        return bounded(sum(numbers))
    try:
        total = math.fsum(numbers)
    except OverflowError:
        return None
    return 0 if abs(total) < LEFT_OVER * max(map(abs, numbers)) else bounded(total)


def least(values: tuple[AnswerValue, ...]) -> AnswerValue:
    """Return the smallest of the numbers among `values`, as a date where all are dates; blank where there are none."""
    return _extreme(values, min)


def greatest(values: tuple[AnswerValue, ...]) -> AnswerValue:
    """Return the greatest of the numbers among `values`, as a date where all are dates; blank where there are none."""
    return _extreme(values, max)


def _extreme(values: tuple[AnswerValue, ...], choose: Callable[[Iterable[Number]], Number]) -> AnswerValue:
    numbers = [(counted, value) for value in values if (counted := number(value)) is not None]
    if not numbers:
        return None
    chosen = choose([counted for counted, _ in numbers])
    if all(isinstance(value, date) for _, value in numbers):
        return next(value for counted, value in numbers if counted == chosen)
    return bounded(chosen)


def count_of(values: tuple[AnswerValue, ...]) -> int:
    """Return how many of `values` are not blank."""
    return sum(not is_blank(value) for value in values)
