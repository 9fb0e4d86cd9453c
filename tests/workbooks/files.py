"""Files for the tests: an ordinary workbook with one of everything, and the ways to spoil it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.packaging.custom import IntProperty, StringProperty
from openpyxl.workbook.defined_name import DefinedName

from tests.office import save_as
from workbooks.cells import CellValue, Position

SHEET1 = "xl/worksheets/sheet1.xml"
SECTION = "1. Phénomène"  # A sheet name that must be quoted in references.
VALUES: dict[Position, CellValue] = {
    (2, 2): dt.date(2012, 2, 10),
    (3, 2): dt.datetime(2012, 2, 10, 5, 6),  # noqa: DTZ001 - A cell has no zone.
    (4, 2): dt.time(5, 6),
    (5, 2): dt.timedelta(days=2, hours=3),
    (6, 2): 12,
    (7, 2): 12.5,
    (8, 2): True,
    (9, 2): "a\nb  c",
    (10, 2): "  نعم ",
    (17, 4): "far",
}
FORMULAS = {(12, 2): "=B6*2", (13, 2): "=1/0", (14, 2): '=""'}


def ordinary() -> bytes:
    """Return an xlsx that openpyxl wrote: values, formulas that were never calculated, names, properties, a comment, hidden sheets."""
    book = openpyxl.Workbook()
    section = book.active
    assert section is not None
    section.title = SECTION
    for (row, column), value in {**VALUES, **FORMULAS}.items():
        section.cell(row, column, value)  # type: ignore[arg-type]
    section["B6"].comment = Comment("About a dozen", "A respondent")
    hidden = book.create_sheet("_counterfoil")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = "token"
    book.create_sheet("Shy").sheet_state = "hidden"
    for name, text in {
        "one_cell": f"'{SECTION}'!$B$6",
        "an_area": f"'{SECTION}'!$B$6:$C$9",
        "plain": "_counterfoil!$A$1",
        "a_text": '"ab""c"',
        "a_number": "12.5",
        "lost": "#REF!",
    }.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    # The types of openpyxl do not know this attribute.
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name="token", value="abc"))
    properties.append(IntProperty(name="version", value=3))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook of openpyxl as bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the files of a zip, in its order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(xlsx: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the package with one part changed."""
    members = unzipped(xlsx)
    return zipped({**members, part: change(members[part])})


def with_rows(rows: bytes) -> bytes:
    """Return a workbook whose first sheet has these rows, in the XML of SpreadsheetML."""

    def put(part: bytes) -> bytes:
        before, _, after = part.partition(b"<sheetData")
        return before + b"<sheetData>" + rows + b"</sheetData>" + after.partition(b"/>" if after.startswith(b"/>") else b"</sheetData>")[2]

    return changed(saved(openpyxl.Workbook()), SHEET1, put)


def converted(data: bytes, to: str, folder: Path, source: str = "book.xlsx") -> bytes:
    """Return the workbook, called `source`, as LibreOffice saves it in another format."""
    (folder / source).write_bytes(data)
    target = folder / "out" / f"book.{to}"
    save_as(to, [folder / source], target.parent)
    return target.read_bytes()
