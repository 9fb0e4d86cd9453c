"""What formulas show in programs that do not calculate, such as previews: what those that do would show in the blank workbook."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.expressions import parse
from questionnaire.workbook.build import build
from tests.questionnaire.repeat_samples import FIGURES
from tests.questionnaire.workbook.test_repeats import all_by_libreoffice, calculated_book
from tests.questionnaire.workbook_samples import COVER, QUESTIONS, find, opened, question, sample
from workbooks.annotate import fill
from workbooks.cells import Cell

T = QuestionType


def _worked_out() -> Questionnaire:
    """Return a form whose calculations and required answers are of all kinds, also before anything was answered."""
    required = parse("true()")
    return sample(
        *(replace(each, required=required) if each.name == "acts" else each for each in QUESTIONS),
        question("twice", T.CALCULATE, "Twice", "Deux fois", "ضعف", calculation=parse("coalesce(${staff}, 0) * 2 + 1")),
        question("plain", T.CALCULATE, "Plain", "Simple", "بسيط", calculation=parse("${staff} * 2")),
        question("word", T.CALCULATE, "Word", "Mot", "كلمة", calculation=parse("concat('a', ' & b')")),
        question("seen", T.CALCULATE, "Seen", "Vu", "رأى", calculation=parse("${staff} = ''")),
        question("day", T.CALCULATE, "Day", "Jour", "يوم", calculation=parse("if(today() > date('2001-01-01'), 1, 2)")),
        question("more", T.TEXT, "More", "Plus", "المزيد", required=required, relevant=parse("${twice} > 0")),
        question("less", T.TEXT, "Less", "Moins", "أقل", required=required, relevant=parse("${twice} > 1")),
    )


FORMS = {"sample": sample(), "worked out": _worked_out(), "repeats": FIGURES}


def _formulas(data: bytes, shown: openpyxl.Workbook) -> dict[tuple[str, str], Any]:
    """Return what stands beside each formula of a workbook, a blank as None."""
    places = [
        (sheet.title, cell.coordinate)
        for sheet in opened(data).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    values = {(sheet, at): shown[sheet][at].value for sheet, at in places}
    return {place: None if value == "" else value for place, value in values.items()}


@pytest.mark.parametrize("name", FORMS)
def test_each_formula_has_the_result_that_libreoffice_would_give(name: str, tmp_path: Path) -> None:
    """But for what hangs on the day."""
    data = build(FORMS[name], "en", COVER)
    (calculated,) = all_by_libreoffice([data], tmp_path)
    ours, theirs = _formulas(data, calculated_book(data)), _formulas(data, calculated_book(calculated))
    assert ours
    unlike = {at: (ours[at], theirs[at]) for at in ours if ours[at] != theirs[at]}
    assert [pair for at, pair in unlike.items() if at != _day(data)] == []


def _day(data: bytes) -> tuple[str, str]:
    try:
        cell = find(opened(data), "Day")
    except LookupError:
        return "", ""
    return cell.parent.title, f"C{cell.row}"


def test_the_cover_of_a_workbook_that_nothing_calculated_shows_the_progress() -> None:
    """So a preview, and Excel's Protected View, show it."""
    cover = openpyxl.load_workbook(io.BytesIO(build(sample(), "fr", COVER)), data_only=True).worksheets[0]
    assert cover["B8"].value == "0 des 3 questions obligatoires ont une réponse"


def test_a_workbook_that_is_filled_says_nothing_that_was_true_of_the_blank_one() -> None:
    """The results are dropped with the values that they were made of."""
    data = build(sample(), "en", COVER)
    filled = fill(data, {Cell(opened(data).worksheets[1].title, 5, 3): 12})
    assert openpyxl.load_workbook(io.BytesIO(filled), data_only=True).worksheets[0]["B8"].value is None
    assert str(opened(filled).worksheets[0]["B8"].value).startswith("=")
