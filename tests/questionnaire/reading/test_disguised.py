"""Numbers whose cells show another one: nobody knows which is meant, so that none is read, and whoever wrote it is asked."""

from __future__ import annotations

import re
from datetime import date

import pytest
from openpyxl import Workbook as Book
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from questionnaire.pages import lay_out
from questionnaire.reading import read
from tests.questionnaire.workbook_samples import LONG, SAMPLE, fill, find, opened, personal, saved
from tests.workbooks.files import unzipped, zipped
from workbooks.anatomy import anatomy
from workbooks.caged.opening import look
from workbooks.cells import Workbook

STAFF = "Number of employees"
VICTIM = LONG["en"]


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
    assert read_with("#,##0,") == (None, [("The cell holds 12345678, but shows another number or none, or is struck out.", "staff")])


@pytest.mark.parametrize("code", ["#,##0", '0" people"', "0.00"])
def test_a_number_that_is_shown_as_it_is_counts(code: str) -> None:
    """With whatever stands around it."""
    assert read_with(code) == (12_345_678, [])


def test_a_text_is_shown_as_it_stands() -> None:
    """Formats of numbers do nothing to it."""
    assert read_with(";;;@", "500") == (500, [])


@pytest.mark.parametrize(("code", "told"), [(';;;"Yes"', ["victim"]), (";;;", ["victim"]), ("0;0;0;@", [])])
def test_a_choice_that_is_shown_as_another_one_is_asked_about(code: str, told: list[str]) -> None:
    """A format of texts may print any word in its place."""
    book = opened(fill(personal(), {VICTIM: "No"}))
    sheet, row = find(book, VICTIM).parent, find(book, VICTIM).row
    next(cell for cell in sheet[row] if cell.value == "No").number_format = code
    workbook = look(saved(book), "back.xlsx").result
    assert isinstance(workbook, Workbook)
    found = read(workbook, SAMPLE, [lay_out(SAMPLE, "en")], today=date(2012, 3, 1))
    assert found.answers["victim"] == (None if told else "no")
    assert [one.question for one in found.findings if one.code == "choice_disguised"] == told


@pytest.mark.parametrize("last", ["", ":XFD1048576"])
def test_a_number_beneath_a_merged_cell_is_asked_about_however_large_the_area_is(last: str) -> None:
    """LibreOffice may keep what cells held that it merges; nobody sees it."""
    book = opened(fill(personal(), {STAFF: 12_345_678}))
    cell = next(cell for row in find(book, STAFF).parent for cell in row if cell.value == 12_345_678)
    area = last or f":{cell.coordinate}"
    merged = f'<mergeCells><mergeCell ref="A{cell.row if not last else 1}{area}"/></mergeCells>'
    parts = unzipped(saved(book))
    (sheet,) = (name for name, part in parts.items() if b">12345678<" in part)
    parts[sheet] = re.sub(rb"<mergeCells.*?</mergeCells>", b"", parts[sheet])
    parts[sheet] = re.sub(rb"</sheetProtection>|<sheetProtection[^>]*/>", lambda found: found[0] + merged.encode(), parts[sheet])
    workbook = look(zipped(parts), "back.xlsx").result
    assert isinstance(workbook, Workbook)
    found = read(workbook, SAMPLE, [lay_out(SAMPLE, "en")], today=date(2012, 3, 1))
    assert found.answers["staff"] is None
    assert [one.question for one in found.findings if one.code == "number_disguised"] == ["staff"]


def test_a_sheet_whose_author_shows_numbers_so_under_a_condition_is_known() -> None:
    """Nothing of it is asked about: it was sent so."""
    book = opened(personal())
    sheet = find(book, STAFF).parent
    assert not any(one.disguises for one in anatomy(saved(book)).sheets)
    look_of = DifferentialStyle(numFmt=NumberFormat(numFmtId=199, formatCode="#,##0,"))
    sheet.conditional_formatting.add("C1:C9", Rule(type="expression", formula=["TRUE"], dxf=look_of))
    assert [one.sheet.name for one in anatomy(saved(book)).sheets if one.disguises] == [sheet.title]


def test_a_cell_that_its_author_struck_out_is_known() -> None:
    """As is one whose format repeats what is written."""
    book = Book()
    where = book.worksheets[0]
    where["A1"].font, where["A2"].alignment, where["A3"].font = Font(strike=True), Alignment(horizontal="fill"), Font(bold=True)
    (one,) = anatomy(saved(book)).sheets
    assert {at for at, look_ in one.formats.items() if look_.obscured} == {(1, 1), (2, 1)}
