"""Which values of one question look odd beside those of the other organisations, or beside last round's; and what they may have meant.

Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): the modified z-score, by median and MAD, here of the logarithms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log, log10
from statistics import fmean, median

FAR = 3.5  # The modified z-score from which Iglewicz and Hoaglin call a value an outlier.
FEWEST = 5  # Values of which a spread can be told.
CHANGED = 5.0  # So many times last round's value, or so small a part of it, is asked about.
_ORDINARY = 2.0  # The score of a value that would stand out to nobody.
_NEAR = 0.15  # How near to a power of ten, in decades, a ratio counts as one: from 0.71 to 1.41 of it.
_UNITS = (3, -3, 6, -6)  # Thousands and millions.
_DIGITS = (1, -1, 2, -2)  # A nought or a decimal point too many, or per cent for a share.


class WhyOdd(StrEnum):
    """What is odd about a value."""

    DISTANCE = "distance"  # Far from the values of the others.
    RATIO = "ratio"  # Far from last round's value.
    UNIT = "unit"  # As if given in another unit: thousands or millions of times what is ordinary.
    DIGIT = "digit"  # As if a digit or the decimal point had slipped.


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlier:
    """A value that looks odd. `middle` is the median of the values above zero, `score` the modified z-score of its logarithm.

    `ratio` is what it is of last round's value. `power` is the power of ten that would explain it, as 3 where it is a thousand times too
    large; 0 where none would. What is not known is None.
    """

    organisation: str
    value: float
    middle: float | None
    score: float | None
    before: float | None
    ratio: float | None
    power: int
    why: tuple[WhyOdd, ...]


def outliers(values: Mapping[str, float], before: Mapping[str, float]) -> tuple[Outlier, ...]:
    """Return the odd ones of the values of one question by organisation, the oddest first; `before` are those of last round.

    Only values above zero are compared: nought and what is below have no logarithm, and are ordinary answers.
    """
    positive = {code: value for code, value in values.items() if value > 0}
    spread = Spread.of(list(positive.values()))
    found = [_look(code, value, before.get(code), spread) for code, value in positive.items()]
    return tuple(sorted((one for one in found if one), key=lambda one: (-_oddness(one), one.organisation)))


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of values and of their logarithms, and how far these usually are from it: one unit of it is one standard deviation."""

    median: float
    middle: float
    unit: float

    @classmethod
    def of(cls, values: list[float]) -> Spread | None:
        """Return the spread of values above zero; None of too few, or where all are the same.

        Where more than half are the same, the mean distance stands for the median one, as Iglewicz and Hoaglin have it.
        """
        if len(values) < FEWEST:
            return None
        logs = [log(value) for value in values]
        middle = median(logs)
        distances = [abs(one - middle) for one in logs]
        unit = median(distances) / 0.6745 or fmean(distances) * 1.253314
        return cls(median(values), middle, unit) if unit > 1e-9 else None

    def score(self, value: float) -> float:
        """Return the modified z-score of a value."""
        return (log(value) - self.middle) / self.unit


def _look(code: str, value: float, last: float | None, spread: Spread | None) -> Outlier | None:
    score = spread.score(value) if spread else None
    ratio = value / last if last is not None and last > 0 else None
    far = score is not None and abs(score) > FAR
    changed = ratio is not None and not 1 / CHANGED < ratio < CHANGED
    if not far and not changed:
        return None
    power = _of_ratio(ratio) if ratio is not None else _of_spread(value, spread) if far and spread else 0
    slipped = (WhyOdd.UNIT if power in _UNITS else WhyOdd.DIGIT,) if power else ()
    return Outlier(
        organisation=code,
        value=value,
        middle=spread.median if spread else None,
        score=score,
        before=last,
        ratio=ratio,
        power=power,
        why=(*((WhyOdd.DISTANCE,) if far else ()), *((WhyOdd.RATIO,) if changed else ()), *slipped),
    )


def _of_ratio(ratio: float) -> int:
    """Return the power of ten that a ratio to last round's value is near to; 0 where it is near to none of those."""
    return next((power for power in (*_UNITS, *_DIGITS) if abs(log10(ratio) - power) < _NEAR), 0)


def _of_spread(value: float, spread: Spread) -> int:
    """Return the power of ten without which a value would be ordinary: units before digits; 0 where none would make it so."""
    return next((power for power in (*_UNITS, *_DIGITS) if abs(spread.score(value / 10**power)) < _ORDINARY), 0)


def _oddness(one: Outlier) -> float:
    """Return what sorts the odd ones: those that a slip explains first, then by how far they are off."""
    return (1_000 if one.power else 0) + max(abs(one.score or 0), abs(log10(one.ratio)) if one.ratio else 0)
