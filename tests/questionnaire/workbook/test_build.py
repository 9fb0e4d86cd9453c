"""The workbook that goes out: what a person finds in it, and what it carries."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaire.definition import Choice, QuestionType
from questionnaire.expressions import parse
from questionnaire.layout import LISTS_SHEET, MARKS_SHEET
from questionnaire.marks import identify
from questionnaire.pages import lay_out
from questionnaire.workbook.stamp import Personal
from questionnaire.workbook.validation import bounds
from tests.questionnaire.workbook_samples import (
    PERSONAL,
    QUESTIONS,
    REFERENCE,
    SAMPLE,
    TOKEN,
    blank,
    built,
    find,
    opened,
    personal,
    question,
    sample,
)
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


@pytest.mark.parametrize("language", SAMPLE.languages)
def test_the_layout_says_where_everything_stands(language: str) -> None:
    """Label, key, defined name and open cell are where `lay_out` says."""
    book = opened(personal(language))
    for slot in lay_out(SAMPLE, language).slots:
        sheet = book[slot.sheet]
        assert sheet.cell(slot.row, 2).value == (slot.choice_label or slot.label)
        assert sheet.cell(slot.row, 5).value == slot.key
        assert list(book.defined_names[slot.key].destinations) == [(slot.sheet, f"$C${slot.row}")]
        assert not sheet.cell(slot.row, slot.column).protection.locked
        assert sheet.cell(slot.row, slot.column).border.left.style == "medium"


def test_only_the_answers_are_open_and_no_password_is_asked() -> None:
    """A sheet that is protected without a password can be opened by its reader, not by accident."""
    book = opened(personal())
    answers = {(slot.sheet, slot.row, slot.column) for slot in lay_out(SAMPLE, "en").slots}
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        unlocked = {(sheet.title, cell.row, cell.column) for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
        assert unlocked == {place for place in answers if place[0] == sheet.title}


def test_a_study_may_leave_the_sheets_open() -> None:
    """Some readers cannot work with protected sheets."""
    from questionnaire.workbook.build import build  # noqa: PLC0415
    from tests.questionnaire.workbook_samples import COVER  # noqa: PLC0415

    book = opened(build(SAMPLE, "en", COVER, protect=False))
    assert not book["Phenomenon of cybercrime"].protection.sheet


def test_drop_downs_show_labels_and_stand_on_the_hidden_sheet() -> None:
    """An inline list of over 255 characters would corrupt the file."""
    book = opened(personal())
    assert book[LISTS_SHEET].sheet_state == "hidden"
    rules = {
        cell: rule
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
        for cell in [f"{sheet.title}!{rule.sqref}"]
    }
    rule = rules["Phenomenon of cybercrime!C3"]
    assert rule.type == "list"
    ((sheet, area),) = book.defined_names[rule.formula1].destinations
    assert [cell.value for (cell,) in book[sheet][area]] == ["Yes", "No", "Don't know"]
    assert rules["Phenomenon of cybercrime!C5 C6 C7 C8"].type == "list"
    assert rules["About you who answers!C5"].type == "whole"
    assert (rules["About you who answers!C5"].formula1, rules["About you who answers!C6"].type) == ("0", "date")
    assert (rules["Phenomenon of cybercrime!C9"].formula1, rules["Phenomenon of cybercrime!C9"].formula2) == ("0", "100")
    for each in rules.values():
        assert each.prompt
        assert each.error
        assert len(each.promptTitle) <= 32
        assert len(each.prompt) <= 255


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (". >= 0 and . <= 100", (0, 100)),
        ("0 <= . and . >= 5", (5, None)),
        (". <= -1", (None, -1)),
        (". > 0", (None, None)),
        (". >= 0 or . <= 100", (None, None)),
        (". >= 0 and . != 5", (None, None)),
        (". >= ${staff}", (None, None)),
    ],
)
def test_a_constraint_becomes_bounds_only_where_it_says_nothing_else(constraint: str, expected: tuple[float | None, float | None]) -> None:
    """A cell must never refuse what the form allows."""
    assert bounds(parse(constraint)) == expected


def test_arabic_runs_from_right_to_left() -> None:
    """The sheet's view, the alignment and the order of reading."""
    book = opened(personal("ar"))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            assert sheet.sheet_view.rightToLeft
    cell = find(book, "ما هي الأفعال؟")
    assert (cell.alignment.horizontal, cell.alignment.readingOrder) == ("right", 2)


def test_a_person_finds_on_the_cover_whose_it_is_and_how_to_return_it() -> None:
    """Reference, organisation, deadline, address."""
    cover = opened(personal()).worksheets[0]
    texts = [cell.value for row in cover.iter_rows() for cell in row if cell.value]
    assert {REFERENCE, PERSONAL.organisation, "30 April 2012", "UNODC"} <= set(texts)
    assert any("returns@study.example" in str(text) for text in texts)


def test_required_questions_are_marked_in_words_and_notes_are_shown() -> None:
    """Colour alone is not seen by everybody."""
    book = opened(personal())
    staff = find(book, "Number of employees")
    assert staff.parent.cell(staff.row, 4).value == "Required.\nAt the end of 2011"
    assert find(book, "This section asks who you are. Nothing of it is published.")


def test_a_label_that_looks_like_a_formula_stays_text() -> None:
    """The form's author may write anything."""
    form = sample(
        question("x", QuestionType.SELECT_ONE, "=1+1", "=1+1", "=1+1", choices=(Choice("a", {"en": "=A1"}), Choice("b", {"en": "#N/A"})))
    )
    book = opened(personal("en", form))
    sheet = book[lay_out(form, "en").slots[0].sheet]
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1", "s")
    assert [(row[0].value, row[0].data_type) for row in book[LISTS_SHEET].iter_rows()] == [("=A1", "s"), ("#N/A", "s")]


def test_sheets_are_set_up_for_printing() -> None:
    """A4, fit to width, the headings on every page, the page in the footer."""
    sheet = opened(personal())["Phenomenon of cybercrime"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.freeze_panes == "A3"
    assert "&amp;P" in _part(sheet_name="sheet3")


def test_the_same_input_gives_the_same_bytes() -> None:
    """What all letters share is kept once, by its hash."""
    first = built()
    time.sleep(1.1)
    assert built() == first


def test_the_token_stands_in_three_places(reader: Reader) -> None:
    """A document property, a hidden constant, and a cell of a very hidden sheet; all agree."""
    workbook = _opened(reader, personal())
    marks = identify(workbook)
    assert (marks.token, marks.reference, marks.study, marks.language, marks.conflicts) == (TOKEN, REFERENCE, "cyb12", "en", ())
    assert marks.version == lay_out(SAMPLE, "en").version
    assert workbook.properties["Counterfoil token"] == TOKEN
    assert workbook.constants["counterfoil_token"] == TOKEN
    assert opened(personal())[MARKS_SHEET].sheet_state == "veryHidden"
    with zipfile.ZipFile(io.BytesIO(personal())) as package:
        root = package.read("docProps/custom.xml").split(b">", 1)[0]
    assert b"xmlns:vt=" in root


def test_each_place_alone_is_enough(reader: Reader) -> None:
    """Programs drop some of them."""
    workbook = _opened(reader, personal())
    without_sheet = tuple(sheet for sheet in workbook.sheets if sheet.name != MARKS_SHEET)
    for survivor in (
        replace(workbook, properties={}, constants={}),
        replace(workbook, sheets=without_sheet, properties={}),
        replace(workbook, sheets=without_sheet, constants={}),
    ):
        assert identify(survivor).token == TOKEN
        assert identify(survivor).reference == REFERENCE


def test_marks_that_disagree_are_told(reader: Reader) -> None:
    """Somebody copied a sheet from another organisation's workbook."""
    workbook = _opened(reader, personal())
    marks = identify(replace(workbook, properties={**workbook.properties, "Counterfoil token": "zzzzzzzzzzzzzzzz"}))
    assert marks.token == TOKEN
    assert len(marks.conflicts) == 1
    assert "zzzzzzzzzzzzzzzz" in marks.conflicts[0]


def test_a_blank_that_was_never_addressed_names_nobody(reader: Reader) -> None:
    """Neither as it was built, nor stamped with nothing."""
    for data in (built(), blank().unaddressed):
        marks = identify(_opened(reader, data))
        assert (marks.token, marks.reference) == (None, None)
        assert marks.version == lay_out(SAMPLE, "en").version


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_name_of_an_organisation_comes_back(name: str) -> None:
    """Values are escaped, and what XML cannot hold is left out."""
    made = _MADE
    data = made.prefix + made.stamp(Personal(REFERENCE, TOKEN, name))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
    cover = opened(data).worksheets[0]
    expected = "".join(character for character in name if character in "\t\n\r" or (character >= " " and character not in "\ufffe\uffff"))
    # XML reads every line end as a line feed (section 2.11).
    assert (cover["B5"].value or "") == expected.strip().replace("\r\n", "\n").replace("\r", "\n")


def test_a_conditional_requirement_says_so() -> None:
    """It is not the same as required."""
    form = sample(replace(QUESTIONS[1], required=parse("${staff} > 1")), QUESTIONS[2])
    name = find(opened(personal("en", form)), "Name of the respondent")
    assert name.parent.cell(name.row, 4).value == "Required if it applies to you."


_MADE = blank()


def _part(sheet_name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(personal())) as package:
        return package.read(f"xl/worksheets/{sheet_name}.xml").decode()


def _opened(reader: Reader, data: bytes) -> Workbook:
    (found,) = reader.open(data, "x.xlsx")
    assert isinstance(found.result, Workbook)
    return found.result
