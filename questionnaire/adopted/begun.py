"""What a cell of an adopted workbook begins with, where the form has a default for its question: the value as it stands in that cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from questionnaire.adopted.signs import signs_of
from questionnaire.definition import Question, QuestionType
from questionnaire.initial import constant
from questionnaire.layout import Layout
from questionnaire.printed import choice_labels
from workbooks.anatomy import Anatomy, SheetAnatomy
from workbooks.appearance.numberformats import Shown, shown_by_code
from workbooks.cells import Cell, CellValue, Position

_PERCENT = 100


def beginning(question: Question, page: SheetAnatomy, at: Position, language: str, languages: tuple[str, ...]) -> CellValue | None:
    """Return what is put into a cell of the workbook in `language`; None where its question has no default.

    A choice stands there as its label, and a share in a cell that shows per cent as that cell counts.
    """
    value = constant(question)
    if value is None or isinstance(value, tuple):
        return None
    if question.type is QuestionType.SELECT_ONE:
        label = next(
            (said for one, said in zip(question.choices, _labels(question, language, languages), strict=True) if one.name == value), None
        )
        return int(label) if label and label.isdecimal() and str(int(label)) == label else label
    if question.type is QuestionType.DATE and isinstance(value, str):
        return date.fromisoformat(value) if value not in question.missing else value
    if isinstance(value, int | float) and shown_by_code(page.format(at).code) is Shown.PERCENT:
        return value / _PERCENT
    return value


def _labels(question: Question, language: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(choice_labels(question, language, languages))


def beginnings(questions: Mapping[str, Question], layout: Layout, book: Anatomy, languages: tuple[str, ...]) -> dict[Cell, CellValue]:
    """Return what is put into the cells of every copy, by cell; questions in tables have no default, since their rows would be entries."""
    made: dict[Cell, CellValue] = {}
    for slot in layout.slots:
        question, page = questions[slot.question], book.by_name[slot.sheet.casefold()]
        value = beginning(question, page, (slot.row, slot.column), layout.language, languages)
        if slot.sign:
            signs = signs_of(value, question, len(layout.by_item[slot.question]))
            value = signs[slot.sign - 1] if signs else None
        if value is not None:
            made[Cell(slot.sheet, slot.row, slot.column)] = value
    return made
