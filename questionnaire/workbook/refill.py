"""A fresh workbook of ours with the answers of one that cannot be patched: which cell gets what, and where its findings stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from domain.answer import AnswerValue
from domain.finding import Finding
from languages import catalogue
from questionnaire.definition import Aside, Item, Questionnaire, QuestionType
from questionnaire.items import items
from questionnaire.layout import Column, Layout
from questionnaire.printed import choice_labels
from questionnaire.reading.values.flags import FOOTNOTE
from workbooks.cells import Cell, CellValue, a1

_Cells = Mapping[tuple[str, str], Cell]  # By the key of the item, and the choice where it has a cell each.


def filled_in(
    questionnaire: Questionnaire,
    layout: Layout,
    answers: Mapping[str, AnswerValue],
    untyped: Mapping[str, str],
    flags: Mapping[str, str] = MappingProxyType({}),
    notes: Mapping[str, str] = MappingProxyType({}),
) -> dict[Cell, CellValue]:
    """Return the cells to fill: what was read as a person would enter it, and what could not be read as it was written.

    Flags and notes stand in their own cells. A figure without one for its flag has it behind it, where it is read again; a note has no
    other place.
    """
    cells, asides = _cells(layout, answers.keys() | untyped.keys()), _asides(layout, flags.keys() | notes.keys())
    filled: dict[Cell, CellValue] = {}
    for item in items(questionnaire, [*answers, *untyped]):
        values = {"": untyped[item.key]} if item.key in untyped else dict(_entered(item, answers.get(item.key), layout, questionnaire))
        for choice, value in values.items():
            place = cells.get((item.key, choice)) or (_first(cells, item.key) if item.key in untyped else None)
            if place is not None:
                flag = "" if (item.key, Aside.FLAG) in asides else flags.get(item.key, "")
                filled[place] = _flagged(value, flag) if flag else value
    for aside, said in ((Aside.FLAG, flags), (Aside.NOTE, notes)):
        filled |= {asides[key, aside]: text for key, text in said.items() if (key, aside) in asides}
    return filled


def _flagged(value: CellValue, flag: str) -> CellValue:
    """Return a number with its flag as a text that is read as the same in every language: never with just three decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    text = str(value)
    return f"{text}{'0' if len(text.partition('.')[2]) == 3 else ''}{'' if flag == FOOTNOTE else ' '}{flag}"


def moved(findings: Iterable[Finding], layout: Layout) -> tuple[Finding, ...]:
    """Return the findings with their places in a workbook of `layout`; one about no answer has none there."""
    listed = tuple(findings)
    cells = _cells(layout, (one.question for one in listed if one.question))
    places = [_first(cells, one.question or "") for one in listed]
    return tuple(
        replace(one, sheet=place.sheet if place else None, cell=a1(place.row, place.column) if place else None)
        for one, place in zip(listed, places, strict=True)
    )


def _entered(item: Item, answer: AnswerValue, layout: Layout, questionnaire: Questionnaire) -> Iterator[tuple[str, CellValue]]:
    question = item.question
    if question.calculation is not None or question.read_only:
        return
    if question.default:
        # The cells of a fresh workbook begin with the default, which is not what stood there.
        yield from ((choice, "") for choice in ("", *(one.name for one in question.choices)))
    if answer is None:
        return
    if isinstance(answer, tuple):
        yes = catalogue(layout.language).say("workbook_yes").message
        yield from ((choice, yes) for choice in answer)
    elif question.type is QuestionType.SELECT_ONE:
        labels = choice_labels(question, layout.language, questionnaire.languages)
        yield "", next((label for choice, label in zip(question.choices, labels, strict=True) if choice.name == answer), str(answer))
    else:
        yield "", answer


def _cells(layout: Layout, keys: Iterable[str]) -> _Cells:
    slots = (slot for slot in layout.slots if not slot.aside)
    cells = {(slot.item or slot.question, slot.choice): Cell(slot.sheet, slot.row, slot.column) for slot in slots}
    return cells | {(key, column.choice): place for key, column, place in _in_tables(layout, keys) if not column.aside}


def _asides(layout: Layout, keys: Iterable[str]) -> dict[tuple[str, str], Cell]:
    """Return the cells for flags and notes, by the key of the item and what they are for."""
    slots = (slot for beside in layout.asides.values() for slot in beside)
    cells = {(slot.item or slot.question, slot.aside): Cell(slot.sheet, slot.row, slot.column) for slot in slots}
    return cells | {(key, column.aside): place for key, column, place in _in_tables(layout, keys) if column.aside}


def _in_tables(layout: Layout, keys: Iterable[str]) -> Iterator[tuple[str, Column, Cell]]:
    """Yield the cells of the tables in the rows that some of the keys of items name."""
    listed = tuple(keys)
    for table in layout.tables:
        numbers = {int(number) for key in listed if (number := _row_number(key, table.repeat))}
        for column in table.columns:
            for row in numbers:
                yield f"{table.repeat}[{row}].{column.question}", column, Cell(table.sheet, table.row(row), column.column)


def _row_number(key: str, repeat: str) -> str:
    number = key.removeprefix(f"{repeat}[").partition("]")[0] if key.startswith(f"{repeat}[") else ""
    return number if number.isdecimal() else ""


def _first(cells: _Cells, key: str) -> Cell | None:
    return next((place for (item, _), place in cells.items() if item == key), None)
