"""What stands outside of the cells for answers is told: below the questions, on a sheet of the respondent's own, in place of a label."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from domain.finding import Severity
from languages import spoken
from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from tests.questionnaire.workbook_samples import ACTS, SAMPLE, fill, find, opened, personal, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

LAYOUTS = tuple(lay_out(SAMPLE, language) for language in SAMPLE.languages)
STAFF = "Number of employees"
TYPED: dict[str | tuple[str, str], Any] = {
    "Name of the respondent": "Ann",
    STAFF: 12,
    SAMPLE.by_name["victim"].label["en"]: "Yes",
    ("Which acts?", ACTS[0].label["en"]): "Yes",
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


def read_back(reader: Reader, change: Callable[[Any], object], language: str = "en", *, typed: bool = True) -> Reading:
    """Return what a workbook says that somebody filled in, or left blank, and changed."""
    book = opened(fill(personal(), TYPED if typed else {}))
    change(book)
    (found,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(found.result, Workbook)
    return read(found.result, SAMPLE, LAYOUTS, today=date(2012, 3, 1), told_in=language)


def told(found: Reading) -> list[tuple[str, Severity, str | None]]:
    """Return the code, the weight and the cell of each finding."""
    return [(one.code, one.severity, one.cell) for one in found.findings]


def below(book: Any) -> str:
    """Write a note some rows below the last question, and return its cell."""
    sheet = find(book, STAFF).parent
    cell = sheet.cell(sheet.max_row + 2, 2)
    cell.value = "Note: figures exclude madrasas"
    return str(cell.coordinate)


def annex(book: Any, state: str = "visible") -> None:
    """Add a sheet with something on it."""
    sheet = book.create_sheet("Annex II")
    sheet["A1"], sheet["B2"] = "State-wise data", 12345
    sheet.sheet_state = state


@pytest.mark.parametrize("language", spoken())
def test_a_note_below_the_questions_is_told(reader: Reader, language: str) -> None:
    """At its cell, with what it says."""
    cells: list[str] = []
    found = read_back(reader, lambda book: cells.append(below(book)), language)
    assert told(found) == [("stray_text", Severity.WARNING, cells[0])]
    assert "figures exclude madrasas" in found.findings[0].message
    assert found.answers["staff"] == 12


def test_rows_that_were_put_in_are_not_below_the_questions(reader: Reader) -> None:
    """What is below is so wherever the rows have moved to."""

    def moved(book: Any) -> None:
        below(book)
        find(book, STAFF).parent.insert_rows(1, 3)

    (one,) = [one for one in read_back(reader, moved).findings if one.code == "stray_text"]
    assert "madrasas" in one.message


@pytest.mark.parametrize("language", spoken())
def test_a_sheet_that_was_added_is_told_once(reader: Reader, language: str) -> None:
    """With its name and something of what is on it."""
    found = read_back(reader, annex, language)
    assert told(found) == [("stray_text", Severity.WARNING, "A1")]
    assert all(part in found.findings[0].message for part in ("Annex II", "State-wise data"))


def test_a_sheet_that_nobody_sees_or_on_which_nothing_is_says_nothing(reader: Reader) -> None:
    """Programs add such."""
    assert read_back(reader, lambda book: annex(book, "hidden")).findings == ()
    assert read_back(reader, lambda book: book.create_sheet("Sheet1")).findings == ()


def test_our_own_sheets_under_other_names_are_no_added_ones(reader: Reader) -> None:
    """Neither the cover nor a sheet of questions."""

    def renamed(book: Any) -> None:
        for number, sheet in enumerate([one for one in book.worksheets if one.sheet_state == "visible"]):
            sheet.title = f"Page {number}"

    assert [one for one in read_back(reader, renamed).findings if one.code == "stray_text"] == []


def test_a_workbook_with_nothing_but_a_sheet_of_ones_own_is_not_blank(reader: Reader) -> None:
    """Somebody wrote something."""
    found = read_back(reader, annex, typed=False)
    assert not found.blank
    assert "stray_text" in {one.code for one in found.findings}
    assert read_back(reader, lambda _: None, typed=False).blank


@pytest.mark.parametrize("language", spoken())
def test_a_label_that_was_changed_is_told(reader: Reader, language: str) -> None:
    """With the question: its answer may be one to another."""

    def change(book: Any) -> None:
        find(book, STAFF).value = "Number of employees (full-time only)"

    found = read_back(reader, change, language)
    (one,) = [one for one in found.findings if one.code == "label_changed"]
    assert (one.severity, one.question, one.cell) == (Severity.WARNING, "staff", find(opened(personal()), STAFF).coordinate)
    assert "full-time only" in one.message
    assert found.answers["staff"] == 12


def test_the_label_of_a_choice_that_was_changed_is_told(reader: Reader) -> None:
    """As that of its question."""
    other = ("Which acts?", ACTS[3].label["en"])

    def change(book: Any) -> None:
        find(book, other).value = "Other: stolen laptops"

    assert [(one.code, one.question) for one in read_back(reader, change).findings] == [("label_changed", "acts")]


def test_a_label_written_in_other_letters_is_the_same(reader: Reader) -> None:
    """Case and spaces say nothing, and neither does the label in another language of the form."""

    def change(book: Any) -> None:
        find(book, STAFF).value = "NUMBER of  employees "
        find(book, "Date of foundation").value = "Date de création"

    assert [one.code for one in read_back(reader, change).findings if one.code in {"label_changed", "stray_text"}] == []


def test_labels_that_were_translated_are_told_together(reader: Reader) -> None:
    """A letter of one line each would say nothing."""

    def change(book: Any) -> None:
        sheet = find(book, "Which acts?").parent
        for act in ACTS:
            find(book, ("Which acts?", act.label["en"])).value = f"auf Deutsch {act.name}"
        assert sheet.title

    codes = [one.code for one in read_back(reader, change).findings]
    assert codes == ["stray_text"]


def test_remarks_in_one_column_are_all_told_where_their_answers_cannot_be_read(reader: Reader) -> None:
    """Not the first alone."""

    def change(book: Any) -> None:
        for label in ("Date of foundation", STAFF):
            cell = find(book, label)
            cell.parent.cell(cell.row, cell.column + 1).value = "perhaps"
            cell.parent.cell(cell.row, cell.column + 5).value = f"ask Bob of {label}"

    found = read_back(reader, change)
    assert sum("ask Bob" in one.message for one in found.findings) == 2


def test_a_sheet_saved_as_text_is_named_as_it_is_printed(reader: Reader) -> None:
    """It has no name of its own, and the letter says which sheets a workbook lacks."""
    sheet = find(opened(fill(personal(), TYPED)), STAFF).parent
    rows = [[str(cell.value or "").replace('"', '""') for cell in row[:4]] for row in sheet.iter_rows()]
    (found,) = reader.open("\n".join(",".join(f'"{value}"' for value in row) for row in rows).encode(), "export.csv")
    assert isinstance(found.result, Workbook)
    (told_,) = [one for one in read(found.result, SAMPLE, LAYOUTS, today=date(2012, 3, 1)).findings if one.code == "sheet_missing"]
    assert f"Only the sheet “{sheet.title}” was sent." in told_.message
    assert all(slot.sheet == sheet.title or slot.sheet in told_.message for slot in LAYOUTS[0].slots)
