"""Numbers whose cells show another one: nobody knows which is meant, so that none is read, and whoever wrote it is asked."""

from __future__ import annotations

from datetime import date

import pytest

from questionnaire.pages import lay_out
from questionnaire.reading import read
from tests.questionnaire.workbook_samples import SAMPLE, fill, find, opened, personal, saved
from workbooks.cells import Workbook
from workbooks.opening import look

STAFF = "Number of employees"


def read_with(code: str, value: object = 12_345_678) -> tuple[object, list[tuple[str, str | None]]]:
    """Return what is read of a number in a cell with this format, and what is told of it."""
    book = opened(fill(personal(), {STAFF: value}))
    sheet, row = find(book, STAFF).parent, find(book, STAFF).row
    next(cell for cell in sheet[row] if cell.value == value).number_format = code
    workbook = look(saved(book), "back.xlsx").result
    assert isinstance(workbook, Workbook)
    found = read(workbook, SAMPLE, [lay_out(SAMPLE, "en")], today=date(2012, 3, 1))
    return found.answers["staff"], [(one.message, one.question) for one in found.findings if one.code == "number_disguised"]


def test_a_number_that_is_shown_in_thousands_is_asked_about() -> None:
    """Whoever wrote it saw 12,346."""
    assert read_with("#,##0,") == (None, [("The cell holds 12345678, but shows another number, or none.", "staff")])


@pytest.mark.parametrize("code", ["#,##0", '0" people"', "0.00"])
def test_a_number_that_is_shown_as_it_is_counts(code: str) -> None:
    """With whatever stands around it."""
    assert read_with(code) == (12_345_678, [])


def test_a_text_is_shown_as_it_stands() -> None:
    """Formats of numbers do nothing to it."""
    assert read_with(";;;@", "500") == (500, [])
