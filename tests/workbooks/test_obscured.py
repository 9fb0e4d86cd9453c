"""Days that a format shows as others, what is struck out or repeated, and figures of which a part is struck out or raised."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font

from tests.workbooks.files import converted, saved, with_rows
from tests.workbooks.xlsbfile import cell, package, row, sheet, styles, workbook
from workbooks.appearance.numberformats import Shown, shown_by_code
from workbooks.caged.opening import look
from workbooks.cells import Workbook
from workbooks.ooxml.strings import shared_strings

DAY = datetime(2012, 3, 1)  # noqa: DTZ001 - A cell has no zone.
DAYS_DISGUISED = (
    *('"2009"-mm-dd', '"1.1.2009" mmm;', 'yyyy"1"', "yyyy-\\1\\2-dd", '[>9]d.m.yyyy;"1.1.2009"', '[>9]d.m.yyyy;"x"'),
    *("[$1-409]d.m.yy", "d*1", '"2009"mmm'),
)
DAYS_AS_THEY_ARE = (
    *("dd/mm/yyyy;@", "DD.MM.YYYY", "[$-F800]dddd, mmmm dd, yyyy", '[$-804]yyyy"年"m"月"d"日"', 'yyyy-mm-dd;"1"', "d_1"),
    *("[>9]d.m.yyyy;General", 'dd" of "mmmm'),
)


@pytest.mark.parametrize("code", DAYS_DISGUISED)
def test_a_format_may_show_another_day(code: str) -> None:
    """By digits that are but printed, or by none of its own."""
    assert shown_by_code(code) is Shown.DISGUISED


@pytest.mark.parametrize("code", DAYS_AS_THEY_ARE)
def test_most_formats_show_the_day_that_is_there(code: str) -> None:
    """In any order, with words of any language, as a part of it, or as the number that it is."""
    assert shown_by_code(code) is Shown.DATE


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_what_is_struck_out_or_repeated_is_known(kind: str, tmp_path: Path) -> None:
    """Numbers, texts and days alike, in each format that says so."""
    made = openpyxl.Workbook()
    values: tuple[int | str | datetime, ...] = (12, "12", DAY)
    for column, value in enumerate(values, start=1):
        for number, (font, alignment) in enumerate(((Font(strike=True), "left"), (Font(), "fill"), (Font(), "center")), start=1):
            where = made.worksheets[0].cell(number, column, value)
            where.font, where.alignment = font, Alignment(horizontal=alignment)
    data = saved(made) if kind == "xlsx" else converted(saved(made), kind, tmp_path)
    result = look(data, f"book.{kind}").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].disguised == {(row, column) for row in (1, 2) for column in (1, 2, 3)}


def test_what_is_struck_out_or_repeated_is_known_of_an_xlsb() -> None:
    """Which says of each cell format its font and its alignment."""
    cells = (cell(2, column, struct.pack("<l", 12 << 2 | 2), style=column) for column in range(3))
    made = styles({}, [0, 0, 0], {1: (1, 0), 2: (0, 4)})
    parts = {"xl/workbook.bin": workbook(), "xl/worksheets/sheet1.bin": sheet(row(0, *cells)), "xl/worksheets/sheet2.bin": sheet()}
    result = look(package({**parts, "xl/styles.bin": made}), "book.xlsb").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].disguised == {(1, 2), (1, 3)}


RUNS = (
    (("<strike/>", "50"), ("", "606")),
    (('<strike val="0"/>', "50"), ("<b/>", "5")),
    (("", "1234"), ('<vertAlign val="superscript"/>', "1"), ('<vertAlign val="superscript"/>', "2")),
    (("", "m"), ('<vertAlign val="superscript"/>', "2")),
    (("", "CO"), ('<vertAlign val="subscript"/>', "2")),
    (("", "10"), ('<vertAlign val="baseline"/>', "6")),
    (("<strike/>", "all"),),
)


@pytest.mark.parametrize(("runs", "said"), list(zip(RUNS, ("606", "505", "1234¹²", "m2", "CO2", "106", None), strict=True)))
def test_what_is_struck_out_is_no_text_and_a_raised_digit_behind_a_digit_none_of_the_figure(
    runs: Sequence[tuple[str, str]], said: str
) -> None:
    """Whether the text is shared or stands in its cell."""
    items = "".join(f"<r><rPr>{look_}</rPr><t>{text}</t></r>" for look_, text in runs)
    data = with_rows(f'<row r="1"><c r="A1" t="inlineStr"><is>{items}</is></c></row>'.encode())
    result = look(data, "book.xlsx").result
    assert isinstance(result, Workbook)
    assert result.sheets[0].cells.get((1, 1)) == said
    assert shared_strings(f"<sst><si>{items}</si></sst>".encode()) == [said or ""]
