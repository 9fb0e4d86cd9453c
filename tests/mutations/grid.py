"""Rows and columns put in, taken out and moved, either as spreadsheet programs do, whose names follow, or as scripts do, whose do not."""

from __future__ import annotations

import re
from collections.abc import Callable

import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.copier import WorksheetCopy

from tests.mutations.loose import Worksheet

_REFERENCE = re.compile(r"^(?P<sheet>.+)!\$(?P<c1>[A-Z]+)\$(?P<r1>\d+)(:\$(?P<c2>[A-Z]+)\$(?P<r2>\d+))?$")
Moved = Callable[[int], int]  # Where a row or column is now; 0 where it is gone.


def insert_rows(book: openpyxl.Workbook, sheet: Worksheet, at: int, count: int = 1, *, follow: bool = True) -> None:
    """Insert rows above row `at`; with `follow`, the defined names move with their cells."""
    ranges = _taken(sheet)
    sheet.insert_rows(at, count)
    _put(book, sheet, ranges, lambda row: row + count if row >= at else row, lambda column: column, follow=follow)


def delete_rows(book: openpyxl.Workbook, sheet: Worksheet, at: int, count: int = 1, *, follow: bool = True) -> None:
    """Delete rows from row `at` on; a name that pointed there is broken."""
    ranges = _taken(sheet)
    sheet.delete_rows(at, count)
    _put(book, sheet, ranges, _without(at, count), lambda column: column, follow=follow)


def insert_columns(book: openpyxl.Workbook, sheet: Worksheet, at: int, count: int = 1, *, follow: bool = True) -> None:
    """Insert columns left of column `at`."""
    ranges = _taken(sheet)
    sheet.insert_cols(at, count)
    _put(book, sheet, ranges, lambda row: row, lambda column: column + count if column >= at else column, follow=follow)


def delete_columns(book: openpyxl.Workbook, sheet: Worksheet, at: int, count: int = 1, *, follow: bool = True) -> None:
    """Delete columns from column `at` on."""
    ranges = _taken(sheet)
    sheet.delete_cols(at, count)
    _put(book, sheet, ranges, lambda row: row, _without(at, count), follow=follow)


def permute_rows(book: openpyxl.Workbook, sheet: Worksheet, order: dict[int, int], columns: int, *, follow: bool = False) -> None:
    """Write each row (key) of the first `columns` where another one was (value), as a sort does; with `follow`, as cut and paste does."""
    for each in list(sheet.merged_cells.ranges):
        if not order.keys().isdisjoint(range(each.min_row, each.max_row + 1)) or each.min_row in order.values():
            sheet.unmerge_cells(each.coord)
    taken = {row: [sheet.cell(row, column) for column in range(1, columns + 1)] for row in order}
    values = {row: [(cell.value, cell._style, cell.data_type) for cell in cells] for row, cells in taken.items()}
    for row, target in order.items():
        for column, (value, style, kind) in enumerate(values[row], 1):
            cell = sheet.cell(target, column)
            cell.value, cell._style = value, style
            if value is not None:
                cell.data_type = kind
    if follow:
        _move_names(book, sheet.title, lambda row: order.get(row, row), lambda column: column)


def rename(book: openpyxl.Workbook, sheet: Worksheet, title: str, *, follow: bool = True) -> None:
    """Rename a sheet."""
    old = sheet.title
    sheet.title = title
    if follow:
        for name in book.defined_names.values():
            if (found := _REFERENCE.match(name.attr_text)) and _unquoted(found["sheet"]) == old:
                name.attr_text = f"'{title.replace(chr(39), chr(39) * 2)}'!{name.attr_text.rpartition('!')[2]}"


def forget_keys(sheet: Worksheet) -> None:
    """Remove the hidden keys of a sheet."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("q_"):
                cell.value = None


def duplicate(book: openpyxl.Workbook, sheet: Worksheet) -> Worksheet:
    """Return a copy of a sheet, put behind the others."""
    copy = book.create_sheet(f"Copy {len(book.worksheets)}")
    WorksheetCopy(sheet, copy).copy_worksheet()
    return copy


def drop_names(book: openpyxl.Workbook, wanted: Callable[[str], bool] = lambda _: True) -> None:
    """Remove defined names."""
    for name in list(book.defined_names):
        if wanted(name):
            del book.defined_names[name]


def _without(at: int, count: int) -> Moved:
    return lambda line: line if line < at else 0 if line < at + count else line - count


def _taken(sheet: Worksheet) -> list[CellRange]:
    ranges = [CellRange(each.coord) for each in sheet.merged_cells.ranges]
    for each in ranges:
        sheet.unmerge_cells(each.coord)
    return ranges


def _put(book: openpyxl.Workbook, sheet: Worksheet, ranges: list[CellRange], row: Moved, column: Moved, *, follow: bool) -> None:
    for each in ranges:
        corners = row(each.min_row), column(each.min_col), row(each.max_row), column(each.max_col)
        if all(corners):
            sheet.merge_cells(start_row=corners[0], start_column=corners[1], end_row=corners[2], end_column=corners[3])
    if follow:
        _move_names(book, sheet.title, row, column)


def _move_names(book: openpyxl.Workbook, title: str, row: Moved, column: Moved) -> None:
    number, letter = column_index_from_string, get_column_letter
    for name in book.defined_names.values():
        found = _REFERENCE.match(name.attr_text)
        if not found or _unquoted(found["sheet"]) != title:
            continue
        ends = [(found["c1"], found["r1"]), *([(found["c2"], found["r2"])] if found["c2"] else [])]
        moved = [(column(number(letters)), row(int(digits))) for letters, digits in ends]
        if all(all(end) for end in moved):
            cells = ":".join(f"${letter(at)}${line}" for at, line in moved)
            name.attr_text = f"{found['sheet']}!{cells}"
        else:
            name.attr_text = f"{found['sheet']}!#REF!"


def _unquoted(sheet: str) -> str:
    return sheet.strip("'").replace("''", "'")
