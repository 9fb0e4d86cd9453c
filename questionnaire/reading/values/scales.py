"""Numbers that a language counts by its own steps: `1.2万` is 12,000, and `3亿5000万` is 350,000,000.

They are read only where the question does not count in multiples itself: whoever is asked for thousands and writes 5万 may mean either.
Thousands and millions as other languages write them beside a number are no such steps, and are asked about (`units`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from languages import every, known, words
from questionnaire.definition import Question, Text
from questionnaire.reading.values.folding import fold, visible
from questionnaire.reading.values.numbers import parse_number
from questionnaire.reading.values.numerals import in_western

_NUMBER = r"\d[\d,.' ]*+"
_WORD = re.compile(r"[^\W\d_]+|\d+")
_WRITTEN_OUT = frozenset({"000", "1000", "1000000"})  # As in "USD '000".
_METRE = "m"  # Hardly a million, where nothing stands before it.


def in_digits(question: Question, text: str, language: str) -> str:
    """Return a text with its number written out in digits where it is counted by steps; else the text as it is.

    AmbiguousNumberError where a part of it is two numbers.
    """
    text = in_western(text, myriads=not counts_in_multiples(question))
    shown = visible(text)
    found = _stepped().search(shown)
    if not found or counts_in_multiples(question):
        return text
    value = _value(_steps().findall(found["said"]), found["rest"] or "", language)
    return text if value is None else f"{shown[: found.start('said')]}{value:f}{shown[found.end('said') :]}"


def counts_in_multiples(question: Question) -> bool:
    """Say whether label, hint or unit speak of thousands or the like, in any language of the form."""
    return _speak_of_multiples(question.label, question.hint, question.unit)


def asks_for_multiples(question: Question) -> bool:
    """Say whether label or unit do, of which the hint may say that they are not wanted."""
    return _speak_of_multiples(question.label, question.unit)


def _speak_of_multiples(*said: Text) -> bool:
    texts = [text for one in said for text in one.values()]
    spoken = {fold(word) for text in texts for word in _WORD.findall(text)}
    return bool(spoken & (multipliers() | _WRITTEN_OUT) - {_METRE}) or any(step in text for text in texts for step in _scales())


@cache
def multipliers() -> frozenset[str]:
    """Return the words of every language that multiply the number before them, folded."""
    return frozenset(map(fold, (*every(lambda said: said.multipliers.split()), *_scales())))


def _value(parts: list[tuple[str, str]], rest: str, language: str) -> Decimal | None:
    """Return what the parts add up to, or None where they say no number for certain: 1万2 is 12,000 to some, and 10,002 to nobody."""
    total, before = Decimal(0), Decimal("Infinity")
    for written, step in parts:
        number, scale = parse_number(written.strip(), language, decimal=words(language).decimal), _scales()[step]
        if number is None or Decimal(str(number)) * scale >= before:
            return None
        total, before = total + Decimal(str(number)) * scale, Decimal(scale)
    if rest and 10 ** len(rest) != before:
        return None
    total += Decimal(rest or 0)
    return total


@cache
def _scales() -> Mapping[str, int]:
    return {step: number for code in known() for step, number in words(code).scales.items()}


@cache
def _stepped() -> re.Pattern[str]:
    # A number is tried from its first sign on alone: from each further digit on it ends at the same place, without a step there as well.
    return re.compile(rf"(?<![\d,.' ])[,.' ]*+(?P<said>(?:{_NUMBER}(?:{_alternatives()})\s?)+(?P<rest>\d+)?)")


@cache
def _steps() -> re.Pattern[str]:
    return re.compile(rf"({_NUMBER})({_alternatives()})")


def _alternatives() -> str:
    return "|".join(sorted(map(re.escape, _scales()), key=len, reverse=True))
