"""Sheets that are as long or as wide as Excel lets them be are adopted in bounded work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from unittest.mock import patch

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from questionnaire.adopt import adopt
from questionnaire.adopt.asking.blanks import blanks
from questionnaire.designed import places
from questionnaire.designed.page import SeenSheet
from tests.workbooks.files import saved
from workbooks.anatomy import anatomy
from workbooks.cells import Position


def _sheet(rows: Sequence[list[str | int | None]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return saved(book)


def _figures(rows: int) -> list[list[str | int | None]]:
    return [[row, 2020, row * 2, 7] for row in range(1, rows)]


def _looks(rows: int) -> int:
    """Return how often a cell is looked at in a list of figures of so many rows."""
    page = SeenSheet(anatomy(_sheet([["Code", "Year", "Value", "Other"], *_figures(rows)])).sheets[0])
    looked, words = 0, SeenSheet.words

    def counted(self: SeenSheet, at: Position) -> str:
        nonlocal looked
        looked += 1
        return words(self, at)

    with patch.object(SeenSheet, "words", counted):
        assert not list(blanks(page))
    return looked


def test_a_list_of_figures_costs_as_much_a_row_however_long_it_is() -> None:
    """Its rows are no headings of what is beneath: twice as many rows are twice the work, and not four times."""
    assert _looks(1200) < 2.2 * _looks(600)


def test_a_grid_beneath_a_long_list_is_still_found() -> None:
    """What follows a long list, with headings of its own, asks."""
    rows: list[list[str | int | None]] = [["Code", "Year", "Value", "Other"], *_figures(300), [], ["Item", "Unit", "Price"]]
    rows += [[f"Rice {row}", None, None] for row in range(4)]
    found = {at for one in adopt(_sheet(rows), "x.xlsx").questions for at in one.cells}
    assert found == {(row, column) for row in range(303, 307) for column in (2, 3)}


def test_the_names_of_cells_are_counted_once_however_many_cells_have_one() -> None:
    """Each of thousands of cells may have a name of its own, and is not compared with the names of all others."""
    counted: list[int] = []

    def count(names: Iterable[str]) -> Counter[str]:
        listed = list(names)
        counted.append(len(listed))
        return Counter(listed)

    book = Workbook()
    page = book.worksheets[0]
    for row in range(1, 200):
        page.cell(row, 1).value = f"What is asked in row {row}:"
        name = f"answer_{row}"
        book.defined_names[name] = DefinedName(name, attr_text=f"'{page.title}'!$B${row}")
    with patch.object(places, "Counter", count):
        found = adopt(saved(book), "x.xlsx").questions
    assert all(one.named for one in found)
    assert counted == [199]
