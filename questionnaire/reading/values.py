"""What a cell says, as the type that its question asks for; what is not surely read is `Unreadable`, never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from domain.submission import AnswerValue
from questionnaire.definition import Question, QuestionType
from questionnaire.reading.choices import AmbiguousChoiceError, UnknownChoiceError, one_choice
from questionnaire.reading.dates import AmbiguousDateError, parse_date
from questionnaire.reading.folding import as_text, is_blank
from questionnaire.reading.numbers import AmbiguousNumberError, Number, parse_number
from workbooks.cells import CellError, CellValue

_PERCENT = re.compile(r"[%٪]|per ?cent|pour ?cent|في المائة|في المئة|بالمائة|بالمئة|المئوية", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What could not be read as its type. `code` is the sentence that says why ("" where only the type is wrong)."""

    raw: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """The language of the workbook, and those of the form."""

    language: str
    languages: tuple[str, ...]


def typed(question: Question, value: CellValue | None, context: Context) -> AnswerValue | Unreadable:
    """Return the answer in one cell: None for a blank one, else the value of the question's type, else why it cannot be read.

    A select_multiple has a cell a choice, and is read by `choices.is_marked`.
    """
    if value is None or is_blank(value):
        return None
    if isinstance(value, CellError):
        return Unreadable(value.code, "cell_error")
    return _READERS[question.type](question, value, context)


def _text(_: Question, value: CellValue, __: Context) -> AnswerValue | Unreadable:
    return as_text(value)


def _integer(question: Question, value: CellValue, context: Context) -> AnswerValue | Unreadable:
    number = _number(question, value, context)
    if isinstance(number, float) and not number.is_integer():
        return Unreadable(as_text(value), "number_fraction")
    return number if isinstance(number, Unreadable) else int(number)


def _decimal(question: Question, value: CellValue, context: Context) -> AnswerValue | Unreadable:
    number = _number(question, value, context)
    return number if isinstance(number, Unreadable) else float(number)


def _date(_: Question, value: CellValue, __: Context) -> AnswerValue | Unreadable:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raw = as_text(value)
    try:
        found = parse_date(raw) if isinstance(value, str) else None
    except AmbiguousDateError:
        return Unreadable(raw, "date_ambiguous")
    return found or Unreadable(raw)


def _select_one(question: Question, value: CellValue, context: Context) -> AnswerValue | Unreadable:
    raw = as_text(value)
    try:
        return one_choice(question, value, context.language, context.languages)
    except AmbiguousChoiceError:
        return Unreadable(raw, "choice_ambiguous")
    except UnknownChoiceError:
        # The check of types offers the nearest label.
        return Unreadable(raw)


def _number(question: Question, value: CellValue, context: Context) -> Number | Unreadable:
    raw = as_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if isfinite(value) else Unreadable(raw)
    if not isinstance(value, str):
        # A date here is mostly a number that the spreadsheet program took for one, as in 1-2.
        return Unreadable(raw, "number_is_date" if isinstance(value, date) else "")
    text = raw
    if text[-1:] in {"%", "٪"}:
        # Fifteen per cent is 15 where the question asks for per cent; elsewhere it may be 0.15, and nobody knows.
        if not _asks_for_percent(question):
            return Unreadable(raw, "number_percent")
        text = text[:-1]
    try:
        number = parse_number(text, context.language)
    except AmbiguousNumberError:
        return Unreadable(raw, "number_ambiguous")
    return Unreadable(raw) if number is None else number


def _asks_for_percent(question: Question) -> bool:
    return any(_PERCENT.search(text) for text in (*question.label.values(), *question.hint.values()))


_READERS: Mapping[QuestionType, Callable[[Question, CellValue, Context], AnswerValue | Unreadable]] = {
    QuestionType.TEXT: _text,
    QuestionType.INTEGER: _integer,
    QuestionType.DECIMAL: _decimal,
    QuestionType.DATE: _date,
    QuestionType.SELECT_ONE: _select_one,
}
