"""Answers that nobody sees in the sheet as it was saved count, and whoever sent them is told; what anybody can see is no matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as Book
from openpyxl.styles import Font, PatternFill

from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from tests.questionnaire.workbook_samples import LONG, LOSS, SAMPLE, fill, find, opened, personal, saved
from tests.workbooks.files import converted
from workbooks.caged.opening import look
from workbooks.cells import Workbook

STAFF = "Number of employees"
FILLED: dict[Any, Any] = {"Name of the respondent": "Ana", STAFF: 12, LONG["en"]: "No", LOSS["en"]: 5}
WHITE = Font(color="FFFFFFFF")


def reading(book: Book, kind: str = "xlsx", folder: Path | None = None) -> Reading:
    """Return what is read of a workbook as it is saved in a format."""
    data = saved(book) if folder is None or kind == "xlsx" else converted(saved(book), kind, folder)
    workbook = look(data, f"back.{kind}").result
    assert isinstance(workbook, Workbook)
    return read(workbook, SAMPLE, [lay_out(SAMPLE, "en")], today=date(2012, 3, 1))


def told(found: Reading) -> list[tuple[str, str | None]]:
    """Return what is told of answers that nobody sees."""
    return [(one.code, one.question) for one in found.findings if one.code.endswith(("_hidden", "_unseen"))]


def hide_row(cell: Any) -> None:
    """Hide the row of a cell."""
    cell.parent.row_dimensions[cell.row].hidden = True


def hide_column(cell: Any) -> None:
    """Hide the column of a cell, in which all answers of its sheet stand."""
    cell.parent.column_dimensions[cell.column_letter].hidden = True


def collapse(cell: Any) -> None:
    """Group the row of a cell, and collapse the group."""
    cell.parent.row_dimensions.group(cell.row, cell.row, hidden=True)


def flatten(cell: Any) -> None:
    """Make the row of a cell as low as a line."""
    cell.parent.row_dimensions[cell.row].height = 0.5


def hide_sheet(cell: Any) -> None:
    """Hide the whole sheet."""
    cell.parent.sheet_state = "hidden"


def whiten(cell: Any) -> None:
    """Write in white on white."""
    cell.font, cell.fill = WHITE, PatternFill()


def blend(cell: Any) -> None:
    """Write in the colour of the ground."""
    cell.font, cell.fill = Font(color="FF1F3A52"), PatternFill("solid", fgColor="FF1F3A50")


def shrink(cell: Any) -> None:
    """Write in letters of one point."""
    cell.font = Font(sz=1)


def loss(book: Book) -> Any:
    """Return the cell of a figure that stands on a sheet with others."""
    label = find(book, LOSS["en"])
    return label.parent.cell(label.row, label.column + 1)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (hide_row, "answer_hidden"),
        (collapse, "answer_hidden"),
        (whiten, "answer_unseen"),
        (blend, "answer_unseen"),
    ],
)
def test_an_answer_that_nobody_sees_counts_and_is_told(change: Callable[[Any], None], code: str, kind: str, tmp_path: Path) -> None:
    """Whatever program saved it so."""
    book = opened(fill(personal(), FILLED))
    change(loss(book))
    found = reading(book, kind, tmp_path)
    assert (found.answers["loss"], told(found)) == (5, [(code, "loss")])


@pytest.mark.parametrize(("change", "code"), [(flatten, "answer_hidden"), (shrink, "answer_unseen")])
def test_an_answer_as_small_as_a_line_or_a_dot_is_told(change: Callable[[Any], None], code: str) -> None:
    """It counts as well."""
    book = opened(fill(personal(), FILLED))
    change(loss(book))
    assert told(reading(book)) == [(code, "loss")]


@pytest.mark.parametrize("change", [hide_column, hide_sheet])
def test_all_answers_that_a_hidden_column_or_sheet_holds_are_told(change: Callable[[Any], None]) -> None:
    """Each, where they are few."""
    book = opened(fill(personal(), FILLED))
    change(loss(book))
    assert told(reading(book)) == [("answer_hidden", "victim"), ("answer_hidden", "loss")]


def test_many_answers_that_a_sheet_hides_are_told_in_one_sentence() -> None:
    """With the first of their cells."""
    marks = {("Which acts?", choice): "x" for choice in ("Sending spam", "Other")}
    book = opened(fill(personal(), FILLED | {LONG["en"]: "Yes"} | marks))
    hide_sheet(loss(book))
    found = reading(book)
    assert told(found) == [("answer_hidden", "victim")]
    assert next(one.message for one in found.findings if one.code == "answer_hidden").count("\u2026") == 1


def test_a_text_that_its_cell_shows_as_another_one_is_told() -> None:
    """A figure there would not be read at all."""
    book = opened(fill(personal(), FILLED))
    label = find(book, "Name of the respondent")
    label.parent.cell(label.row, label.column + 1).number_format = ';;;"Eva"'
    found = reading(book)
    assert (found.answers["name"], told(found)) == ("Ana", [("answer_unseen", "name")])


def hide_empty(cell: Any) -> None:
    """Filter out the rows in which nothing stands."""
    sheet = cell.parent
    sheet.auto_filter.ref = f"A{cell.row}:C{cell.row + 1}"
    sheet.row_dimensions[cell.row + 1].hidden = True


def darken(cell: Any) -> None:
    """Write in white on a dark ground."""
    cell.font, cell.fill = WHITE, PatternFill("solid", fgColor="FF1F3A52")


def grey(cell: Any) -> None:
    """Write in the light grey of placeholders."""
    cell.font = Font(color="FFD0D0D0")


def plain(cell: Any) -> None:
    """Change nothing: keys, lists and marks of ours are hidden."""
    cell.font = Font(sz=6)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("change", [hide_empty, darken, grey, plain])
def test_what_anybody_can_see_is_no_matter(change: Callable[[Any], None], kind: str, tmp_path: Path) -> None:
    """Nor is what is hidden and holds no answer."""
    book = opened(fill(personal(), FILLED))
    change(loss(book))
    found = reading(book, kind, tmp_path)
    assert (found.answers["loss"], told(found)) == (5, [])
