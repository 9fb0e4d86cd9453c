"""What the answers of a study hold, as far as the columns depend on it: texts' lengths, smallest numbers, codes that no form knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.answer import AnswerValue
from questionnaire.items import parts

EXACT = 2**53  # The largest whole number up to which a floating-point number holds each.


@dataclass(slots=True, kw_only=True)
class SeenQuestion:
    """What the answers to one question hold. `strings` are codes that were found where its type has no texts."""

    width: int = 0
    least: float | None = None
    texts: bool = False
    fractions: bool = False
    inexact: int = 0
    first_day: date | None = None
    strings: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class SeenAnswers:
    """What the answers of a study hold, by question. `long` names the questions whose strings are texts, not codes."""

    long: frozenset[str]
    questions: dict[str, SeenQuestion] = field(default_factory=dict)
    instances: dict[str, int] = field(default_factory=dict)
    newest: datetime | None = None
    _names: dict[str, SeenQuestion] = field(default_factory=dict)

    def of(self, question: str) -> SeenQuestion:
        """Return what the answers to a question hold."""
        return self.questions.get(question) or SeenQuestion()

    def add(self, answers: Mapping[str, AnswerValue]) -> None:
        """See one organisation's answers."""
        for key, value in answers.items():
            if (one := self._names.get(key)) is None:
                one = self._names[key] = self.questions.setdefault(parts(key)[2] if "[" in key else key, SeenQuestion())
            kind = type(value)
            if kind is str:
                self._text(key, value, one)
            elif kind is int or kind is float:
                _number(value, one)
            elif kind is tuple:
                one.strings.update(dict.fromkeys(value))  # type: ignore[arg-type]
            elif isinstance(value, date):
                day = value.date() if isinstance(value, datetime) else value
                one.first_day = day if one.first_day is None else min(day, one.first_day)

    def _text(self, key: str, value: Any, one: SeenQuestion) -> None:
        one.texts = True
        width = len(value) if value.isascii() else len(value.encode())
        one.width = max(one.width, width)
        if (parts(key)[2] if "[" in key else key) not in self.long:
            one.strings[value] = None


def _number(value: Any, one: SeenQuestion) -> None:
    if one.least is None or value < one.least:
        one.least = value
    if type(value) is float:
        one.fractions = one.fractions or not value.is_integer()
    elif value > EXACT or value < -EXACT:
        one.inexact += 1
