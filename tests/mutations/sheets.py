"""What is done to whole sheets."""

from __future__ import annotations

from collections.abc import Callable

import openpyxl

from tests.mutations import grid
from tests.mutations.case import KINDS, LOST, SECTION, Case, Catalogue, Expected, NotHereError, Touched
from tests.mutations.loose import Worksheet

SHEETS = Catalogue()


@SHEETS.add("all sheets renamed")
def _(case: Case) -> Touched:
    for number, sheet in enumerate(case.book.worksheets[:-2], 1):
        grid.rename(case.book, sheet, f"Sheet{number}")
    return case.all()


@SHEETS.add("all sheets renamed, the names left behind")
def _(case: Case) -> Touched:
    for number, sheet in enumerate(case.book.worksheets[:-2], 1):
        grid.rename(case.book, sheet, f"Sheet{number}", follow=False)
    return case.all()


@SHEETS.add("two sheets swap their names")
def _(case: Case) -> Touched:
    one, other = case.first_two()
    touched = case.same([*case.on(one), *case.on(other)])
    first, second = one.title, other.title
    for sheet, title in ((one, "swapped"), (other, first), (one, second)):
        grid.rename(case.book, sheet, title)
    return touched


@SHEETS.add("two sheets swap their names, without keys")
def _(case: Case) -> Touched:
    one, other = case.first_two()
    touched = case.same([*case.on(one), *case.on(other)])
    first, second = one.title, other.title
    grid.drop_names(case.book)
    for sheet, title in ((one, "swapped"), (other, first), (one, second)):
        grid.rename(case.book, sheet, title)
        grid.forget_keys(sheet)
    return touched


@SHEETS.add("the sheets in another order")
def _(case: Case) -> Touched:
    for sheet in reversed(list(case.book.worksheets)):
        case.book.move_sheet(sheet, len(case.book.worksheets))
    case.book.active = 0
    return case.all()


@SHEETS.add("a sheet deleted")
def _(case: Case) -> Touched:
    _, sheet = case.first_two()
    touched = {key: Expected(LOST) for key in case.on(sheet)}
    title = sheet.title
    case.book.remove(sheet)
    for name in case.book.defined_names.values():
        if name.attr_text.startswith(f"'{title}'!"):
            name.attr_text = "#REF!"
    return touched


@SHEETS.add("a sheet hidden")
def _(case: Case) -> Touched:
    _, sheet = case.first_two()
    sheet.sheet_state = "hidden"
    return case.same(case.on(sheet))


@SHEETS.add("the hidden sheets deleted")
def _(case: Case) -> Touched:
    for name in {"_lists", "_counterfoil"} & set(case.book.sheetnames):
        del case.book[name]
    return case.all()


def _duplicated(kind: str) -> Callable[[Case], Touched]:
    def change(case: Case) -> Touched:
        sheet = case.sheet(kind)
        copy = grid.duplicate(case.book, sheet)
        touched = case.same(case.on(sheet))
        # What stands on a sheet that was added to an adopted workbook is told.
        return {key: each._replace(cells=frozenset({(copy.title, "")})) for key, each in touched.items()} if case.adopted else touched

    return change


def _duplicated_and_edited(kind: str) -> Callable[[Case], Touched]:
    """Duplicate a sheet and change one answer in the copy: nobody knows which of the two is meant."""

    def change(case: Case) -> Touched:
        sheet = case.sheet(kind)
        key = next((key for key in case.on(sheet) if isinstance(case.sample.answers[key], int | float | str)), None)
        if key is None:
            raise NotHereError
        copy = grid.duplicate(case.book, sheet)
        spot = case.spots[key][0]
        cell = copy.cell(spot.row, spot.column)
        cell.value = cell.value + 1 if isinstance(cell.value, int | float) else f"{cell.value} (new)"
        return case.same(case.on(sheet)) | {key: Expected(LOST, frozenset({(copy.title, cell.coordinate)}))}

    return change


for _kind in KINDS:
    SHEETS.add(f"the sheet of a {_kind} duplicated", packed=True)(_duplicated(_kind))
    SHEETS.add(f"the sheet of a {_kind} duplicated and edited", packed=True)(_duplicated_and_edited(_kind))


def _into_new_file(*, keep: Callable[[Worksheet], bool], names: bool = False) -> Callable[[Case], None]:
    """Copy sheets as they are into a new workbook, of which no name and no property is known."""

    def copied(case: Case) -> None:
        new = openpyxl.Workbook()
        new.remove(new.worksheets[0])
        for sheet in case.book.worksheets:
            if keep(sheet):
                copy = new.create_sheet(sheet.title)
                for row in sheet.iter_rows():
                    for cell in row:
                        if cell.value is not None:
                            made = copy.cell(cell.row, cell.column, cell.value)
                            made.data_type = cell.data_type
                            made.number_format = cell.number_format
        if not names:
            case.book = new

    return copied


@SHEETS.add("the visible sheets copied into a new file")
def _(case: Case) -> Touched:
    _into_new_file(keep=lambda sheet: sheet.sheet_state == "visible")(case)
    return case.all()


@SHEETS.add("what is visible pasted into a new file")
def _(case: Case) -> Touched:
    _into_new_file(keep=lambda sheet: sheet.sheet_state == "visible")(case)
    for sheet in case.sheets():
        grid.forget_keys(sheet)
    return case.all()


@SHEETS.add("one sheet copied into a new file")
def _(case: Case) -> Touched:
    kept = case.sheet(SECTION, 3)
    _into_new_file(keep=lambda sheet: sheet is kept)(case)
    here = {key: Expected(case.sample.answers[key]) for key in case.on(kept)}
    return {key: here.get(key, Expected(LOST)) for key in case.spots}


@SHEETS.add("all sections pasted on one sheet")
def _(case: Case) -> Touched:
    target = case.book.create_sheet("All answers")
    sections = [sheet for sheet in case.sheets() if case.kind(case.on(sheet)[0]) == SECTION]
    touched = case.same(key for sheet in sections for key in case.on(sheet))
    below = 0
    for sheet in sections:
        for row in sheet.iter_rows(max_col=4):
            for cell in row:
                if cell.value is not None:
                    target.cell(below + cell.row, cell.column, cell.value).number_format = cell.number_format
        below += sheet.max_row + 1
        case.book.remove(sheet)
    grid.drop_names(case.book)
    return {key: each._replace(cells=frozenset({(target.title, "")})) for key, each in touched.items()}


@SHEETS.add("one section pasted beneath another")
def _(case: Case) -> Touched:
    one, other = case.sheet(SECTION, 2), case.sheet(SECTION, 2, skip=1)
    touched = case.same([*case.on(one), *case.on(other)])
    below = one.max_row + 2
    for row in other.iter_rows():
        for cell in row:
            if cell.value is not None:
                one.cell(below + cell.row, cell.column, cell.value).number_format = cell.number_format
    title = other.title
    case.book.remove(other)
    grid.drop_names(case.book, lambda name: title in case.book.defined_names[name].attr_text)
    return touched


@SHEETS.add("a foreign sheet put in front")
def _(case: Case) -> Touched:
    sheet = case.book.create_sheet("Data", 0)
    for row in range(1, 30):
        sheet.append([f"Item {row}", row, row * 2.5, "remark"])
    return case.all()


@SHEETS.add("only values pasted over everything")
def _(case: Case) -> Touched:
    for sheet in case.sheets():
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = 1
    # Of an adopted workbook it is told that its formulas are gone.
    return case.all() if case.adopted else {}


@SHEETS.add("protection removed, everything shown")
def _(case: Case) -> Touched:
    for sheet in case.book.worksheets:
        sheet.protection.sheet = False
        sheet.sheet_state = "visible"
        for group in sheet.column_dimensions.values():
            group.hidden = False
    return case.all()
