"""Cells beside the figures: flags and notes that have a place of their own are read by the layout, as the answers are."""

from __future__ import annotations

import pytest

from domain.answer import ItemStatus
from domain.finding import Severity
from questionnaire.reading import LayoutState, Reading
from questionnaire.workbook.refill import filled_in
from tests.programs import need
from tests.questionnaire.aside_samples import FORM, LAYOUT, Place, address, read_back, typed
from tests.questionnaire.forms import Cell
from tests.questionnaire.workbook_samples import opened, personal, saved
from tests.service.offices import convert
from workbooks.caged.reader import Reader
from workbooks.cells import Cell as Position

WHOLE: dict[Place, Cell] = {
    ("who", ""): "Waterworks",
    ("served", ""): 50000,
    ("served", "flag"): "p",
    ("served", "note"): "After the census",
    ("losses", ""): 3.5,
    ("losses", "flag"): "u",
    ("volumes[2010].billed", ""): 2480,
    ("volumes[2010].billed", "flag"): "e",
    ("volumes[2011].billed", ""): 2500,
    ("volumes[2011].billed", "note"): "Until November",
    ("plants[1].plant", ""): "North",
    ("plants[1].capacity", ""): 9000,
    ("plants[1].capacity", "flag"): "e",
    ("plants[1].capacity", "note"): "By its maker",
}
FLAGS = {"served": "p", "losses": "u", "volumes[2010].billed": "e", "plants[1].capacity": "e"}
NOTES = {"served": "After the census", "volumes[2011].billed": "Until November", "plants[1].capacity": "By its maker"}


def marks_of(reading: Reading) -> tuple[dict[str, str], dict[str, str]]:
    """Return the flags and the notes by the key of the item."""
    came = reading.provenance
    return {key: one.flag for key, one in came.items() if one.flag}, {key: one.note for key, one in came.items() if one.note}


def codes(reading: Reading) -> list[tuple[str, str | None, Severity]]:
    """Return the code, question and severity of each finding."""
    return [(one.code, one.question, one.severity) for one in reading.findings]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_flags_and_notes_stand_beside_their_figures(language: str) -> None:
    """In a section, a matrix and a table, in every language; nothing of it is a remark, and nothing is told."""
    reading = read_back(typed(WHOLE, language))
    assert reading.layout is LayoutState.EXACT
    assert marks_of(reading) == (FLAGS, NOTES)
    assert reading.findings == ()
    assert reading.answers["all_years"] == 4980


@pytest.mark.parametrize("written", ["p", "P", "(p)", " p ", "Provisional", "provisoire"])
def test_a_flag_is_known_by_its_code_or_by_what_it_means(written: str) -> None:
    """As behind a figure, whatever its case and in any language of the form."""
    assert marks_of(read_back(typed(WHOLE | {("served", "flag"): written})))[0]["served"] == "p"


@pytest.mark.parametrize("place", ["served", "volumes[2010].billed", "plants[1].capacity"])
def test_a_code_that_the_form_does_not_have_is_told_at_its_own_cell(place: str) -> None:
    """It is none of the question's flags, though another question may have it: nothing is guessed."""
    reading = read_back(typed(WHOLE | {(place, "flag"): "m"}))
    assert codes(reading) == [("flag_unknown", place, Severity.ERROR)]
    sheet, row, column = address((place, "flag"))
    (found,) = reading.findings
    assert (found.sheet, found.cell) == (sheet, f"{chr(64 + column)}{row}")
    assert "p, e" in found.remedy
    assert place not in marks_of(reading)[0]


def test_a_flag_without_a_figure_is_asked_about() -> None:
    """It marks nothing, and is no answer."""
    reading = read_back(typed(WHOLE | {("losses", ""): None}))
    assert codes(reading) == [("flag_alone", "losses", Severity.WARNING)]
    assert (reading.answers["losses"], "losses" in marks_of(reading)[0]) == (None, False)


def test_a_flag_behind_the_figure_and_another_beside_it_are_no_guess() -> None:
    """The figure is read; which of the two flags holds is for its sender to say. The same twice is one."""
    reading = read_back(typed(WHOLE | {("served", ""): "50000 e"}))
    assert codes(reading) == [("flags_disagree", "served", Severity.ERROR)]
    assert "“e”" in reading.findings[0].message
    assert "“p”" in reading.findings[0].message
    assert (reading.answers["served"], "served" in marks_of(reading)[0]) == (50000, False)
    assert codes(read_back(typed(WHOLE | {("served", ""): "50000 p"}))) == []


def test_a_note_without_a_figure_is_kept() -> None:
    """It may say why there is none."""
    reading = read_back(typed(WHOLE | {("losses", ""): None, ("losses", "flag"): None, ("losses", "note"): "Not measured"}))
    assert reading.provenance["losses"].note == "Not measured"
    assert reading.provenance["losses"].status is ItemStatus.UNANSWERED


def test_a_workbook_with_nothing_but_a_note_is_not_blank() -> None:
    """Somebody wrote something into it."""
    assert not read_back(typed({("losses", "note"): "We have no meters."})).blank
    assert read_back(typed({})).blank


def test_a_footnote_beside_a_figure_is_explained_by_the_note() -> None:
    """A star points to it; alone it asks for one."""
    assert codes(read_back(typed(WHOLE | {("served", "flag"): "*"}))) == []
    assert codes(read_back(typed(WHOLE | {("losses", "flag"): "*"}))) == [("flag_unexplained", "losses", Severity.WARNING)]


@pytest.mark.parametrize("place", ["who", "volumes[2010].method"])
def test_what_stands_in_the_column_of_flags_beside_another_question_is_not_lost(place: str) -> None:
    """A question that is no figure has no cell there."""
    book = opened(typed(WHOLE | {(place, ""): "Something"}))
    sheet, row, column = address((place, ""))
    book[sheet].cell(row, column + 1).value = "see annex"
    reading = read_back(saved(book))
    told = [one.message for one in reading.findings]
    assert reading.provenance[place].note == "see annex" or any("see annex" in message for message in told)
    assert marks_of(reading)[0] == FLAGS


def test_moved_columns_and_rows_take_their_flags_with_them() -> None:
    """They are found by name, by the heading of their column and the key of their row."""
    book = opened(typed(WHOLE))
    for sheet in (LAYOUT.slots[0].sheet, address(("volumes[2010].billed", ""))[0], LAYOUT.tables[0].sheet):
        book[sheet].insert_cols(1)
        book[sheet].insert_rows(1)
    for name in list(book.defined_names):
        if name.startswith("q_"):
            del book.defined_names[name]
    reading = read_back(saved(book))
    assert reading.layout is not LayoutState.EXACT
    assert marks_of(reading) == (FLAGS, NOTES)
    assert reading.findings == ()


def test_a_deleted_column_of_flags_is_told() -> None:
    """The figures are read; that no flag can be is said by its heading."""
    book = opened(typed({key: value for key, value in WHOLE.items() if key[1] != "flag"}))
    sheet, _, column = address(("plants[1].capacity", "flag"))
    book[sheet].delete_cols(column)
    for name in list(book.defined_names):
        if name.startswith("q_"):
            del book.defined_names[name]
    reading = read_back(saved(book))
    assert reading.answers["plants[1].capacity"] == 9000
    assert any(one.code == "heading_missing" and "Flag: Capacity" in one.message for one in reading.findings)


@pytest.mark.parametrize("format_", ["ods", "xls"])
def test_another_programs_file_has_them_too(format_: str) -> None:
    """As LibreOffice saves it in another format."""
    need("soffice")
    data = convert(typed(WHOLE), format_)
    assert marks_of(read_back(data, f"returned.{format_}")) == (FLAGS, NOTES)


def test_a_workbook_that_is_made_anew_has_them_in_their_cells() -> None:
    """What was read stands there again, flags and notes each in their own cell."""
    reading = read_back(typed(WHOLE))
    cells = filled_in(FORM, LAYOUT, reading.answers, {}, FLAGS, NOTES)
    assert cells[Position(*address(("served", "")))] == 50000
    assert cells[Position(*address(("plants[1].capacity", "note")))] == "By its maker"
    with Reader() as reader:
        again = read_back(reader.fill(personal("en", FORM), cells))
    assert marks_of(again) == (FLAGS, NOTES)
    assert again.findings == ()
