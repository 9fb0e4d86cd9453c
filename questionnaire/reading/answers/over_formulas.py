"""What was typed over the formulas of an adopted workbook: a plain value stands now where the file that was sent has a formula.

It is no answer that was asked for, and whoever reads the result of a formula would take it for one. Decision 0138.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from questionnaire.adopted.said import content, said
from questionnaire.reading.answers.written_over import SentBook, is_other
from questionnaire.reading.ladder.alignment import Alignment
from questionnaire.reading.values.folding import fold, is_blank
from workbooks.anatomy import SheetAnatomy
from workbooks.cells import CellError, CellValue, Position, Sheet, Visibility


def over_formulas(sheet: Sheet, lying: Sequence[Alignment], own: AbstractSet[Position], original: SentBook) -> Iterator[Position]:
    """Yield the cells of a sheet with answers that held a formula and hold a plain value; `own` are those of the answers."""
    there: Counter[str] | None = None
    for one in lying:
        page = original.sheet(one.printed.sheet)
        for row, column in page.formulas if page else ():
            at = one.row(row) or 0, one.column(column) or 0
            if page is None or at in own or not _is_typed(sheet, at, page, (row, column), original):
                continue
            there = there or Counter(fold(said(each)) for each in sheet.cells.values())
            if one.in_place or not _is_print(sheet.cells[at], there, one):
                yield at


def over_formulas_elsewhere(sheet: Sheet, original: SentBook) -> Iterator[Position]:
    """Yield the same of a sheet without answers, whose rows are nowhere else; what was only moved there stands there as often as it did."""
    page = original.sheet(sheet.name)
    if page is None or sheet.visibility is not Visibility.VISIBLE:
        return
    typed = [at for at in sorted(page.formulas) if _is_typed(sheet, at, page, at, original)]
    known, there = (Counter(fold(content(each)) for each in cells.values()) for cells in (page.sheet.cells, sheet.cells))
    yield from (at for at in typed if there[fold(content(sheet.cells[at]))] > known[fold(content(sheet.cells[at]))])


def _is_typed(sheet: Sheet, at: Position, page: SheetAnatomy, was: Position, original: SentBook) -> bool:
    """Say whether a plain value stands in a cell, and another one than the formula there gave when it was sent."""
    value = sheet.cells.get(at)
    if at in sheet.formulas or is_blank(value) or isinstance(value, CellError):
        return False
    return original.stamp != (page.sheet.name, *was) and is_other(value, page.sheet.cells.get(was))


def _is_print(value: CellValue, there: Counter[str], lies: Alignment) -> bool:
    """Say whether a value is of the print that was moved: then nobody knows for sure where the formula is."""
    text = fold(said(value))
    return bool(text) and there[text] <= lies.printed.counted.get(text, 0)
