"""Numbers that are shown as something else: dates in both systems, times, durations, per cent."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from python_calamine import CalamineWorkbook

from tests.workbooks.files import changed, converted, saved, with_rows
from workbooks.appearance.numberformats import Shown, shown_by_code
from workbooks.appearance.serials import moment
from workbooks.caged.opening import look
from workbooks.cells import Sheet, Workbook

FIRST_DAYS = {CALENDAR_WINDOWS_1900: dt.date(1900, 3, 1), CALENDAR_MAC_1904: dt.date(1904, 1, 2)}
MOMENTS = {
    (1, 1): dt.date(2012, 2, 29),
    (2, 1): dt.datetime(2012, 2, 29, 23, 59, 59),  # noqa: DTZ001 - A cell has no zone.
    (3, 1): dt.time(5, 6, 7),
    (4, 1): dt.timedelta(days=2, hours=3),
    (5, 1): dt.date(9999, 12, 31),
}


def first_sheet(data: bytes) -> Sheet:
    """Return the first sheet of an xlsx."""
    result = look(data, "book.xlsx").result
    assert isinstance(result, Workbook), result
    return result.sheets[0]


def book_of(values: Mapping[tuple[int, int], Any], epoch: dt.datetime = CALENDAR_WINDOWS_1900) -> bytes:
    """Return what openpyxl saves of a sheet with these values."""
    book = openpyxl.Workbook()
    book.epoch = epoch
    for (row, column), value in values.items():
        book.worksheets[0].cell(row, column, value)
    return saved(book)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", None),
        ("0.00E+00", None),
        ('0 "days"', None),
        ('#,##0.00\\ "€";[Red]-#,##0.00\\ "€"', None),
        ("[$USD-409]#,##0", None),
        ("_-* #,##0_d_-", None),
        ("@", None),
        ("0;dd", None),
        ("dd/mm/yyyy", Shown.DATE),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Shown.DATE),
        ("mmm", Shown.DATE),
        ("YYYY-MM-DD HH:MM", Shown.DATE),
        ("[Red]d.m.yy;@", Shown.DATE),
        ("h:mm AM/PM", Shown.TIME),
        ("mm:ss.0", Shown.TIME),
        ("[h]:mm:ss", Shown.DURATION),
        ("[$-409][mm]", Shown.DURATION),
        ("0%", Shown.PERCENT),
        ("[Blue]0.0\\ %;[Red]-0.0\\ %", Shown.PERCENT),
        ('0.00"%"', None),
        ("0\\%", None),
    ],
)
def test_a_format_code_says_as_what_a_number_is_shown(code: str, shown: Shown | None) -> None:
    """A format code says as what a number is shown; quoted, escaped and bracketed letters say nothing."""
    assert shown_by_code(code) is shown


@pytest.mark.parametrize(
    ("serial", "shown", "said"),
    [
        (1, Shown.DATE, dt.date(1900, 1, 1)),
        (59, Shown.DATE, dt.date(1900, 2, 28)),
        (60, Shown.DATE, 60),
        (61, Shown.DATE, dt.date(1900, 3, 1)),
        (0, Shown.DATE, dt.time(0, 0)),
        (0.5, Shown.TIME, dt.time(12, 0)),
        (40968.9999999999, Shown.DATE, dt.date(2012, 3, 1)),
        (2_958_465, Shown.DATE, dt.date(9999, 12, 31)),
        (2_958_466, Shown.DATE, 2_958_466),
        (-1, Shown.DATE, -1),
        (1e300, Shown.DURATION, 1e300),
        (-0.5, Shown.DURATION, dt.timedelta(hours=-12)),
        (0.15, Shown.PERCENT, 0.15),
    ],
)
def test_a_serial_is_a_moment_of_the_calendar_or_stays_a_number(serial: float, shown: Shown, said: object) -> None:
    """A serial is a moment of the calendar, or stays a number: 29 February 1900 never was."""
    found = moment(serial, shown, since_1904=False)
    assert found == said
    assert type(found) is type(said)


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_moments_are_the_same_in_both_date_systems(epoch: dt.datetime) -> None:
    """Moments are the same in both date systems."""
    found = first_sheet(book_of(MOMENTS, epoch)).cells
    assert found == MOMENTS
    assert {place: type(value) for place, value in found.items()} == {place: type(value) for place, value in MOMENTS.items()}


def test_moments_of_1904_survive_what_libreoffice_makes_of_them(tmp_path: Path) -> None:
    """Moments of the system of 1904 survive what LibreOffice makes of them."""
    assert first_sheet(converted(book_of(MOMENTS, CALENDAR_MAC_1904), "xlsx", tmp_path)).cells == MOMENTS


@given(
    st.sampled_from([CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904]).flatmap(
        lambda epoch: st.tuples(
            st.just(epoch),
            st.lists(
                st.dates(FIRST_DAYS[epoch])
                | st.datetimes(dt.datetime.combine(FIRST_DAYS[epoch], dt.time())).map(lambda moment: moment.replace(microsecond=0))
                | st.integers(-(10**15), 10**15)
                | st.floats(-1e300, 1e300).map(lambda number: float(f"{number:.15g}"))  # What openpyxl writes.
                | st.booleans()
                | st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1).filter(
                    lambda text: not text.startswith("=") and "_x" not in text and not text.startswith("#")
                ),
                min_size=1,
                max_size=6,
            ),
        )
    )
)
def test_values_come_back_as_they_were_written_and_as_another_reader_sees_them(case: tuple[dt.datetime, list[object]]) -> None:
    """Values come back as they were written, and as another reader sees them."""
    epoch, values = case
    data = book_of({(number, 1): value for number, value in enumerate(values, 1)}, epoch)
    found = list(first_sheet(data).cells.values())
    other = [row[0] for row in CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()]
    assert found == other
    for value, read in zip(values, found, strict=True):
        midnight = isinstance(value, dt.datetime) and value.time() == dt.time()
        assert read == (value.date() if midnight and isinstance(value, dt.datetime) else value)


@pytest.mark.parametrize("by", ["openpyxl", "LibreOffice"])
def test_numbers_that_are_shown_as_per_cent_are_told(by: str, tmp_path: Path) -> None:
    """Numbers that are shown as per cent are told; a text there, or a per cent sign that is only printed, is not."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    formats = ["0%", "0.00%", '0.0" %"', "[Red]0.0 %", "General", "0%", "yyyy-mm-dd"]
    values: list[Any] = [0.15, 1, 15, 0.2, 0.3, "12 %", 40000]
    for row, (code, value) in enumerate(zip(formats, values, strict=True), 1):
        sheet.cell(row, 2, value).number_format = code
    data = saved(book) if by == "openpyxl" else converted(saved(book), "xlsx", tmp_path)
    assert first_sheet(data).percent == {(1, 2), (2, 2), (4, 2)}
    assert first_sheet(data).cells[6, 2] == "12 %"


def test_a_whole_sheet_that_is_shown_as_per_cent_by_its_first_format_is_told() -> None:
    """A cell that names no format has the first one."""
    rows = with_rows(b'<row r="1"><c r="A1"><v>0.5</v></c></row>')
    data = changed(rows, "xl/styles.xml", lambda part: part.replace(b'numFmtId="0"', b'numFmtId="9"'))
    assert first_sheet(data).percent == {(1, 1)}
