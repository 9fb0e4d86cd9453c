"""What the styles of an OpenDocument workbook let its cells show otherwise, whatever text stands beside their values."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from tests.workbooks.files import changed, converted, saved
from tests.workbooks.test_disguised import DISGUISES, SHOWN_AS_THEY_ARE, TEXTS_AS_THEY_ARE, TEXTS_DISGUISED
from tests.workbooks.test_obscured import DAY, DAYS_AS_THEY_ARE, DAYS_DISGUISED
from workbooks.caged.opening import look
from workbooks.cells import Sheet, Workbook

_LOST = {"0,.0", "@@"}  # LibreOffice knows no such format, and shows the number as it is.


def first_sheet(data: bytes) -> Sheet:
    """Return the first sheet of an ods."""
    result = look(data, "book.ods").result
    assert isinstance(result, Workbook), result
    return result.sheets[0]


def silent(data: bytes) -> bytes:
    """Return an ods in which beside each number stands what a plain style would show of it, as a forger writes it."""
    beside = re.compile(rb'(office:value="(\d+)"[^>]*><text:p>)[^<]*')
    return changed(data, "content.xml", lambda part: beside.sub(rb"\1\2", part))


def shown(codes: list[str], value: int | str | datetime, folder: Path) -> Sheet:
    """Return the sheet that LibreOffice saves of a value in each of these formats, one beneath the other."""
    made = openpyxl.Workbook()
    for row, code in enumerate(codes, start=1):
        made.worksheets[0].cell(row, 1, value).number_format = code
    return first_sheet(silent(converted(saved(made), "ods", folder)))


@pytest.mark.parametrize(
    ("otherwise", "as_it_is", "value"),
    [
        (DISGUISES, SHOWN_AS_THEY_ARE, 40_123),
        (DAYS_DISGUISED, DAYS_AS_THEY_ARE, DAY),
        (TEXTS_DISGUISED, TEXTS_AS_THEY_ARE, "50505"),
    ],
)
def test_a_data_style_shows_what_the_format_code_does_of_which_it_is_made(
    otherwise: tuple[str, ...], as_it_is: tuple[str, ...], value: int | str | datetime, tmp_path: Path
) -> None:
    """Numbers, days and texts alike, even where what stands beside the value says that it is shown as it is."""
    codes = [code for code in (*otherwise, *as_it_is) if code not in _LOST]
    found = {codes[row - 1] for row, _ in shown(codes, value, tmp_path).disguised}
    assert found == set(otherwise) - _LOST


def test_what_is_struck_out_repeated_or_ruled_is_known(tmp_path: Path) -> None:
    """As a whole; in part, the rest is read."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in range(1, 6):
        sheet.cell(row, 1, 50_505)
    sheet["A1"].font, sheet["A2"].alignment, sheet["A3"].font = Font(strike=True), Alignment(horizontal="fill"), Font(bold=True)
    rule = Rule(type="expression", formula=["TRUE"], dxf=DifferentialStyle(numFmt=NumberFormat(numFmtId=199, formatCode='"999"')))
    sheet.conditional_formatting.add("A4", rule)
    assert first_sheet(silent(converted(saved(made), "ods", tmp_path))).disguised == {(1, 1), (2, 1), (4, 1)}


def test_what_is_struck_out_within_a_cell_is_none_of_its_text(tmp_path: Path) -> None:
    """As in Excel, and a digit that is raised behind a digit is none of its figure."""
    made = openpyxl.Workbook()
    sheet, struck, raised = made.worksheets[0], InlineFont(strike=True), InlineFont(vertAlign="superscript")
    sheet["A1"] = CellRichText(TextBlock(struck, "50"), TextBlock(InlineFont(b=True), "606"))
    sheet["A2"] = CellRichText(TextBlock(InlineFont(b=True), "1234"), TextBlock(raised, "1"))
    sheet["A3"] = CellRichText(TextBlock(InlineFont(b=True), "50"), TextBlock(InlineFont(i=True), "505"))
    assert list(first_sheet(converted(saved(made), "ods", tmp_path)).cells.values()) == ["606", "1234¹", "50505"]
