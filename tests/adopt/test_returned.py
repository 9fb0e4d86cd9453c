"""Adopted workbooks go out as they are, and what comes back is read: right, or told, and never silently wrong."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from domain.answer import AnswerValue
from questionnaire.layout import Layout
from questionnaire.marks import identify
from questionnaire.reading import LayoutState
from tests.adopt.changes import CHANGES, Change
from tests.adopt.every import samples
from tests.adopt.making import Sample
from tests.adopt.returned import (
    REFERENCE,
    TOKEN,
    Returned,
    Sent,
    by_openpyxl,
    compared,
    filling,
    in_formats_by_libreoffice,
    reading_of,
    sent,
    untouched,
    with_macros,
)
from tests.office import save_as
from tests.programs import need
from workbooks.annotate import fill
from workbooks.caged.opening import look
from workbooks.cells import Cell, CellValue, Workbook

SAMPLES = {sample.name: sample for sample in samples()}
# All that a copy changes; a sheet only where something is put into a cell of it.
PATCHED = {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"}


@cache
def copy_of(name: str) -> Sent:
    """Return a sample as it is sent."""
    return sent(SAMPLES[name])


@cache
def typed_into(name: str) -> tuple[Mapping[Cell, CellValue], Mapping[str, AnswerValue]]:
    """Return what is typed into a copy, and what is to be read of it."""
    return filling(copy_of(name))


@cache
def filled_in(name: str) -> bytes:
    """Return a copy as it was filled, by a program that writes the whole file anew."""
    return by_openpyxl(copy_of(name).copy, typed_into(name)[0])


@cache
def saved_by_libreoffice() -> Mapping[str, Mapping[str, bytes]]:
    """Return the filled copies as LibreOffice saves them, by format and name."""
    filled = {name: fill(copy_of(name).copy, typed_into(name)[0]) for name in SAMPLES}
    return in_formats_by_libreoffice(filled, ("xlsx", "ods", "xls"))


def _sum(results: Mapping[str, Returned]) -> tuple[float, list[str]]:
    """Return the share of the answers that are right, and those that are silently wrong."""
    right = sum(one.right for one in results.values())
    return right / sum(one.answers for one in results.values()), [f"{name}: {why}" for name, one in results.items() for why in one.wrong]


@pytest.mark.sweep
@pytest.mark.parametrize("name", SAMPLES)
def test_a_copy_is_the_very_file_with_its_parts_patched(name: str) -> None:
    """Every part is the same, byte for byte, but those that say which parts and names there are; the token stands in three places."""
    one = copy_of(name)
    _, changed = untouched(one.sample.data, one.copy)
    assert set(changed) == PATCHED
    workbook = look(one.copy, "copy.xlsx").result
    assert isinstance(workbook, Workbook)
    assert (identify(workbook).token, identify(workbook).reference, identify(workbook).conflicts) == (TOKEN, REFERENCE, ())
    assert workbook.constants["counterfoil_token"] == workbook.properties["Counterfoil token"] == TOKEN


@pytest.mark.sweep
@pytest.mark.parametrize("name", SAMPLES)
def test_a_copy_that_openpyxl_filled_is_read(name: str) -> None:
    """Nothing moved: each answer is read, but for a percentage of more than a hundred, which is asked about."""
    one = copy_of(name)
    reading = reading_of(one, filled_in(name))
    got = compared(reading, typed_into(name)[1])
    assert (reading.layout, got.wrong) == (LayoutState.EXACT, [])
    assert got.right >= got.answers - 1


@pytest.mark.sweep
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_copies_that_libreoffice_saved_are_read(kind: str) -> None:
    """In each format that it writes at least 98 % of the answers are read, and none is silently wrong."""
    need("soffice")
    back = saved_by_libreoffice()[kind]
    read = {name: compared(reading_of(copy_of(name), data, f"back.{kind}"), typed_into(name)[1]) for name, data in back.items()}
    share, wrong = _sum(read)
    assert (share >= 0.98, wrong) == (True, [])


@pytest.mark.sweep
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_was_moved_is_found_and_what_is_not_sure_is_told(change: Change) -> None:
    """Whatever was done, no answer is silently wrong; most are read all the same."""
    read: dict[str, Returned] = {}
    for name in SAMPLES:
        one = copy_of(name)
        if not (one.sample.name == "inline" and change.__name__ == "row_deleted"):  # All that it asks stands in that row.
            read[name] = compared(reading_of(one, _changed(one, filled_in(name), change)), typed_into(name)[1])
    share, wrong = _sum(read)
    assert (share >= CHANGES[change], wrong) == (True, [])


def _changed(one: Sent, data: bytes, change: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book, one)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.sweep
@pytest.mark.parametrize("name", SAMPLES)
def test_a_layout_is_the_same_after_it_was_kept(name: str) -> None:
    """What is read from the store is what was written there."""
    layout = copy_of(name).layout
    assert Layout.from_json(layout.to_json()) == layout


@pytest.mark.sweep
@pytest.mark.parametrize("name", SAMPLES)
def test_a_copy_that_nobody_filled_is_blank(name: str) -> None:
    """What its author had put into its cells is nobody's answer."""
    assert reading_of(copy_of(name), copy_of(name).copy).blank


@pytest.mark.parametrize("name", ["sustainability-en-11", "crossed-en-11", "merged"])
def test_a_copy_looks_as_the_original_does(name: str, tmp_path: Path) -> None:
    """Printed by LibreOffice, the pages of both are the same, pixel by pixel."""
    pages = [_pages(tmp_path / what, data) for what, data in (("original", SAMPLES[name].data), ("copy", copy_of(name).copy))]
    assert pages[0] == pages[1]
    assert pages[0]


def _pages(folder: Path, data: bytes) -> list[bytes]:
    folder.mkdir()
    (folder / "book.xlsx").write_bytes(data)
    save_as("pdf", [folder / "book.xlsx"], folder, seconds=300)
    command = [need("pdftoppm"), "-r", "60", str(folder / "book.pdf"), str(folder / "page")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [page.read_bytes() for page in sorted(folder.glob("page*.ppm"))]


def test_a_workbookwith_macros_leaves_without_them() -> None:
    """It is an .xlsx then, which mail gateways let through: neither the part nor its content type is left."""
    data = with_macros(SAMPLES["plain"])
    one = sent(Sample("plain", data, {}))
    package = zipfile.ZipFile(io.BytesIO(one.copy))
    assert "xl/vbaProject.bin" not in package.namelist()
    assert b"macroEnabled" not in package.read("[Content_Types].xml")
    assert one.blank.ending == ".xlsx"
