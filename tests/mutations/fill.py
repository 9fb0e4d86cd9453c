"""Filling a workbook by its visible labels, as a person does: nothing is known of where the program placed things.

A question's words are looked for in the cells that can be seen, on the sheet whose first cell is the title of its part; the answer goes
into the next open cell of that row. A choice is ticked in its row beneath its question's; in a matrix the row's words and the column's
heading cross; in a table an answer goes beneath its heading, a row an instance.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

from domain.answer import AnswerValue
from questionnaire.definition import Item, Question, QuestionType, Text, in_language
from questionnaire.items import items
from tests.mutations.loose import Cell, Worksheet
from tests.mutations.samples import Sample


class Spot(NamedTuple):
    """A cell in which an answer stands, with the cell of the words beside which (or beneath which) it was written."""

    sheet: str
    row: int
    column: int
    label_row: int
    label_column: int
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One sheet as it is seen: its words by cell, without what is hidden."""

    sheet: Worksheet
    words: dict[tuple[int, int], str]

    @property
    def title(self) -> str:
        """Return what stands in the first cell."""
        return self.words.get((1, 1), "")

    def find(self, text: str, below: int = 0) -> tuple[int, int] | None:
        """Return the first cell with these words in a row under `below`."""
        wanted = words(text)
        return next((at for at, said in sorted(self.words.items()) if said == wanted and at[0] > below), None)


def words(value: object) -> str:
    """Return a text with its white space collapsed."""
    return " ".join(str(value).split())


def seen(book: openpyxl.Workbook) -> list[Seen]:
    """Return the sheets that can be seen."""
    return [Seen(sheet, _words(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _words(sheet: Worksheet) -> dict[tuple[int, int], str]:
    groups = sheet.column_dimensions.values()
    hidden = {number for group in groups if group.hidden for number in range(group.min or 0, (group.max or 0) + 1)}
    rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)
    return {(cell.row, cell.column): words(cell.value) for cell in cells if cell.row not in rows and cell.column not in hidden}


def filled(sample: Sample) -> tuple[openpyxl.Workbook, dict[str, tuple[Spot, ...]]]:
    """Return the workbook of a sample with all its answers, and where they were written, by the key of the item."""
    book = openpyxl.load_workbook(io.BytesIO(sample.blank))
    sheets = seen(book)
    spots: dict[str, tuple[Spot, ...]] = {}
    for item in items(sample.form, sample.answers):
        answer = sample.answers.get(item.key)
        if answer is not None:
            spots[item.key] = tuple(_written(book, sheets, sample, item, answer))
    return book, spots


def _written(book: openpyxl.Workbook, sheets: list[Seen], sample: Sample, item: Item, answer: AnswerValue) -> Iterator[Spot]:
    page = _page(sheets, sample, item.question)
    for choice, text, entry in _entries(sample, item.question, answer):
        spot = _spot(page, sample, item, text)._replace(choice=choice)
        cell = page.sheet.cell(spot.row, spot.column)
        type_in(cell, _first_of_list(book, page.sheet, cell) if choice else entry)
        yield spot


def _entries(sample: Sample, question: Question, answer: AnswerValue) -> Iterator[tuple[str, str, object]]:
    """Yield (choice's code, choice's words, what is typed), the first two only of a select_multiple."""
    labels = {choice.name: _said(sample, choice.label) for choice in question.choices}
    if isinstance(answer, tuple):
        yield from ((name, labels[name], None) for name in answer)
    else:
        yield "", "", labels.get(str(answer), answer) if question.type is QuestionType.SELECT_ONE else answer


def _page(sheets: list[Seen], sample: Sample, question: Question) -> Seen:
    parts = {part.name: part.label for part in sample.form.sections} | {part.name: part.label for part in sample.form.repeats}
    title, label = words(_said(sample, parts.get(question.repeat or question.section, {}))), words(_said(sample, question.label))
    titled = [page for page in sheets if page.title == title] or sheets
    found = [page for page in titled if any(said == label or said.startswith(f"{label}: ") for said in page.words.values())]
    if len(found) != 1:
        raise LookupError(f"{label!r} is seen on {len(found)} sheets")
    return found[0]


def _spot(page: Seen, sample: Sample, item: Item, choice: str) -> Spot:
    label = _said(sample, item.question.label)
    repeat = next((one for one in sample.form.repeats if one.name == item.question.repeat), None)
    if repeat and not repeat.instances:
        row, column = _need(page.find(f"{label}: {choice}" if choice else label), label)
        open_rows = (at for at in range(row + 1, page.sheet.max_row + 1) if not page.sheet.cell(at, column).protection.locked)
        return Spot(page.sheet.title, list(open_rows)[int(item.instance) - 1], column, row, column)
    row, column = _need(page.find(label), label)
    if choice:
        row, column = _need(page.find(choice, below=row), choice)
    if repeat:
        heading = next(_said(sample, one.label) for one in repeat.instances if one.name == item.instance)
        answer = next(at for (above, at), said in sorted(page.words.items()) if above < row and said == words(heading))
    else:
        answer = next(at for at in range(column + 1, page.sheet.max_column + 1) if not page.sheet.cell(row, at).protection.locked)
    return Spot(page.sheet.title, row, answer, row, column)


def _need(found: tuple[int, int] | None, label: str) -> tuple[int, int]:
    if found is None:
        raise LookupError(label)
    return found


def _said(sample: Sample, text: Text) -> str:
    return in_language(text, sample.language, sample.form.languages)


def type_in(cell: Cell, entry: object) -> None:
    """Type into a cell: one that is formatted as text keeps what is typed as it is, even what begins with an equals sign."""
    cell.value = entry
    if cell.number_format == "@" and isinstance(entry, str):
        cell.data_type = "s"


def _first_of_list(book: openpyxl.Workbook, sheet: Worksheet, cell: Cell) -> str:
    """Return the first entry of the cell's drop-down list, which says yes."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and rule.formula1 and cell.coordinate in rule.sqref:
            place = book.defined_names.get(rule.formula1) or DefinedName("list", attr_text=rule.formula1)
            name, cells = next(iter(place.destinations))
            return str(book[name][cells.replace("$", "").partition(":")[0]].value)
    raise LookupError(cell.coordinate)
