"""What is done to rows and columns."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from tests.mutations import grid
from tests.mutations.case import KINDS, LOST, MATRIX, SECTION, TABLE, Case, Catalogue, Expected, NotHereError, Touched
from tests.mutations.loose import Worksheet

STRUCTURE = Catalogue()
_WAYS = {"": True, ", the names left behind": False}  # Whether the defined names follow, as in all spreadsheet programs.


def _first(case: Case, sheet: Worksheet) -> int:
    return min(case.rows(sheet))


def between(case: Case, sheet: Worksheet) -> int:
    """Return a row of a question whose upper neighbour is one, too."""
    rows = sorted({min(spot.label_row for spot in case.spots[key]) for key in case.on(sheet) if not case.spots[key][0].choice})
    adjacent = [lower for upper, lower in pairwise(rows) if lower == upper + 1]
    if not adjacent:
        raise NotHereError
    return adjacent[-1]


def _insert_above(kind: str, *, follow: bool) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet = case.sheet(kind)
        touched = case.same(case.on(sheet))
        grid.insert_rows(case.book, sheet, _first(case, sheet), 2, follow=follow)
        return touched

    return change


def _insertbetween(kind: str, *, follow: bool) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet = case.sheet(kind, 2)
        at = between(case, sheet) if kind != TABLE else _first(case, sheet) + 1
        touched = case.same(case.on(sheet))
        grid.insert_rows(case.book, sheet, at, 1, follow=follow)
        if kind != TABLE:
            sheet.cell(at, 2).value = "For internal use"
        return touched

    return change


def _insert_column(where: int, *, follow: bool, kind: str) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet = case.sheet(kind)
        touched = case.same(case.on(sheet))
        grid.insert_columns(case.book, sheet, where, 1, follow=follow)
        return touched

    return change


def _delete_column(where: int, *, follow: bool, kind: str) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet = case.sheet(kind)
        at = where if kind == SECTION or where == 1 else max(cell.column for cell in sheet[2] if cell.value == sheet.cell(2, where).value)
        touched = case.same(case.on(sheet))
        grid.delete_columns(case.book, sheet, at, 1, follow=follow)
        return touched

    return change


for _ending, _follow in _WAYS.items():
    for _kind in KINDS:
        STRUCTURE.add(f"rows inserted at the top of a {_kind}{_ending}", packed=True)(_insert_above(_kind, follow=_follow))
        STRUCTURE.add(f"a row inserted within a {_kind}{_ending}", packed=True)(_insertbetween(_kind, follow=_follow))
        STRUCTURE.add(f"a column inserted on the left of a {_kind}{_ending}", packed=True)(_insert_column(1, follow=_follow, kind=_kind))
    STRUCTURE.add(f"a column inserted before the answers{_ending}", packed=True)(_insert_column(3, follow=_follow, kind=SECTION))
    STRUCTURE.add(f"a column inserted behind the answers{_ending}", packed=True)(_insert_column(4, follow=_follow, kind=SECTION))
    STRUCTURE.add(f"the help column deleted{_ending}", packed=True)(_delete_column(4, follow=_follow, kind=SECTION))
    STRUCTURE.add(f"the column of numbers deleted{_ending}", packed=True)(_delete_column(1, follow=_follow, kind=SECTION))
    STRUCTURE.add(f"the column of row numbers of a table deleted{_ending}", packed=True)(_delete_column(1, follow=_follow, kind=TABLE))
STRUCTURE.add("the hidden column of keys deleted", packed=True)(_delete_column(5, follow=True, kind=SECTION))


def _delete_row(*, follow: bool) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet = case.sheet(SECTION, 2)
        at = between(case, sheet)
        gone = case.rows(sheet)[at]
        touched = case.same(case.on(sheet)) | dict.fromkeys(gone, Expected(LOST))
        grid.delete_rows(case.book, sheet, at, 1, follow=follow)
        return touched

    return change


for _ending, _follow in _WAYS.items():
    STRUCTURE.add(f"a question's row deleted{_ending}", packed=True)(_delete_row(follow=_follow))


def _sorted(columns: int, *, follow: bool) -> Callable[[Case], Touched]:
    """Reverse the rows of a sheet's plain questions: whole rows, or what can be seen of them only."""

    def change(case: Case) -> Touched:
        sheet = case.sheet(SECTION, 3)
        rows = sorted({spot.row for key in case.on(sheet) for spot in case.spots[key] if not spot.choice})
        if len(rows) < 3:
            raise NotHereError
        touched = case.same(case.on(sheet))
        grid.permute_rows(case.book, sheet, dict(zip(rows, reversed(rows), strict=True)), columns, follow=follow)
        return touched

    return change


STRUCTURE.add("whole rows sorted", packed=True)(_sorted(6, follow=False))
STRUCTURE.add("the rows sorted by what is visible", packed=True)(_sorted(4, follow=False))
STRUCTURE.add("rows cut and pasted in another order", packed=True)(_sorted(6, follow=True))


def _moved_down(*, follow: bool) -> Callable[[Case], Touched]:
    """Cut the last row of a sheet and paste it further down."""

    def change(case: Case) -> Touched:
        sheet = case.sheet(SECTION, 2)
        last = max(row for row, keys in case.rows(sheet).items() if not case.spots[keys[0]][0].choice)
        touched = case.same(case.rows(sheet)[last])
        grid.permute_rows(case.book, sheet, {last: sheet.max_row + 3}, 6, follow=follow)
        for column in range(1, 7):
            sheet.cell(last, column).value = None
        return touched

    return change


for _ending, _follow in _WAYS.items():
    STRUCTURE.add(f"a row moved to the end{_ending}", packed=True)(_moved_down(follow=_follow))


@STRUCTURE.add("rows filtered away", packed=True)
def _(case: Case) -> Touched:
    sheet = case.sheet(SECTION, 2)
    sheet.auto_filter.ref = f"A2:D{sheet.max_row}"
    for row in range(4, sheet.max_row + 1):
        sheet.row_dimensions[row].hidden = True
    return case.same(case.on(sheet))


@STRUCTURE.add("a matrix turned, years as rows", packed=True)
def _(case: Case) -> Touched:
    sheet = case.sheet(MATRIX)
    touched = case.same(case.on(sheet))
    for each in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(each.coord)
    cells = {(cell.row, cell.column): cell.value for row in sheet.iter_rows(min_row=2) for cell in row}
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.value = None
    for (line, column), value in cells.items():
        sheet.cell(column + 1, line - 1).value = value
    return touched
