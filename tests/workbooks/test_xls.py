"""Old Excel workbooks: dates, per cent and comments, as LibreOffice and Gnumeric save them, and records that few programs write."""

from __future__ import annotations

import datetime as dt
import struct
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from tests.programs import need
from tests.workbooks.compound import compound, record
from tests.workbooks.files import converted, saved
from workbooks.caged.opening import look
from workbooks.cells import Cell, CellError, Sheet, Workbook

# What stands in column A, with its number format, and what must be read.
CELLS: list[tuple[Any, str, object]] = [
    (dt.date(2012, 2, 10), "yyyy-mm-dd", dt.date(2012, 2, 10)),
    (dt.datetime(2012, 2, 10, 5, 6), "dd/mm/yyyy hh:mm", dt.datetime(2012, 2, 10, 5, 6)),  # noqa: DTZ001 - A cell has no zone.
    (dt.time(5, 6), "hh:mm", dt.time(5, 6)),
    (dt.timedelta(days=2, hours=3), "[h]:mm", dt.timedelta(days=2, hours=3)),
    (0.12, "0%", 0.12),
    (0.5, "0.0 %", 0.5),
    (3, '0"%"', 3),
    (12.5, '#,##0.00" days"', 12.5),
    (40949, "0", 40949),
    (1234, '"Y"0', 1234),
    (dt.date(1999, 12, 31), "d mmm yy", dt.date(1999, 12, 31)),
]
EXPECTED = {(row, 1): value for row, (_, _, value) in enumerate(CELLS, 1)}
PERCENT = {(5, 1), (6, 1)}
NOTES = {(1, 1): "About a dozen", (3, 1): "نعم و" * 30, (7, 1): "long " * 2000}


def written(since_1904: bool) -> bytes:
    """Return the cells in a workbook of either date system."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    sheet = book.active
    assert sheet is not None
    for row, (value, code, _) in enumerate(CELLS, 1):
        sheet.cell(row, 1, value).number_format = code
    for (row, column), text in NOTES.items():
        sheet.cell(row, column).comment = Comment(text, "A respondent")
    return saved(book)


def first(data: bytes) -> Sheet:
    """Return the first sheet."""
    found = look(data, "answers.xls").result
    assert isinstance(found, Workbook), found
    return found.sheets[0]


def gnumeric(data: bytes, to: str, folder: Path) -> bytes:
    """Return the workbook as Gnumeric saves it."""
    (folder / "book.xlsx").write_bytes(data)
    subprocess.run([need("ssconvert"), folder / "book.xlsx", folder / f"book.{to}"], check=True, capture_output=True, timeout=300)
    return (folder / f"book.{to}").read_bytes()


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize("program", ["soffice", "ssconvert"])
@pytest.mark.parametrize("to", ["xls", "ods"])
def test_dates_per_cent_and_comments_are_read_from_what_programs_save(since_1904: bool, program: str, to: str, tmp_path: Path) -> None:
    """Dates of both systems, per cent and comments are read from what programs save."""
    data = written(since_1904)
    sheet = first(gnumeric(data, to, tmp_path) if program == "ssconvert" else converted(data, to, tmp_path))
    assert sheet.cells == EXPECTED
    assert [type(value) for value in sheet.cells.values()] == [type(value) for value in EXPECTED.values()]
    assert sheet.percent == PERCENT
    assert {position: " ".join(text.split()) for position, text in sheet.comments.items()} == {
        position: " ".join(text.split()) for position, text in NOTES.items()
    }


def book(cells: bytes, globals_: bytes = b"", kind: int = 0) -> bytes:
    """Return an xls with one sheet, of these records."""
    begin = record(0x809, struct.pack("<HHHHLL", 0x600, 0x5, 0, 0, 0, 0)) + globals_
    name = b"\x05\0Sheet"
    listed = len(begin) + 4 + 6 + len(name) + 4
    sheet = record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0)) + cells + record(0x0A, b"")
    stream = begin + record(0x85, struct.pack("<LBB", listed, 0, kind) + name) + record(0x0A, b"") + sheet
    return compound({"Workbook": stream})


def formula(row: int, result: bytes, flags: int) -> bytes:
    """Return the record of a formula, `=""`."""
    return record(0x06, struct.pack("<HHH", row, 0, 0) + result + struct.pack("<HLH", flags, 0, 3) + b"\x17\0\0")


def name(said: bytes, tokens: bytes) -> bytes:
    """Return the record of a defined name."""
    return record(0x18, struct.pack("<HBBHHH4x", 0, 0, len(said), len(tokens), 0, 0) + b"\0" + said + tokens)


def test_a_comment_is_read_without_the_name_of_its_author_on_the_first_line(tmp_path: Path) -> None:
    """Excel writes it there; what else begins a comment is what somebody said."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, text in enumerate(("Zoe Miller:\nProvisional", "Zoe Miller: she will know", "Source:\nthe register"), 1):
        sheet.cell(row, 1, row).comment = Comment(text, "Zoe Miller")
    found = first(converted(saved(book), "xls", tmp_path))
    assert list(found.comments.values()) == ["Provisional", "Zoe Miller: she will know", "Source:\nthe register"]


def test_numbers_in_short_forms_are_read() -> None:
    """RK and MULRK hold integers and the upper half of a float, each perhaps a hundred times too large."""
    whole, hundredth, half = 7 << 2 | 2, 1250 << 2 | 3, struct.unpack("<l", struct.pack("<d", 1.5)[4:])[0]
    multiple = struct.pack("<HH", 0, 1) + b"".join(struct.pack("<Hl", 0, one) for one in (whole, hundredth, half)) + struct.pack("<H", 3)
    negative = struct.pack("<HHHl", 1, 0, 0, -5 << 2 | 2)
    assert first(book(record(0xBD, multiple) + record(0x27E, negative))).cells == {(1, 2): 7, (1, 3): 12.5, (1, 4): 1.5, (2, 1): -5}


def test_what_is_no_number_is_an_error_value() -> None:
    """What is no number is an error value."""
    assert first(book(record(0x203, struct.pack("<HHHd", 0, 0, 0, float("nan"))))).cells == {(1, 1): CellError("#NUM!")}


def test_a_formula_that_must_be_calculated_first_is_told() -> None:
    """A formula that must be calculated first is told; one that gives an empty text is blank."""
    empty = b"\3" + bytes(5) + b"\xff\xff"
    sheet = first(book(formula(0, empty, 1) + formula(1, empty, 0)))
    assert not sheet.cells
    assert sheet.uncalculated == {(1, 1)}


def test_a_name_is_no_target_where_it_means_more_than_a_cell_or_another_workbook() -> None:
    """A name is no target where it means more than a cell, or a cell of another workbook; one of a deleted sheet is broken."""
    own, other = record(0x1AE, b"\1\0\1\4"), record(0x1AE, struct.pack("<HH", 1, 5) + b"\0other")
    references = record(0x17, struct.pack("<H", 3) + struct.pack("<HhhHhhHhh", 0, 0, 0, 1, 0, 0, 0, -1, -1))

    def at(index: int) -> bytes:
        return b"\x3a" + struct.pack("<HHH", index, 3, 4)

    names = name(b"here", at(0)) + name(b"elsewhere", at(1)) + name(b"lost", at(2)) + name(b"more", at(0) + b"\x1e\1\0\3")
    found = look(book(b"", own + other + references + names), "a.xls").result
    assert isinstance(found, Workbook)
    assert found.names == {"here": Cell("Sheet", 4, 5)}
    assert not found.constants
    assert found.broken_names == {"lost"}


def test_a_format_that_the_file_gives_goes_before_the_one_built_in() -> None:
    """A number of a format that is built in as a date may be given another code, as Gnumeric does."""
    code = b"0.00"
    globals_ = record(0x41E, struct.pack("<HHB", 14, len(code), 0) + code) + record(0xE0, struct.pack("<HH16x", 0, 14))
    assert first(book(record(0x203, struct.pack("<HHHd", 0, 0, 0, 40949.0)), globals_)).cells == {(1, 1): 40949}


def test_macro_sheets_are_told() -> None:
    """Macro sheets are told, and so is a project of macros."""
    assert [getattr(look(book(b"", kind=kind), "a.xls").result, "macros", None) for kind in (0, 1)] == [False, True]
