"""The default of a question in its cell: a value that anybody can write over, or a formula where it hangs on answers or on the day."""

from __future__ import annotations

from openpyxl.cell import Cell

from domain.answer import AnswerValue
from questionnaire.definition import Question, QuestionType
from questionnaire.expressions.excel_pieces import quoted
from questionnaire.initial import constant
from questionnaire.printed import choice_labels, printed
from questionnaire.workbook.maker import Maker
from questionnaire.workbook.operands import placed

_TEXT_CELL = "s"


def put_default(maker: Maker, cell: Cell, question: Question, choice: str, *, instance: str, item: str) -> None:
    """Let a cell begin with the default of its question, where it has one; `choice` is the choice that a select_multiple has there.

    `instance` are the letters of the column in a matrix, `item` is the key of the answer.
    """
    if question.default is None:
        return
    value = _shown(maker, question, constant(question), choice)
    if value is not None:
        cell.value = value  # type: ignore[assignment]
        if isinstance(value, str):
            # A text that begins with = is no formula.
            cell.data_type = _TEXT_CELL
    elif formula := maker.formulas.begun(question):
        cell.value = f"={placed(formula, instance)}"
        maker.results.put_begun(cell, item)


def default_formula(maker: Maker, question: Question, choice: str) -> str | None:
    """Return the formula (without its =) that gives the default of a question; None where it has none that Excel can say."""
    value = _shown(maker, question, constant(question), choice)
    if value is None:
        return maker.formulas.begun(question)
    if question.type is QuestionType.DATE and not isinstance(value, str):
        year, month, day = str(value).split("-")
        return f"DATE({int(year)},{int(month)},{int(day)})"
    return quoted(value) if isinstance(value, str) else repr(value)


def _shown(maker: Maker, question: Question, value: AnswerValue, choice: str) -> AnswerValue:
    """Return a default as it stands in a cell: a choice as its label."""
    if isinstance(value, tuple):
        return maker.text("workbook_yes") if choice in value else None
    if question.type is QuestionType.SELECT_ONE:
        labels = choice_labels(question, maker.language, maker.languages)
        return next((label for one, label in zip(question.choices, labels, strict=True) if one.name == value), None)
    return printed(value) if isinstance(value, str) else value
