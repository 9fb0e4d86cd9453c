"""Cells that are seen as one: their ranges, in the formats of contact lists."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from contacts.load import read
from tests.contacts.as_people_make_them import sheet_of
from tests.workbooks.files import converted
from tests.workbooks.test_formats import read as opened
from tests.workbooks.xlsbfile import cell, comments, package, record, row, sheet, strings, styles, text, workbook
from workbooks.caged.opening import look
from workbooks.limits import MERGED
from workbooks.refusal import Refusal

ROWS = [
    ("Organisation", "Contact name", "E-mail", "Language"),
    ("Alpha", "Ana", "a@x.example", "fr"),
    ("", "Bea", "b@x.example", "en"),
    ("EUROPE",),
    ("Beta", "Cyd", "c@x.example", "en"),
]
BOOK = sheet_of(ROWS, merged=["A2:A3", "A4:D4"])
RANGES = {(2, 1): (3, 1), (4, 1): (4, 4)}


@pytest.mark.outside  # LibreOffice is another program.
@pytest.mark.parametrize("extension", ["ods", "xls"])
def test_what_libreoffice_merged_is_filled_down(tmp_path: Path, extension: str) -> None:
    """The reader tells the ranges, and the list has the same contacts in each format."""
    data = converted(BOOK, extension, tmp_path)
    assert opened(data, f"a.{extension}").sheets[0].merged == RANGES
    expected, loaded = read(BOOK, "a.xlsx"), read(data, f"a.{extension}")
    assert loaded.contacts == expected.contacts
    assert [one.organisation for one in loaded.contacts] == ["ALPHA", "ALPHA", "BETA"]


def binary(*ranges: tuple[int, int, int, int]) -> bytes:
    """Return the list as a binary workbook; of a range the first and last row, then the first and last column, from 0."""
    cells = [row(at, *(cell(6, column, text(said)) for column, said in enumerate(line) if said)) for at, line in enumerate(ROWS)]
    merged = record(177, struct.pack("<L", len(ranges))) + b"".join(record(176, struct.pack("<4L", *one)) for one in ranges) + record(178)
    listed = sheet(*cells, extent=(0, 4, 0, 3), after=merged)
    parts = {"workbook": workbook(), "styles": styles({}, [0]), "sharedStrings": strings(), "comments1": comments({})}
    sheets = {"worksheets/sheet1": listed, "worksheets/sheet2": sheet()}
    return package({f"xl/{name}.bin": content for name, content in (parts | sheets).items()})


MERGED_THERE = ((1, 2, 0, 0), (3, 3, 0, 3))


def test_a_binary_list_is_filled_down_as_any_other() -> None:
    """Its ranges are those of the same list in the usual format, and so are its contacts."""
    data = binary(*MERGED_THERE)
    assert opened(data, "a.xlsb").sheets[0].merged == RANGES
    loaded = read(data, "a.xlsb")
    assert loaded.contacts == read(BOOK, "a.xlsx").contacts
    assert [one.organisation for one in loaded.contacts] == ["ALPHA", "ALPHA", "BETA"]
    assert [one.organisation for one in read(binary(), "a.xlsb").contacts] != ["ALPHA", "ALPHA", "BETA"]


@pytest.mark.outside  # LibreOffice is another program.
def test_libreoffice_sees_the_ranges_of_the_binary_list(tmp_path: Path) -> None:
    """So the list that is built here says what one from Excel says."""
    theirs = converted(binary(*MERGED_THERE), "ods", tmp_path, source="book.xlsb")
    assert opened(theirs, "a.ods").sheets[0].merged == RANGES


@pytest.mark.parametrize("wrong", [(1, 2_000_000, 0, 0), (0, 1, 0, 20_000), (2, 1, 0, 0), (0, 1, 3, 2)])
def test_a_binary_range_that_cannot_be_is_a_broken_file(wrong: tuple[int, int, int, int]) -> None:
    """One outside of any sheet, or one that ends before it begins."""
    result = look(binary(wrong), "a.xlsb").result
    assert isinstance(result, Refusal)
    assert result.code == "file_broken"


def test_no_binary_file_has_more_ranges_than_are_looked_at() -> None:
    """A million of them cost no more than those that are."""
    many = binary(*((at, at, 0, 1) for at in range(10, MERGED + 20)))
    assert len(opened(many, "a.xlsb").sheets[0].merged) == MERGED


def test_the_ranges_of_a_sheet_are_told() -> None:
    """From the first cell to the last; a sheet without any has none."""
    assert opened(BOOK).sheets[0].merged == RANGES
    assert opened(sheet_of(ROWS)).sheets[0].merged == {}


def test_a_range_outside_of_any_sheet_is_a_broken_file() -> None:
    """It is told as such, and stops nothing else."""
    result = look(_with(b'<mergeCell ref="A2:ZZZ9999999"/>'), "a.xlsx").result
    assert isinstance(result, Refusal)
    assert result.code == "file_broken"


def test_no_file_has_more_ranges_than_are_looked_at() -> None:
    """A million of them cost no more than those that are."""
    many = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(1, MERGED + 10))
    assert len(opened(_with(many)).sheets[0].merged) == MERGED


def _with(ranges: bytes) -> bytes:
    """Return the book with other ranges."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                before, _, rest = data.partition(b"<mergeCells")
                data = before + b"<mergeCells>" + ranges + b"</mergeCells>" + rest.partition(b"</mergeCells>")[2]
            target.writestr(name, data)
    return buffer.getvalue()
