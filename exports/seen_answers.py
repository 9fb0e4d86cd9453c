"""What the answers of a study hold, as far as the columns depend on it: texts' lengths, smallest numbers, codes that no form knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.answer import AnswerValue, FigureMarks
from questionnaire.items import parts

EXACT = 2**53  # The largest whole number up to which a floating-point number holds each.


@dataclass(slots=True, kw_only=True)
class SeenQuestion:
    """What the answers to one question hold. `strings` are codes that were found where its type has no texts.

    `flags` are the codes that mark its figures, and `note_width` is how many bytes the longest note takes. `bounds` says that of some
    figures a bound alone was written.
    """

    coded: bool = False  # Its strings are codes.
    width: int = 0
    least: float | None = None
    texts: bool = False
    inexact: int = 0
    first_day: date | None = None
    strings: dict[str, None] = field(default_factory=dict)
    flags: dict[str, None] = field(default_factory=dict)
    note_width: int = 0
    bounds: bool = False


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

    def mark(self, marks: Mapping[str, FigureMarks]) -> None:
        """See the flags and notes of one organisation's answers."""
        for key, said in marks.items():
            one = self.questions.setdefault(parts(key)[2], SeenQuestion())
            one.flags |= {said.flag: None} if said.flag else {}
            one.note_width = max(one.note_width, len(said.note.encode()))

    def bound(self, keys: Iterable[str]) -> None:
        """See the items of one organisation of which a bound alone was written."""
        for key in keys:
            self.questions.setdefault(parts(key)[2], SeenQuestion()).bounds = True

    def add(self, answers: Mapping[str, AnswerValue]) -> None:
        """See one organisation's answers."""
        for key, value in answers.items():
            if (one := self._names.get(key)) is None:
                one = self._named(key)
            kind = type(value)
            if kind is str:
                _text(value, one)  # type: ignore[arg-type]
            elif kind is int or kind is float:
                _number(value, one)
            elif kind is tuple:
                one.strings.update(dict.fromkeys(value))  # type: ignore[arg-type]
            elif isinstance(value, date):
                day = value.date() if isinstance(value, datetime) else value
                one.first_day = day if one.first_day is None else min(day, one.first_day)

    def _named(self, key: str) -> SeenQuestion:
        question = parts(key)[2]
        self._names[key] = self.questions.setdefault(question, SeenQuestion(coded=question not in self.long))
        return self._names[key]


def _text(value: str, one: SeenQuestion) -> None:
    one.texts = True
    width = len(value) if value.isascii() else len(value.encode())
    one.width = max(one.width, width)
    if one.coded:
        one.strings[value] = None


def _number(value: Any, one: SeenQuestion) -> None:
    if one.least is None or value < one.least:
        one.least = value
    if type(value) is not float and abs(value) > EXACT:
        one.inexact += 1
