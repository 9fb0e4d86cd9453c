"""Filling a workbook as a person does: find the question by its words, and write into the open cell beside it.

In a table or a matrix it is the cell in which a row and a column cross. Nothing that a person cannot see is used: no key column, no hidden
sheet, no name of a question. A drop-down list is followed to where its entries stand, as the spreadsheet program does when the arrow is
clicked.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from demo.respondents.files import zipped

Entry = str | int | float | date | tuple[str, ...]  # What a person types or picks; several choices ticked are their labels.
Place = str | tuple[str, str]  # The words of a question; in a table or a matrix those of the row (or its number) and of the column.


@dataclass(slots=True)
class _Line:
    """A question as it is seen: the open cell beside it, and the choices that stand indented beneath it, by their labels."""

    sheet: Worksheet
    cell: Cell | None
    choices: dict[str, Cell] = field(default_factory=dict)


def fill(workbook: bytes, entries: Mapping[Place, Entry] | Mapping[str, Entry]) -> bytes:
    """Return `workbook` (xlsx) with the entries written beside the questions that are labelled so; line breaks and spaces count alike.

    A tuple ticks these choices of a question with several. KeyError with the label that is not to be seen, that stands there twice, or
    beside which there is nothing to fill in. The same input gives the same bytes.
    """
    book = load_workbook(io.BytesIO(workbook))
    seen = _seen(book)
    for place, entry in entries.items():
        if isinstance(place, tuple):
            _enter_crossing(book, place, entry)
            continue
        lines = seen.get(_words(place), [])
        if len(lines) != 1:
            raise KeyError(place)
        _enter(book, lines[0], place, entry)
    return _saved(book)


def _enter_crossing(book: Workbook, place: tuple[str, str], entry: Entry) -> None:
    """Type into the cell where row and column cross; a tuple ticks the columns that the heading and a choice name together."""
    row, column = place
    if not isinstance(entry, tuple):
        _type(_crossing(book, row, column)[1], entry)
        return
    for choice in entry:
        sheet, cell = _crossing(book, row, f"{column}: {choice}")
        _type(cell, _first_of_list(book, sheet, cell))


def _crossing(book: Workbook, row: str, column: str) -> tuple[Worksheet, Cell]:
    """Return the one open cell that has `row` on its left and `column` above it; KeyError where there is none, or more than one."""
    found = [
        (sheet, cell)
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        for cell in _crossed(list(_visible(sheet)), _words(row), _words(column))
    ]
    if len(found) != 1:
        raise KeyError((row, column))
    return found[0]


def _crossed(rows: list[list[Cell | MergedCell]], row: str, column: str) -> Iterator[Cell]:
    headed: set[int] = set()
    for line in rows:
        if any(_shown(cell) == row for cell in line if cell.protection.locked):
            yield from (cell for at, cell in enumerate(line) if at in headed and isinstance(cell, Cell) and not cell.protection.locked)
        headed |= {at for at, cell in enumerate(line) if cell.protection.locked and _shown(cell) == column}


def _shown(cell: Cell | MergedCell) -> str:
    """Return the words of a cell; a row of a table shows its number."""
    return str(cell.value) if isinstance(cell.value, int) else _words(cell.value)


def _enter(book: Workbook, line: _Line, label: str, entry: Entry) -> None:
    if isinstance(entry, tuple):
        for choice in entry:
            cell = line.choices.get(_words(choice))
            if cell is None:
                raise KeyError(choice)
            _type(cell, _first_of_list(book, line.sheet, cell))
    elif line.cell is None:
        raise KeyError(label)
    else:
        _type(line.cell, entry)


def _type(cell: Cell, entry: str | float | date) -> None:
    """Type into a cell: one that is formatted as text keeps whatever is typed as text, even what begins with an equals sign."""
    as_text = cell.number_format == "@"
    cell.value = str(entry) if as_text else entry
    if as_text:
        cell.data_type = "s"


def _seen(book: Workbook) -> dict[str, list[_Line]]:
    seen: dict[str, list[_Line]] = {}
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            for label, line in _lines(sheet):
                seen.setdefault(label, []).append(line)
    return seen


def _lines(sheet: Worksheet) -> Iterator[tuple[str, _Line]]:
    """Yield each question of a sheet with its label; a choice is no line of its own, but belongs to the line above that is not indented."""
    rows = list(_visible(sheet))
    columns = [number for row in rows for number, cell in enumerate(row) if not cell.protection.locked]
    if not columns or not min(columns):
        return
    answers = min(columns)
    heading = _Line(sheet, None)
    for row in rows:
        label, cell = row[answers - 1], row[answers]
        text = _words(label.value)
        open_cell = cell if isinstance(cell, Cell) and not cell.protection.locked else None
        if not text:
            continue
        if label.alignment.indent and open_cell:
            heading.choices[text] = open_cell
        else:
            heading = _Line(sheet, open_cell)
            yield text, heading


def _visible(sheet: Worksheet) -> Iterator[list[Cell | MergedCell]]:
    hidden = {
        number for group in sheet.column_dimensions.values() if group.hidden for number in range(group.min or 0, (group.max or 0) + 1)
    }
    hidden_rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number not in hidden_rows:
            yield [cell for column, cell in enumerate(row, 1) if column not in hidden]


def _first_of_list(book: Workbook, sheet: Worksheet, cell: Cell) -> str:
    """Return the first entry of the cell's drop-down list, which says yes; KeyError where the cell has none."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and rule.formula1 and cell.coordinate in rule.sqref:
            return _first(book, rule.formula1)
    raise KeyError(cell.coordinate)


def _first(book: Workbook, formula: str) -> str:
    if formula.startswith('"'):
        return formula.strip('"').split(",")[0].strip()
    place = book.defined_names.get(formula) or DefinedName("list", attr_text=formula)
    sheet, cells = next(iter(place.destinations))
    return str(book[sheet][cells.replace("$", "").partition(":")[0]].value)


def _words(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str) else ""


def _saved(book: Workbook) -> bytes:
    """Save as openpyxl does, but for the time of saving, in the properties and on each part."""
    scratch = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(scratch, "w")).save()
    with zipfile.ZipFile(scratch) as package:
        return zipped([(name, package.read(name)) for name in package.namelist()])
