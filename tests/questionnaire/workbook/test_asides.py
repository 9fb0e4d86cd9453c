"""What the workbook prints beside figures: cells for flags and notes, and the row that asks for a figure of the last round anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaire.definition import Aside
from questionnaire.pages import lay_out
from questionnaire.workbook.stamp import Personal, make_blank
from tests.questionnaire.aside_samples import CHOICES, FORM, LAYOUT, SETTINGS, SURVEY, address
from tests.questionnaire.forms import found, only
from tests.questionnaire.workbook_samples import COVER, REFERENCE, TOKEN, blank, opened, personal

HEADS = {"en": ("Flag", "Note: 2011"), "fr": ("Indicateur", "Note: 2011"), "ar": ("علامة", "ملاحظة: 2011")}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_cells_are_open_and_have_headings(language: str) -> None:
    """In the language of the reader; all around them is locked."""
    book, layout = opened(personal(language, FORM)), lay_out(FORM, language)
    sheet, row, column = address(("served", "flag"), layout)
    assert book[sheet].cell(2, column).value == HEADS[language][0]
    assert not book[sheet].cell(row, column).protection.locked
    assert book[sheet].cell(row - 1, column).protection.locked
    assert bool(book[sheet].sheet_view.rightToLeft) is (language == "ar")
    sheet, row, column = address(("volumes[2011].billed", "note"), layout)
    assert book[sheet].cell(2, column).value == HEADS[language][1]
    assert not book[sheet].cell(row, column).protection.locked


def test_a_drop_down_offers_the_codes_of_the_question_and_says_what_they_mean() -> None:
    """Each set of codes once a sheet; the cover says what all of them mean."""
    book = opened(personal("en", FORM))
    sheet, row, column = address(("served", "flag"))
    lists = {str(each.sqref): each for each in book[sheet].data_validations.dataValidation}
    rule = next(each for cells, each in lists.items() if book[sheet].cell(row, column).coordinate in cells.split())
    target = book.defined_names[rule.formula1].attr_text
    first, last = target.split("!")[1].replace("$", "").split(":")
    assert [cell.value for (cell,) in book["_lists"][first:last]] == ["p", "e"]
    assert rule.prompt == "p = Provisional\ne = Estimated"
    cover = " ".join(str(cell.value) for rows in book.worksheets[0].iter_rows() for cell in rows if cell.value)
    assert "p = Provisional · e = Estimated · m = Metered · u = Unsure" in cover


def test_the_formulas_of_a_matrix_count_figures_and_no_flags() -> None:
    """Between the cells of a row stand those for flags and notes, which are no answers."""
    sheet, row, column = next((slot.sheet, slot.row, slot.column) for slot in LAYOUT.slots if slot.question == "who")
    shown = [str(cell.value) for rows in opened(personal("en", FORM))[sheet].iter_rows() for cell in rows if cell.value]
    counted = next(each for each in shown if "SUMPRODUCT" in each)
    assert '(q_billed<>"")*(MOD(COLUMN(q_billed)-COLUMN(q_billed__2010),3)=0)' in counted
    assert (row, column) == (3, 3)


def test_the_last_rounds_figure_stands_with_its_flag_beside_both_rows() -> None:
    """Beside the question, and beside the row that asks for it anew, which is not required."""
    made = blank("en", FORM)
    personal_ = Personal(REFERENCE, TOKEN, "Waterworks", {"served": "48000", "served@flag": "p", "volumes[2010].billed": "2400"})
    book = opened(made.prefix + made.stamp(personal_))
    sheet, row, column = address(("served_revised", ""))
    assert book[sheet].cell(row, 2).value == "People served – revised figure for the last round"
    assert book[sheet].cell(row, column + 3).value == (
        "Please fill this in only if the last round’s figure was revised.\nLast round: 48000 p"
    )
    assert book[sheet].cell(row - 1, column + 3).value == "Required.\nLast round: 48000 p"
    sheet, row, column = address(("volumes[2010].billed_revised", ""))
    assert "2010: 2400" in str(book[sheet].cell(row, 3 + 2 * 3).value)


def test_a_form_without_them_looks_as_ever() -> None:
    """Nothing stands beside its figures."""
    plain = replace(FORM, questions=tuple(replace(one, asides=()) for one in FORM.questions if not one.revises))
    assert not any(slot.aside for slot in lay_out(plain, "en").slots)
    assert make_blank(plain, "en", COVER).layout.key_column(lay_out(plain, "en").slots[0]) == 5


def test_a_question_says_otherwise_than_the_form() -> None:
    """By no, or by codes of its own."""
    assert FORM.by_name["served"].asides == (Aside.FLAG, Aside.NOTE)
    assert [one.name for one in FORM.by_name["losses"].flags] == ["m", "u"]
    rows = [[*SURVEY[0]], *([*row, *[""] * (len(SURVEY[0]) - len(row))] for row in SURVEY[1:])]
    rows[3][8] = "no"
    form = found(rows, CHOICES, SETTINGS).questionnaire
    assert form is not None
    assert form.by_name["served"].asides == (Aside.NOTE,)


def test_a_revision_takes_the_type_and_the_limits_of_its_question() -> None:
    """A constraint that reads other answers holds among those of this round alone."""
    revised = FORM.by_name["served_revised"]
    assert (revised.type, revised.revises, revised.required, revised.previous) == (FORM.by_name["served"].type, "served", None, False)
    assert revised.constraint == FORM.by_name["served"].constraint
    assert "losses_revised" not in FORM.by_name


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("excel::revise", "yes", "There is no figure of the last round to revise."),
        ("excel::revise", "perhaps", "excel::revise is 'perhaps'."),
        ("excel::notes", "some", "excel::notes is 'some'."),
    ],
)
def test_what_the_columns_cannot_mean_is_told(column: str, text: str, told: str) -> None:
    """With the place in the form."""
    problem = only(found((("type", "name", "label", column), ("integer", "a", "A", text))))
    assert (problem.message, problem.column) == (told, column)


def test_the_name_of_a_revision_is_nobody_elses() -> None:
    """A question of the form that is called so is told."""
    survey = (
        ("type", "name", "label", "previous", "excel::revise"),
        ("integer", "a", "A", "yes", "yes"),
        ("integer", "a_revised", "B"),
    )
    assert "already used" in only(found(survey)).message
