"""Whatever is done to rows, sheets, names and keys: each answer is read right, or it is told; never is one silently wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from domain.finding import Severity
from questionnaire.pages import lay_out
from questionnaire.reading import LayoutState, read
from tests.questionnaire.workbook_samples import ACTS, LONG, LOSS, ROLE, SAMPLE, fill, opened, personal, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

LAYOUTS = tuple(lay_out(SAMPLE, language) for language in SAMPLE.languages)
TYPED: dict[str | tuple[str, str], object] = {
    "Name of the respondent": "Ann Example",
    "Number of employees": 1250,
    "Date of foundation": date(1990, 3, 4),
    ROLE["en"]: "Internet service provider",
    LONG["en"]: "Yes",
    ("Which acts?", ACTS[1].label["en"]): "Yes",
    LOSS["en"]: 12.5,
    "Anything else?": "No",
}
ANSWERS = {
    "name": "Ann Example",
    "staff": 1250,
    "founded": date(1990, 3, 4),
    "role": "isp",
    "victim": "yes",
    "acts": ("access",),
    "loss": 12.5,
    "comment": "No",
}
FILLED = fill(personal(), TYPED)
ROWS = ((4, 7), (3, 10))  # Where the answers stand on the two sheets; the note above them is merged.
Damage = tuple[str, int, int, int]


def swap(sheet: Worksheet, first: int, second: int, columns: int) -> None:
    """Exchange two rows, as a sort does."""
    for column in range(1, columns + 1):
        one, other = sheet.cell(first, column), sheet.cell(second, column)
        one.value, other.value = other.value, one.value


def delete_keys(sheet: Worksheet) -> None:
    """Delete the column of keys, wherever it stands by now; an answer that is deleted with its column is known to nobody."""
    keys = {at for row in sheet.iter_rows() for at, cell in enumerate(row, 1) if str(cell.value).startswith("q_")}
    for column in sorted(keys, reverse=True):
        sheet.delete_cols(column)


def forget_names(book: openpyxl.Workbook, remainder: int) -> None:
    """Lose every third name."""
    for place, name in enumerate(sorted(name for name in book.defined_names if name.startswith("q_"))):
        if place % 3 == remainder:
            del book.defined_names[name]


DAMAGES: dict[str, Callable[[openpyxl.Workbook, Worksheet, int, int], object]] = {
    "insert rows and leave the names": lambda _, sheet, row, number: sheet.insert_rows(row, number % 3 + 1),
    "delete a row and leave the names": lambda _, sheet, row, __: sheet.delete_rows(row),
    "sort whole rows": lambda _, sheet, row, other: swap(sheet, row, other, 5),
    "sort what is visible": lambda _, sheet, row, other: swap(sheet, row, other, 4),
    "copy the sheet": lambda book, sheet, _, __: book.copy_worksheet(sheet),
    "forget names": lambda book, _, row, __: forget_names(book, row % 3),
    "delete the keys": lambda _, sheet, __, ___: delete_keys(sheet),
    "insert a column": lambda _, sheet, row, __: sheet.insert_cols(row % 5 + 1),
    "rename the sheet": lambda _, sheet, row, __: setattr(sheet, "title", f"Renamed {row}"),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


@st.composite
def damages(draw: st.DrawFn) -> Damage:
    """Draw one thing that is done to one of the two sheets."""
    sheet = draw(st.integers(0, 1))
    rows = st.integers(*ROWS[sheet])
    return draw(st.sampled_from(sorted(DAMAGES))), sheet, draw(rows), draw(rows)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("insert a column", 1, 5, 3), ("insert a column", 1, 3, 3), ("delete the keys", 1, 3, 3)])
@given(st.lists(damages(), min_size=1, max_size=3))
def test_no_answer_is_ever_silently_wrong(reader: Reader, done: list[Damage]) -> None:
    """An answer is what was typed, or None with an error that names the question."""
    book = opened(FILLED)
    sheets = book.worksheets[1:3]
    for what, sheet, row, other in done:
        DAMAGES[what](book, sheets[sheet], row, other)
    (found,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(found.result, Workbook)
    reading = read(found.result, SAMPLE, LAYOUTS, today=date(2012, 3, 1))
    errors = {finding.question for finding in reading.findings if finding.severity is Severity.ERROR}
    assert reading.layout is not LayoutState.FOREIGN
    for name, answer in ANSWERS.items():
        assert reading.answers[name] == answer or (reading.answers[name] is None and name in errors)
