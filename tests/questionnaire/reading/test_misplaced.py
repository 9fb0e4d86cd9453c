"""Answers that stand elsewhere than in their cell are read where nothing else can be meant, and told in any case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl.comments import Comment

from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from tests.questionnaire.workbook_samples import ACTS, SAMPLE, fill, find, opened, personal, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

LAYOUTS = tuple(lay_out(SAMPLE, language) for language in SAMPLE.languages)
STAFF, NAME, FOUNDED, ACT = "Number of employees", "Name of the respondent", "Date of foundation", "Which acts?"
TYPED: dict[str | tuple[str, str], Any] = {NAME: "Ann Example", FOUNDED: date(1990, 3, 4), "Anything else?": "No"}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


def reading(reader: Reader, book: Any) -> Reading:
    """Return what a changed workbook says."""
    (found,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(found.result, Workbook)
    return read(found.result, SAMPLE, LAYOUTS, today=date(2012, 3, 1))


def filled() -> Any:
    """Return a workbook in which the number of employees is blank."""
    return opened(fill(personal(), TYPED))


def about(found: Reading, question: str) -> set[str]:
    """Return the codes of the findings about a question."""
    return {finding.code for finding in found.findings if finding.question == question}


@pytest.mark.parametrize(("columns", "entry", "how"), [(2, "1250", "beside"), (4, 1250, "beside"), (0, f"{STAFF}: 1250", "label")])
def test_a_number_beside_its_blank_cell_is_the_answer(reader: Reader, columns: int, entry: object, how: str) -> None:
    """In place of the help, further right, or behind the label."""
    book = filled()
    label = find(book, STAFF)
    label.parent.cell(label.row, label.column + columns).value = entry
    found = reading(reader, book)
    assert found.answers["staff"] == 1250
    assert not about(found, "staff")
    assert [(one.question, one.how) for one in found.conversions] == [("staff", how)]


def test_a_comment_on_a_blank_cell_is_the_answer_and_one_on_an_answer_is_its_note(reader: Reader) -> None:
    """What is said of an answer that is there changes nothing, and is kept with it."""
    book = filled()
    staff, name = find(book, STAFF), find(book, NAME)
    staff.parent.cell(staff.row, staff.column + 1).comment = Comment("1250", "Ann")
    name.parent.cell(name.row, name.column + 1).comment = Comment("Bob will know more", "Ann")
    found = reading(reader, book)
    assert (found.answers["staff"], found.answers["name"]) == (1250, "Ann Example")
    assert (found.provenance["staff"].note, found.provenance["name"].note) == ("", "Bob will know more")
    assert not about(found, "name")


@pytest.mark.parametrize("entry", ["ask the finance department", "about 1250", "1250 or 1300"])
def test_what_is_no_answer_for_certain_is_told(reader: Reader, entry: str) -> None:
    """The answer is unknown, not blank."""
    book = filled()
    label = find(book, STAFF)
    label.parent.cell(label.row, label.column + 4).value = entry
    found = reading(reader, book)
    assert found.answers["staff"] is None
    assert about(found, "staff") == {"answer_beside"}
    assert found.untyped["staff"] == entry


def test_two_different_numbers_beside_a_blank_cell_are_none(reader: Reader) -> None:
    """Nobody knows which one is meant."""
    book = filled()
    label = find(book, STAFF)
    for columns, number in ((4, 12), (5, 13)):
        label.parent.cell(label.row, label.column + columns).value = number
    assert about(reading(reader, book), "staff") == {"answer_beside"}


def test_a_second_number_beside_an_answer_is_told(reader: Reader) -> None:
    """The cell counts, and what stands beside it is asked about."""
    book = opened(fill(personal(), {**TYPED, STAFF: 1250}))
    label = find(book, STAFF)
    label.parent.cell(label.row, label.column + 4).value = 17
    found = reading(reader, book)
    assert found.answers["staff"] == 1250
    assert about(found, "staff") == {"stray_text"}


def test_remarks_in_a_column_of_their_own_are_the_notes_of_the_answers(reader: Reader) -> None:
    """A column of sources beside the answers is no error, and none of them is lost."""
    book = opened(fill(personal(), {**TYPED, STAFF: 1250}))
    for label in (STAFF, NAME, FOUNDED):
        cell = find(book, label)
        cell.parent.cell(cell.row, cell.column + 5).value = f"Source: annual report, {label}"
    found = reading(reader, book)
    assert [finding for finding in found.findings if finding.code == "stray_text"] == []
    assert {name: came.note for name, came in found.provenance.items() if came.note} == {
        "staff": f"Source: annual report, {STAFF}",
        "name": f"Source: annual report, {NAME}",
        "founded": f"Source: annual report, {FOUNDED}",
    }


def test_choices_may_be_written_out_beside_their_question(reader: Reader) -> None:
    """All that are named are choices, or none is taken."""
    book = filled()
    label = find(book, ACT)
    label.parent.cell(label.row, label.column + 1).value = "; ".join(act.label["en"] for act in ACTS[:2])
    assert reading(reader, book).answers["acts"] == ("fraud", "access")


def test_what_was_printed_is_no_answer(reader: Reader) -> None:
    """Where the column of answers was deleted, the help has taken its place."""
    book = filled()
    sheet = find(book, STAFF).parent
    sheet.cell(2, 3).value = None
    sheet.delete_cols(3)
    found = reading(reader, book)
    assert found.answers["name"] is None
    assert about(found, "name")
