"""What people write beside a number: per cent, a currency, a unit, or the thing that is counted.

It is left away only where the question asks for just that; anything else may say that the number means something else, and is told.
"""

from __future__ import annotations

import re
from functools import cache

from languages import every
from questionnaire.definition import Question
from questionnaire.designed.signs import LEVELS
from questionnaire.reading.values.folding import fold, visible
from questionnaire.reading.values.scales import asks_for_multiples, multipliers

_PERCENT_SIGNS = "[%٪﹪％]"
_BESIDE = re.compile(r"(?P<before>[^\d+\-−–.,٫]*?)\s*(?P<number>[+\-−–]?\s?[.,٫]?\d(?:.*\d)?)\s*(?P<after>\D*)")
_POWER = re.compile(r"(?<=[A-Za-z\u0410-\u044f\u0621-\u064a])\^?([23])(?!\w)")  # As in m2 and m^3: no keyboard has the sign.
_RAISED = {"2": "²", "3": "³"}
_LABEL_END = re.compile(r"[(\[（](?P<bracketed>[^()\[\]（）]+)[)\]）]\s*[:：]?\s*$|[,，]\s(?P<after>[^,，()]+?)\s*[:：]?\s*$")
# Signs of one currency alone, and its code. Others are those of several, as of all dollars.
_CURRENCIES = {"€": "eur", "₽": "rub", "₹": "inr", "₺": "try", "₴": "uah", "₪": "ils", "₫": "vnd", "₦": "ngn", "₸": "kzt", "₾": "gel"}
_BETWEEN = re.compile(r"[\s()\[\],;/]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]")


class ForeignUnitError(ValueError):
    """A number with something beside it that the question does not ask for. `code` is the sentence that says so."""

    def __init__(self, raw: str, code: str) -> None:
        super().__init__(raw)
        self.code = code


def asks_for_percent(question: Question) -> bool:
    """Say whether label, hint or unit of the question ask for per cent, in any language of the form."""
    asks = _percent_asked()
    return any(asks.search(text) for texts in (question.label, question.hint, question.unit) for text in texts.values())


def percent_off(text: str) -> str | None:
    """Return `text` without its per cent sign or words, or None where it has none."""
    found = _percent_beside().fullmatch(visible(text))
    return (found["after"] or found["before"]).strip() if found else None


def unit_off(question: Question, text: str) -> str | None:
    """Return the number in `text` without what stands beside it, or None where nothing does.

    What stands beside it is left away where it is the question's unit, a word or sign of that, or, behind the number, a word of the label,
    as in “12 employees”. ForeignUnitError where it is anything else.
    """
    found = _BESIDE.fullmatch(_raised(visible(text)))
    if not found:
        return None
    before, after = found["before"].strip(), found["after"].strip()
    if not fold(before) and not fold(after):
        return None
    if (before and after) or not (_is_unit(question, before or after) or (after and _is_counted(question, after))):
        raise ForeignUnitError(text, "number_unit")
    return found["number"]


def _is_unit(question: Question, beside: str) -> bool:
    folded = _unit(beside)
    units = {_unit(_raised(unit)) for unit in question.unit.values()}
    units |= {_unit(_raised(end)) for end in _ends_of_labels(question)} - _no_units()
    if asks_for_multiples(question):  # Whoever leaves the thousand away may mean single ones.
        return folded in units
    # A unit is mostly “US$” or “USD” or “in tonnes”: one of its words or signs alone is meant as it.
    words = {_unit(word) for unit in question.unit.values() for word in (*_WORD.findall(unit), *_BETWEEN.split(unit))}
    return folded in units or (folded in words - _no_units() and bool(folded))


def _unit(written: str) -> str:
    """Return a unit for comparison: a currency by its code, also where its sign is written."""
    folded = fold(written)
    return _CURRENCIES.get(folded, folded)


def _ends_of_labels(question: Question) -> list[str]:
    """Return what stands in brackets or behind a comma at the end of the labels, where many offices print the unit.

    A label may have several levels, as that of a row and the heading of a column, each with an end.
    """
    found = (_LABEL_END.search(level) for label in question.label.values() for level in label.split(LEVELS))
    return [end["bracketed"] or end["after"] for end in found if end]


def _raised(text: str) -> str:
    return _POWER.sub(lambda power: _RAISED[power[1]], text)


def _is_counted(question: Question, beside: str) -> bool:
    folded = fold(beside)
    if asks_for_multiples(question):
        return False
    words = {fold(word) for label in question.label.values() for word in _WORD.findall(label)}
    if folded in _counters():  # The languages that have them part no words, so that it stands somewhere within the label.
        return any(folded in fold(label) for label in question.label.values())
    return len(folded) > 2 and folded in words - _no_units()


@cache
def _counters() -> frozenset[str]:
    return frozenset(map(fold, every(lambda words: words.counters.split())))


@cache
def _percent_asked() -> re.Pattern[str]:
    words = "|".join(every(lambda words: (*words.percent, *words.percent_asked)))
    return re.compile(rf"{_PERCENT_SIGNS}|{words}", re.IGNORECASE)


@cache
def _percent_beside() -> re.Pattern[str]:
    words, before = ("|".join(every(pick)) for pick in (lambda words: words.percent, lambda words: words.percent_before))
    beside = rf"(?:(?:{_PERCENT_SIGNS}|{before})\s*(?P<after>.+)|(?P<before>.+?)\s*(?:{_PERCENT_SIGNS}|(?:{words})\.?))"
    return re.compile(beside, re.IGNORECASE)


@cache
def _no_units() -> frozenset[str]:
    """Return the words that multiply a number, or make it another one: a label that happens to use one does not ask for it."""
    return multipliers() | frozenset(map(fold, every(lambda words: words.no_units.split())))
