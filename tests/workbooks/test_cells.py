from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from workbooks.cells import MAX_COLUMN, MAX_ROW, Sheet, Visibility, Workbook, a1, from_a1


@given(st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))
def test_an_address_reads_back_as_the_position_that_it_was_written_from(row: int, column: int) -> None:
    """An address reads back as the position that it was written from."""
    assert from_a1(a1(row, column)) == (row, column)
    assert a1(row, column) == f"{get_column_letter(column)}{row}"


@pytest.mark.parametrize(("text", "position"), [("A1", (1, 1)), ("$AB$3", (3, 28)), ("xfd1048576", (MAX_ROW, MAX_COLUMN))])
def test_an_address_may_have_dollars_and_small_letters(text: str, position: tuple[int, int]) -> None:
    """An address may have dollars and small letters."""
    assert from_a1(text) == position


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "A01", "XFE1", "A1048577", "AAAA1", "A1:B2", "A1 ", "Ä1"])
def test_what_is_no_cell_of_any_sheet_is_an_error(text: str) -> None:
    """What is no cell of any sheet is an error."""
    with pytest.raises(ValueError, match=r"address|outside"):
        from_a1(text)


def test_a_workbook_gives_a_sheet_by_its_name_or_none() -> None:
    """A workbook gives a sheet by its name or none."""
    sheet = Sheet(name="One", visibility=Visibility.VISIBLE, cells={})
    assert Workbook(format="xlsx", sheets=(sheet,)).sheet("One") is sheet
    assert Workbook(format="xlsx", sheets=(sheet,)).sheet("Two") is None
