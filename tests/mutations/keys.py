"""What is done to the hidden keys and the defined names."""

from __future__ import annotations

from tests.mutations import grid
from tests.mutations.case import SECTION, Case, Catalogue, Touched
from tests.mutations.loose import Worksheet
from tests.mutations.structure import between

KEYS = Catalogue()


@KEYS.add("all defined names deleted")
def _(case: Case) -> Touched:
    grid.drop_names(case.book)
    return case.all()


@KEYS.add("all defined names deleted, rows inserted")
def _(case: Case) -> Touched:
    grid.drop_names(case.book)
    for sheet in case.sheets():
        grid.insert_rows(case.book, sheet, 1, 3)
    return case.all()


@KEYS.add("defined names renamed")
def _(case: Case) -> Touched:
    for name in list(case.book.defined_names):
        old = case.book.defined_names.pop(name)
        old.name = f"old_{name}"
        case.book.defined_names[old.name] = old
    return case.all()


@KEYS.add("keys and defined names deleted")
def _(case: Case) -> Touched:
    grid.drop_names(case.book)
    for sheet in case.sheets():
        grid.forget_keys(sheet)
    return case.all()


@KEYS.add("keys and defined names deleted, sheets renamed, rows inserted")
def _(case: Case) -> Touched:
    grid.drop_names(case.book)
    for number, sheet in enumerate(case.sheets(), 1):
        grid.forget_keys(sheet)
        grid.insert_rows(case.book, sheet, 1, 1)
        sheet.title = f"S{number}"
    return case.all()


@KEYS.add("a key edited", packed=True)
def _(case: Case) -> Touched:
    sheet, row, column = _keyed(case)
    sheet.cell(row, column).value = "q_something_else"
    return case.same(case.rows(sheet)[row])


@KEYS.add("two keys exchanged", packed=True)
def _(case: Case) -> Touched:
    sheet, row, column = _keyed(case)
    one, other = sheet.cell(row, column), sheet.cell(row - 1, column)
    one.value, other.value = other.value, one.value
    return case.same([*case.rows(sheet)[row], *case.rows(sheet)[row - 1]])


@KEYS.add("two keys exchanged, without defined names")
def _(case: Case) -> Touched:
    grid.drop_names(case.book)
    sheet, row, column = _keyed(case)
    one, other = sheet.cell(row, column), sheet.cell(row - 1, column)
    one.value, other.value = other.value, one.value
    return case.all()


def _keyed(case: Case) -> tuple[Worksheet, int, int]:
    sheet = case.sheet(SECTION, 3)
    row = between(case, sheet)
    return sheet, row, next(cell.column for cell in sheet[row] if isinstance(cell.value, str) and cell.value.startswith("q_"))
