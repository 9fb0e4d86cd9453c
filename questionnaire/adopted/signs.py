"""Answers that have a cell for each of their signs: which may, and how a value is spread over the cells."""

from __future__ import annotations

from datetime import date

from questionnaire.dayparts import CELLS_OF_A_DAY
from questionnaire.definition import Question, QuestionType
from workbooks.cells import CellValue

_SIGNED = frozenset({QuestionType.TEXT, QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE})


def is_signed(question: Question) -> bool:
    """Say whether the answer to a question may be written sign by sign."""
    return question.type in _SIGNED


def spread(text: str, cells: int) -> list[str]:
    """Return the sign for each cell, from the first one on; of a text that is too long nothing, since a part of it says another thing."""
    return [*text, *[""] * (cells - len(text))] if len(text) <= cells else [""] * cells


def signs_of(value: object, question: Question, cells: int) -> list[CellValue | None]:
    """Return what is put into each of the cells for the signs of a value; none where it is nothing, or too long."""
    if value is None or isinstance(value, tuple):
        return []
    text = _text(value, question, cells)
    signs = spread(text, cells)
    as_number = question.type is not QuestionType.TEXT
    return [int(sign) if as_number and sign.isdecimal() else sign or None for sign in signs] if any(signs) else []


def _text(value: object, question: Question, cells: int) -> str:
    if question.type is QuestionType.DATE and str(value) not in question.missing:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
        return f"{day:%d%m%Y}" if cells == CELLS_OF_A_DAY else ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
