"""Rows that a respondent adds beneath or between printed ones: read where the form asks for a table, told where it asks for a matrix."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.definition import Questionnaire
from questionnaire.reading import Reading, read
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from questionnaire.xlsform import inspect
from tests.adopt.returned import COVER
from tests.questionnaire.forms import Rows, xlsx
from workbooks.caged.opening import look
from workbooks.cells import Workbook

KEYS = ("Rice", "Beans", "Maize")
SETTINGS: Rows = (("form_id", "form_title", "excel::workbook"), ("f", "Prices", "w.xlsx"))
TABLE: Rows = (
    ("type", "name", "label", "excel::cell", "excel::rows", "excel::header"),
    ("begin_repeat", "prices", "Prices", "", "4:6", "3"),
    ("text", "item", "Item", "P!A4:A6"),
    ("decimal", "y2020", "2020", "P!B4:B6"),
    ("decimal", "y2021", "2021", "P!C4:C6"),
    ("end_repeat",),
)
MATRIX: Rows = (
    ("type", "name", "label", "excel::cell", "excel::rows", "excel::header", "excel::key", "excel::columns"),
    ("begin_repeat", "prices", "Prices", "", "4:6", "3", "A", "items"),
    ("decimal", "y2020", "2020", "P!B4:B6"),
    ("decimal", "y2021", "2021", "P!C4:C6"),
    ("end_repeat",),
)
ITEMS: Rows = (("list_name", "name", "label"), *(("items", key.lower(), key) for key in KEYS))
Change = Callable[[Worksheet], None]


def _saved(book: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _page(book: openpyxl.Workbook) -> Worksheet:
    page = book["P"]
    assert isinstance(page, Worksheet)
    return page


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "P"
    page["A1"] = "Prices of food"
    for column, heading in enumerate(("Item", "2020", "2021"), 1):
        page.cell(3, column).value = heading
    for row, key in enumerate(KEYS, 4):
        page.cell(row, 1).value = key
    page["A12"] = "Source: survey of prices"
    return _saved(book)


def _sent(survey: Rows, choices: Rows) -> tuple[Questionnaire, Blank, bytes]:
    form = inspect(xlsx(survey, choices, SETTINGS), "f.xlsx", {"w.xlsx": _workbook()}).questionnaire
    assert form
    blank = make_blank(form, "en", COVER)
    return form, blank, blank.prefix + blank.stamp(Personal("", "", ""))


def _read(survey: Rows, choices: Rows, change: Change) -> Reading:
    form, blank, copy = _sent(survey, choices)
    book = openpyxl.load_workbook(io.BytesIO(copy))
    change(_page(book))
    workbook = look(_saved(book), "back.xlsx").result
    assert isinstance(workbook, Workbook)
    return read(workbook, form, [blank.layout], today=date(2026, 11, 27))


def _beneath(page: Worksheet) -> None:
    page["B4"], page["A7"], page["B7"] = 1, "Lentils", 9


def _between(page: Worksheet) -> None:
    page.insert_rows(5)
    page["B4"], page["A5"], page["B5"] = 1, "Lentils", 9


def _far_beneath(page: Worksheet) -> None:
    page["B4"], page["A10"], page["B10"] = 1, "Lentils", 9


@pytest.mark.parametrize("change", [_beneath, _between])
def test_where_the_keys_are_asked_for_a_row_that_was_added_is_read(change: Change) -> None:
    """A printed row in which no figure was given is none; one with a figure has the key that was printed for it."""
    reading = _read(TABLE, (), change)
    assert {key: value for key, value in reading.answers.items() if value is not None} == {
        "prices[1].item": "Rice", "prices[1].y2020": 1, "prices[2].item": "Lentils", "prices[2].y2020": 9,
    }  # fmt: skip
    assert not reading.findings


def test_a_row_far_beneath_the_others_is_told() -> None:
    """It may be a remark; whoever wrote it can move it up."""
    reading = _read(TABLE, (), _far_beneath)
    assert [(one.code, one.cell, "Lentils" in one.message) for one in reading.findings] == [("stray_text", "A10", True)]


@pytest.mark.parametrize(("change", "row"), [(_beneath, 7), (_between, 5), (_far_beneath, 10)])
def test_where_the_keys_are_a_list_a_row_that_was_added_is_told_and_never_lost_silently(change: Change, row: int) -> None:
    """Both its key and its figure are named, as what was not read; openpyxl leaves names behind where rows move, which is told besides."""
    reading = _read(MATRIX, ITEMS, change)
    assert {key: value for key, value in reading.answers.items() if value is not None} == {"prices[rice].y2020": 1}
    assert [one.cell for one in reading.findings if one.code == "stray_text"] == [f"A{row}", f"B{row}"]
    assert {one.code for one in reading.findings} <= {"stray_text", "rungs_disagree"}


def test_a_copy_in_which_nobody_wrote_has_no_rows_for_its_printed_keys() -> None:
    """The keys alone are what its author printed."""
    assert _read(TABLE, (), lambda _: None).blank
