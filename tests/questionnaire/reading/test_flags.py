"""Flags and notes: what people write beside a figure to say how good it is belongs to the figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl.comments import Comment

from domain.answer import ItemStatus
from domain.finding import Severity
from questionnaire.definition import Choice, Questionnaire
from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from questionnaire.reading.values.flags import flag_of, is_bound, without_flag
from questionnaire.workbook.notice import marks, notice
from tests.programs import need
from tests.questionnaire.workbook_samples import SAMPLE, fill, find, opened, personal, saved
from tests.service.offices import convert
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

STAFF, NAME = "Number of employees", "Name of the respondent"
FORM_S = (Choice("q", {"en": "Questionable", "fr": "Douteux"}), Choice("m", {"en": "Made up"}))


@pytest.mark.parametrize(
    ("text", "rest", "flag"),
    [
        ("1234 p", "1234", "p"),
        ("1234 P", "1234", "p"),
        ("1234 (e)", "1234", "e"),
        ("1234(b)", "1234", "b"),
        ("1 234,5 [b]", "1 234,5", "b"),
        ("12 % (p)", "12 %", "p"),
        ("1234*", "1234", "*"),
        ("1234 **", "1234", "*"),
        ("~1200", "1200", "e"),
        ("≈ 1200", "1200", "e"),
    ],
)
def test_a_sign_beside_a_number_is_told_from_it(text: str, rest: str, flag: str) -> None:
    """Behind a blank, in brackets, or as a star; a wave before it says that it is about that."""
    found = without_flag(text, ())
    assert found is not None
    assert (found.rest, found.flag) == (rest, flag)


@pytest.mark.parametrize("text", ["1234 m", "5 B", "12 E", "1234p", "1234 pe", "p", "(p)", "*", "p 1234", "about 1234", "1234 thousand"])
def test_any_other_letter_says_nothing(text: str) -> None:
    """It may be a unit, or millions."""
    assert without_flag(text, ()) is None


def test_the_codes_are_those_of_the_form() -> None:
    """By the code or by what it means, in any language; then the usual ones mean nothing, and a wave neither, where none says estimated."""
    assert without_flag("1234 m", FORM_S) == ("1234", "m", False)
    assert without_flag("1234 (douteux)", FORM_S) == ("1234", "q", False)
    assert without_flag("1234 p", FORM_S) is None
    assert without_flag("~1234", FORM_S) is None
    assert [flag_of(text, FORM_S) for text in ("Q", "Made up", "p", "")] == ["q", "m", "", ""]


@pytest.mark.parametrize(
    ("text", "expected"), [("<5", True), ("> 5", True), ("≤ 5 %", True), ("<= 1 000", True), ("<b>", False), ("5", False)]
)
def test_a_bound_is_no_number(text: str, expected: bool) -> None:
    """It says what the number is not."""
    assert is_bound(text) is expected


def read_back(data: bytes, name: str = "x.xlsx", form: Questionnaire = SAMPLE) -> Reading:
    """Return what a workbook says."""
    with Reader() as reader:
        (found,) = reader.open(data, name)
    assert isinstance(found.result, Workbook), found.result
    return read(found.result, form, [lay_out(form, one) for one in form.languages], today=date(2012, 3, 1))


def written(entry: object, **beside: Any) -> Any:
    """Return a workbook whose number of employees is `entry`, with a comment on its cell, or something three cells right of it."""
    book = opened(fill(personal(), {NAME: "Ann Example", STAFF: entry}))
    cell = find(book, STAFF)
    if "comment" in beside:
        cell.parent.cell(cell.row, cell.column + 1).comment = Comment(beside["comment"], "Ann")
    if "remark" in beside:
        cell.parent.cell(cell.row, cell.column + 4).value = beside["remark"]
    return book


def test_a_number_with_a_code_is_that_number_with_that_flag() -> None:
    """It is read, with what was written, and told as read in another way."""
    found = read_back(saved(written("1 234 p")))
    came = found.provenance["staff"]
    assert (found.answers["staff"], came.flag, came.written, came.how) == (1234, "p", "1 234 p", "number_flag")
    assert [finding for finding in found.findings if finding.question == "staff"] == []


def test_an_estimate_is_a_value_and_a_bound_is_none() -> None:
    """The bound is kept as it was written, and told without sending the workbook back."""
    about = read_back(saved(written("~1200")))
    assert (about.answers["staff"], about.provenance["staff"].flag, about.provenance["staff"].how) == (1200, "e", "number_estimate")
    bound = read_back(saved(written("<5")))
    assert (bound.answers["staff"], bound.provenance["staff"].status, bound.provenance["staff"].written) == (
        None,
        ItemStatus.UNREADABLE,
        "<5",
    )
    assert [(one.code, one.severity) for one in bound.findings if one.question == "staff"] == [("number_bound", Severity.WARNING)]


def test_two_flags_and_a_unit_that_is_not_asked_for_stay_findings() -> None:
    """Nobody guesses which of them is meant, and no flag hides a unit."""
    for entry in ("5 (p) (e)", "5 tonnes (p)", "5 m"):
        found = read_back(saved(written(entry)))
        assert found.answers["staff"] is None
        assert [one.severity for one in found.findings if one.question == "staff"] == [Severity.ERROR]


def test_a_star_asks_for_the_remark_that_explains_it() -> None:
    """The figure counts; without a remark the respondent is asked what the star says."""
    alone, explained = read_back(saved(written("1234*"))), read_back(saved(written("1234*", comment="Without the islands")))
    assert (alone.answers["staff"], alone.provenance["staff"].flag) == (1234, "*")
    assert [(one.code, one.severity) for one in alone.findings if one.question == "staff"] == [("flag_unexplained", Severity.WARNING)]
    assert (explained.provenance["staff"].flag, explained.provenance["staff"].note) == ("*", "Without the islands")
    assert [one for one in explained.findings if one.question == "staff"] == []


def test_a_code_beside_the_cell_is_its_flag_and_a_text_its_note() -> None:
    """Neither is lost, and neither is a mistake."""
    flagged, noted = read_back(saved(written(1234, remark="p"))), read_back(saved(written(1234, remark="New method since 2010")))
    assert (flagged.answers["staff"], flagged.provenance["staff"].flag, flagged.provenance["staff"].note) == (1234, "p", "")
    assert (noted.provenance["staff"].flag, noted.provenance["staff"].note) == ("", "New method since 2010")
    assert {one.code for one in (*flagged.findings, *noted.findings)}.isdisjoint({"stray_text", "answer_beside"})


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_comment_on_an_answer_is_its_note_whatever_program_saved_it(kind: str) -> None:
    """As LibreOffice writes the formats."""
    need("soffice")
    said = "Provisional; break in series since 2010"
    found = read_back(convert(saved(written("1234 (e)", comment=said)), kind), f"x.{kind}")
    assert (found.answers["staff"], found.provenance["staff"].flag, found.provenance["staff"].note) == (1234, "e", said)


def test_what_we_wrote_into_a_comment_is_no_note_and_theirs_beneath_it_stays() -> None:
    """A workbook that was given back marked keeps its flags and notes, and says nothing in our words."""
    data = saved(written("1234 p", comment="New method"))
    before = read_back(data)
    told = tuple(replace(before.findings[0], question="staff", sheet=at.sheet, cell=at.cell) for at in [before.located["staff"]])
    with Reader() as reader:
        marked = reader.annotate(data, marks(told, "en"), notice(told, before.answers, "en"))
    after = read_back(marked)
    assert (after.answers["staff"], after.provenance["staff"]) == (1234, before.provenance["staff"])
    blank = saved(written(None))
    empty = read_back(blank)
    at = empty.located["staff"]
    asked = tuple(replace(before.findings[0], question="staff", sheet=at.sheet, cell=at.cell) for _ in [0])
    with Reader() as reader:
        marked = reader.annotate(blank, marks(asked, "en"), notice(asked, empty.answers, "en"))
    assert {one.code for one in read_back(marked).findings if one.question == "staff"} == {
        one.code for one in empty.findings if one.question == "staff"
    }
