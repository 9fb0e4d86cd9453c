"""What a form pulls from a list beside it is worked out when the workbook is read, and shown in the workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from languages import catalogue
from questionnaire.definition import Questionnaire
from questionnaire.expressions.sentence import to_sentence
from questionnaire.expressions.write import write
from questionnaire.reading import read
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from questionnaire.xlsform import inspect, lists_beside
from tests.questionnaire.forms import ONE_SETTING, Rows, xlsx
from tests.questionnaire.workbook.test_repeats import all_by_libreoffice, calculated_book
from workbooks.annotate import fill
from workbooks.caged.opening import look
from workbooks.cells import Cell, CellValue, Workbook

COVER = Cover(study_title="A study", sender="", deadline_text="", returns_to="", contact="")
HEAD = ("type", "name", "label", "calculation", "constraint", "default")
TOWNS = "code,people,mayor,post\na,1200,Ada,0012\nb,50,Bob,7\n*,1,Star,9\nA,7,Capital,8\na,99,Second,1\nc,,,\n"
CHOICES: Rows = (
    ("list_name", "name", "label"),
    ("places", "a", "Aville"),
    ("places", "b", "Bville"),
    ("places", "c", "Cville"),
    ("places", "d", "Dville"),
)
FORM = xlsx(
    (
        HEAD,
        ("select_one places", "town", "Town"),
        ("text", "code", "Code"),
        ("integer", "number", "Number"),
        ("calculate", "people", "People", "pulldata('towns', 'people', 'code', ${town})"),
        ("calculate", "twice", "Twice", "pulldata('towns.csv', 'people', 'code', ${code}) * 2"),
        ("calculate", "mayor", "Mayor", "concat('The mayor is ', pulldata(\"towns\", 'mayor', 'code', ${code}))"),
        ("calculate", "post", "Post", "pulldata('towns', 'post', 'code', ${town})"),
        ("calculate", "of_number", "Of a number", "pulldata('towns', 'mayor', 'people', ${number})"),
        ("integer", "most", "At most the people", "", ". <= pulldata('towns', 'people', 'code', ${town})"),
        ("text", "known", "Known mayor", "", "", "pulldata('towns', 'mayor', 'code', 'b')"),
    ),
    CHOICES,
    ONE_SETTING,
)


def _form(beside: dict[str, bytes] | None = None) -> Questionnaire:
    made = inspect(FORM, "f.xlsx", {"towns.csv": TOWNS.encode()} if beside is None else beside)
    assert made.questionnaire, made.problems
    return made.questionnaire


def _filled(form: Questionnaire, given: dict[str, CellValue]) -> tuple[Blank, bytes]:
    blank = make_blank(form, "en", COVER)
    cells = {Cell(slot.sheet, slot.row, slot.column): given[slot.question] for slot in blank.layout.slots if slot.question in given}
    return blank, fill(blank.prefix + blank.stamp(Personal("", "", "")), cells)


def test_the_file_belongs_to_the_form() -> None:
    """It is sent with it, and a change of it is a change of the form."""
    assert lists_beside(FORM, "f.xlsx") == ("towns.csv",)
    assert _form().source_sha256 != _form({"towns.csv": b"code\n"}).source_sha256


@pytest.mark.parametrize(
    ("town", "code", "number", "expected"),
    [
        ("Aville", "a", 50, {"people": 1200, "twice": 2400, "mayor": "The mayor is Ada", "post": "0012", "of_number": "Bob"}),
        ("Bville", "A", 1200, {"people": 50, "twice": 14, "mayor": "The mayor is Capital", "post": "7", "of_number": "Ada"}),
        ("Cville", "*", 7, {"people": None, "twice": 2, "mayor": "The mayor is Star", "post": None, "of_number": "Capital"}),
        ("Dville", "zz", 3, {"people": None, "twice": None, "mayor": "The mayor is ", "post": None, "of_number": None}),
    ],
)
def test_the_workbook_shows_what_is_read(town: str, code: str, number: int, expected: dict[str, object], tmp_path: Path) -> None:
    """The first row of a key counts, capitals and signs matter, a code with zeros stays a text, and what is not there is blank."""
    form = _form()
    blank, data = _filled(form, {"town": town, "code": code, "number": number})
    (saved,) = all_by_libreoffice([data], tmp_path)
    workbook = look(saved, "back.xlsx").result
    assert isinstance(workbook, Workbook)
    reading = read(workbook, form, [blank.layout], today=date(2026, 11, 27))
    assert not reading.findings
    assert {key: reading.answers[key] for key in expected} == expected
    sheet = calculated_book(saved)["General"]
    shown = {row[1].value: row[2].value for row in sheet.iter_rows(min_row=3)}
    labels = {"people": "People", "twice": "Twice", "mayor": "Mayor", "post": "Post", "of_number": "Of a number"}
    assert {key: shown[labels[key]] or None for key in expected if key != "mayor"} == {
        key: expected[key] for key in expected if key != "mayor"
    }


def test_a_condition_on_the_list_is_checked_and_said() -> None:
    """A number beyond what the list has is told, with the list."""
    form = _form()
    blank, data = _filled(form, {"town": "Bville", "most": 51})
    workbook = look(data, "back.xlsx").result
    assert isinstance(workbook, Workbook)
    findings = read(workbook, form, [blank.layout], today=date(2026, 11, 27)).findings
    assert [(one.code, one.question) for one in findings] == [("constraint", "most")]
    assert "“people” of “Town” in the list towns" in findings[0].remedy + findings[0].message


def test_the_text_of_an_expression_stays_what_its_author_wrote() -> None:
    """It is written as a call, and said in six languages."""
    tree = _form().by_name["twice"].calculation
    assert tree
    assert write(tree.tree) == "pulldata('towns.csv', 'people', 'code', ${code}) * 2"
    for language in ("ar", "en", "es", "fr", "ru", "zh"):
        assert "towns.csv" in to_sentence(tree.tree, lambda name, _: name, catalogue(language))


@pytest.mark.parametrize("beside", [{}, {"towns.csv": b"code,mayor\na,Ada\n"}, {"towns.csv": b"\xff\xfe\x00"}])
def test_without_the_list_or_its_columns_it_is_blank_and_told(beside: dict[str, bytes]) -> None:
    """The form is taken, and its author told what to put beside it."""
    found = inspect(FORM, "f.xlsx", beside)
    assert found.questionnaire
    told = [one for one in found.problems if one.row == 5]
    assert told
    assert told[0].remedy.startswith("Put the list that it reads beside the form")
