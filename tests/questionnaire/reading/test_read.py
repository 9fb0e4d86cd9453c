"""Workbooks that come back: filled by what a person sees, saved by other programs, moved, sorted and damaged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from domain.finding import Severity
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.layout import MARKS_SHEET
from questionnaire.marks import identify
from questionnaire.pages import lay_out
from questionnaire.reading import LayoutState, Reading, read
from tests.office import save_in_formats
from tests.questionnaire.workbook_samples import (
    ACTS,
    LONG,
    LOSS,
    ROLE,
    ROLES,
    SAMPLE,
    TOKEN,
    TRUE,
    YES_NO,
    fill,
    opened,
    personal,
    question,
    sample,
    saved,
)
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

TODAY = date(2012, 3, 1)
LAYOUTS = tuple(lay_out(SAMPLE, language) for language in SAMPLE.languages)
WHO, WHAT = "About you who answers", "Phenomenon of cybercrime"
ANSWERS = {
    "name": "Ann Example",
    "staff": 1250,
    "founded": date(1990, 3, 4),
    "role": "isp",
    "victim": "yes",
    "acts": ("access", "other"),
    "loss": 12.5,
    "comment": "No",
}


def typed_in(language: str) -> dict[str | tuple[str, str], Any]:
    """Return what a person types, by the visible labels of a language."""
    label = {each.name: each.label[language] for each in SAMPLE.questions}
    yes = YES_NO[0].label[language]
    return {
        label["name"]: "Ann Example",
        label["staff"]: 1250,
        label["founded"]: date(1990, 3, 4),
        label["role"]: ROLES[0].label[language],
        label["victim"]: yes,
        (label["acts"], ACTS[1].label[language]): yes,
        (label["acts"], ACTS[3].label[language]): "x",
        label["loss"]: 12.5,
        label["comment"]: "No",
    }


FILLED = {language: fill(personal(language), typed_in(language)) for language in SAMPLE.languages}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


def workbook_of(reader: Reader, data: bytes, name: str = "x.xlsx") -> Workbook:
    """Return the workbook that the reader sees."""
    (found,) = reader.open(data, name)
    assert isinstance(found.result, Workbook)
    return found.result


def reading_of(reader: Reader, data: bytes, name: str = "x.xlsx") -> Reading:
    """Return what is read of a file."""
    return read(workbook_of(reader, data, name), SAMPLE, LAYOUTS, today=TODAY)


def changed(change: Callable[[openpyxl.Workbook], object], data: bytes = FILLED["en"]) -> bytes:
    """Return a filled workbook after a person or a tool worked on it."""
    book = opened(data)
    change(book)
    return saved(book)


def codes(reading: Reading) -> set[tuple[str, str | None]]:
    """Return the codes of the findings, with their questions."""
    return {(finding.code, finding.question) for finding in reading.findings}


@pytest.mark.parametrize("language", SAMPLE.languages)
def test_what_a_person_types_beside_the_labels_is_read(reader: Reader, language: str) -> None:
    """In every language, without a finding."""
    reading = reading_of(reader, FILLED[language])
    assert reading.answers == ANSWERS
    assert (reading.layout, reading.language, reading.blank, reading.findings) == (LayoutState.EXACT, language, False, ())
    assert {located.by for located in reading.located.values()} == {"name"}
    assert reading.located["victim"].cell == "C3"


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Return the filled workbooks as LibreOffice saves them, by format and language."""
    folder = tmp_path_factory.mktemp("office")
    sources = []
    for language, data in FILLED.items():
        sources.append(folder / f"{language}.xlsx")
        sources[-1].write_bytes(data)
    kinds, out = ("xlsx", "ods", "xls"), folder / "out"
    save_in_formats(dict.fromkeys(sources, kinds), out)
    return {f"{kind} {language}": (out / f"{language}.{kind}").read_bytes() for kind in kinds for language in FILLED}


@pytest.mark.parametrize("extension", ["xlsx", "ods", "xls"])
@pytest.mark.parametrize("language", SAMPLE.languages)
def test_what_libreoffice_saves_is_read(reader: Reader, converted: Mapping[str, bytes], extension: str, language: str) -> None:
    """The same answers, and the workbook still says whose it is."""
    name = f"x.{extension}"
    workbook = workbook_of(reader, converted[f"{extension} {language}"], name)
    reading = read(workbook, SAMPLE, LAYOUTS, today=TODAY)
    assert reading.answers == ANSWERS
    assert (reading.layout, reading.language, reading.findings) == (LayoutState.EXACT, language, ())
    marks = identify(workbook)
    assert (marks.token, marks.conflicts) == (TOKEN, ())


def test_a_blank_workbook_is_told_and_nothing_else(reader: Reader) -> None:
    """Nobody wants thirty findings about a file attached by mistake."""
    reading = reading_of(reader, personal())
    assert reading.blank
    assert codes(reading) == {("workbook_blank", None)}
    assert set(reading.answers) == set(ANSWERS)
    assert set(reading.answers.values()) == {None}


def test_spaces_are_no_answer(reader: Reader) -> None:
    """A cell that looks empty is."""
    assert reading_of(reader, fill(personal(), {"Anything else?": " \u00a0\u200f "})).blank


def test_another_document_is_foreign(reader: Reader) -> None:
    """Neither marks nor labels of ours."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Budget 2012"
    reading = reading_of(reader, saved(book))
    assert (reading.layout, codes(reading)) == (LayoutState.FOREIGN, {("workbook_foreign", None)})
    assert set(reading.answers) == set(ANSWERS)


def test_renamed_sheets_and_inserted_rows_move_nothing_out_of_sight(reader: Reader) -> None:
    """As Excel does it: names, keys and labels move together."""

    def change(book: openpyxl.Workbook) -> None:
        _insert_as_excel_does(book)
        for name, defined in book.defined_names.items():
            if name.startswith("q_"):
                defined.attr_text = defined.attr_text.replace(WHAT, "Our data").replace(WHO, "About us")
        book[WHAT].title, book[WHO].title = "Our data", "About us"

    reading = reading_of(reader, changed(change))
    assert reading.answers == ANSWERS
    assert (reading.layout, reading.findings) == (LayoutState.MOVED, ())
    assert (reading.located["victim"].sheet, reading.located["victim"].cell) == ("Our data", "C6")


def test_a_sort_never_gives_an_answer_to_another_question(reader: Reader) -> None:
    """Names stay on the address while keys and labels move with the answers: these are read, and it is told."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book[WHO]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=7)]
        for place, row in enumerate(sorted(rows, key=lambda row: str(row[1])), 4):
            for column, value in enumerate(row, 1):
                sheet.cell(place, column).value = value

    reading = reading_of(reader, changed(change))
    _nothing_is_silently_wrong(reading)
    assert reading.layout is LayoutState.EDITED
    # The formats stay behind, so that the number is a date now.
    assert reading.answers == {**ANSWERS, "staff": None}
    assert codes(reading) == {("rungs_disagree", None), ("number_is_date", "staff")}


def test_a_sort_of_what_is_visible_is_told_too(reader: Reader) -> None:
    """The hidden key stays behind with the name, and the label goes."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book[WHO]
        for column in (1, 2, 3, 4):
            upper, lower = sheet.cell(4, column), sheet.cell(5, column)
            upper.value, lower.value = lower.value, upper.value

    reading = reading_of(reader, changed(change))
    _nothing_is_silently_wrong(reading)
    assert {("rungs_disagree", "name"), ("rungs_disagree", "staff")} <= codes(reading)


def test_rows_inserted_by_a_tool_that_leaves_the_names_are_told(reader: Reader) -> None:
    """The names are stale then, and point at other rows."""
    reading = reading_of(reader, changed(lambda book: book[WHAT].insert_rows(3, 2)))
    assert reading.answers == ANSWERS
    assert [(each.code, each.severity, each.sheet) for each in reading.findings] == [("rungs_disagree", Severity.WARNING, WHAT)]


def test_rows_deleted_by_a_tool_that_leaves_the_names_are_told(reader: Reader) -> None:
    """The name of a deleted row points at the next question's answer, which is not taken."""
    reading = reading_of(reader, changed(lambda book: book[WHO].delete_rows(4, 1)))
    _nothing_is_silently_wrong(reading)
    assert reading.answers["name"] is None
    assert ("question_missing", "name") in codes(reading)


def test_a_row_deleted_in_excel_is_told(reader: Reader) -> None:
    """Its name says #REF!."""

    def change(book: openpyxl.Workbook) -> None:
        book[WHO].delete_rows(7, 1)
        book.defined_names["q_role"].attr_text = "#REF!"

    reading = reading_of(reader, changed(change))
    assert reading.answers == {**ANSWERS, "role": None}
    assert codes(reading) == {("question_missing", "role")}
    assert reading.layout is LayoutState.EDITED


def test_an_identical_copy_of_a_sheet_says_nothing_else(reader: Reader) -> None:
    """Some keep a copy of their own."""

    def change(book: openpyxl.Workbook) -> None:
        book.copy_worksheet(book[WHAT])

    reading = reading_of(reader, changed(change))
    assert reading.answers == ANSWERS
    assert (reading.layout, codes(reading)) == (LayoutState.EDITED, set())


def test_a_copy_that_says_something_else_is_told(reader: Reader) -> None:
    """Which of the two counts is theirs to say."""

    def change(book: openpyxl.Workbook) -> None:
        copy = book.copy_worksheet(book[WHAT])
        copy["C3"], copy["C9"] = "No", None

    reading = reading_of(reader, changed(change))
    _nothing_is_silently_wrong(reading)
    assert codes(reading) == {("rungs_disagree", "victim")}
    assert reading.answers["loss"] == ANSWERS["loss"]
    (finding,) = reading.findings
    assert "C3" in finding.message
    assert "Yes / No" in finding.message


def test_sheets_copied_to_a_new_document_are_read_by_their_keys(reader: Reader) -> None:
    """Names and hidden sheets stay behind."""
    new, old = openpyxl.Workbook(), opened(FILLED["fr"])
    new.remove(new.worksheets[0])
    for sheet in old.worksheets:
        if sheet.sheet_state == "visible":
            target = new.create_sheet(sheet.title)
            for row in sheet.iter_rows():
                for cell in row:
                    target[cell.coordinate].value = cell.value
    reading = reading_of(reader, saved(new))
    assert reading.answers == ANSWERS
    assert (reading.layout, reading.language, reading.findings) == (LayoutState.EXACT, "fr", ())
    assert {located.by for located in reading.located.values()} == {"key"}


def test_without_names_and_keys_the_labels_are_enough(reader: Reader) -> None:
    """Also where they were typed anew, in other capitals and spaces."""

    def change(book: openpyxl.Workbook) -> None:
        _forget(book)
        book[WHO]["B5"] = "  number of  EMPLOYEES "

    reading = reading_of(reader, changed(change))
    assert reading.answers == ANSWERS
    assert reading.layout is LayoutState.EDITED
    assert {located.by for located in reading.located.values()} == {"label"}


def test_an_address_counts_beside_others_that_are_in_place(reader: Reader) -> None:
    """The last rung of the ladder."""

    def change(book: openpyxl.Workbook) -> None:
        _forget(book)
        book[WHO]["B5"] = "Staff"

    reading = reading_of(reader, changed(change))
    assert reading.answers == ANSWERS
    assert reading.located["staff"].by == "address"


def test_a_column_inserted_before_the_answers_is_found(reader: Reader) -> None:
    """By the heading, where the names are lost."""

    def change(book: openpyxl.Workbook) -> None:
        for name in [name for name in book.defined_names if name.startswith("q_")]:
            del book.defined_names[name]
        book[WHAT].insert_cols(3)

    reading = reading_of(reader, changed(change))
    assert reading.answers == ANSWERS
    assert reading.layout is LayoutState.MOVED


def test_text_beside_no_question_is_not_lost_without_a_word(reader: Reader) -> None:
    """A warning says where it stands."""

    def change(book: openpyxl.Workbook) -> None:
        book[WHAT]["C4"], book[WHAT]["C15"] = "fraud, mostly", "see annex"

    reading = reading_of(reader, changed(change))
    assert [(each.code, each.severity, each.cell) for each in reading.findings] == [
        ("stray_text", Severity.WARNING, "C4"),
        ("stray_text", Severity.WARNING, "C15"),
    ]


def test_very_many_texts_beside_no_question_are_told_together(reader: Reader) -> None:
    """A letter that told each would be longer than anybody reads; how many they are is said, and some are named."""

    def change(book: openpyxl.Workbook) -> None:
        for row in range(20, 50):
            book[WHAT].cell(row, 3).value = f"remark {row}"

    (told,) = reading_of(reader, changed(change)).findings
    assert (told.code, told.cell) == ("stray_text", "C20")
    assert "30 cells" in told.message
    assert "remark 20" in told.message


def test_labels_that_two_questions_share_are_no_anchor(reader: Reader) -> None:
    """The keys tell them apart."""
    twins = sample(*(question(name, QuestionType.TEXT, "Other, please say", "Autre", "غير ذلك") for name in ("one", "two")))
    book = opened(personal("en", twins))
    book[WHAT]["C3"], book[WHAT]["C4"] = "first", "second"
    reading = read(workbook_of(reader, saved(book)), twins, [lay_out(twins, "en")], today=TODAY)
    assert (reading.answers, reading.layout) == ({"one": "first", "two": "second"}, LayoutState.EXACT)


def test_an_answer_that_looks_like_a_label_or_a_key_is_an_answer(reader: Reader) -> None:
    """Only the column that has most of them counts."""
    reading = reading_of(reader, fill(FILLED["en"], {"Anything else?": "Number of employees", "Name of the respondent": "q_staff"}))
    assert (reading.answers["comment"], reading.answers["name"]) == ("Number of employees", "q_staff")
    assert (reading.layout, reading.findings) == (LayoutState.EXACT, ())


def test_an_unknown_version_is_read_by_the_layout_that_fits(reader: Reader) -> None:
    """Better than to refuse it."""

    def change(book: openpyxl.Workbook) -> None:
        book[MARKS_SHEET]["B3"] = "0123456789ab-ar-9"
        for each in book.custom_doc_props.props:  # type: ignore[attr-defined]
            each.value = "0123456789ab-ar-9" if each.name.endswith("version") else each.value

    reading = reading_of(reader, changed(change, FILLED["ar"]))
    assert (reading.answers, reading.language) == (ANSWERS, "ar")


def test_what_cannot_be_read_is_an_error_and_no_answer(reader: Reader) -> None:
    """Each with its place, in words; a question that depends on it has the benefit of the doubt."""
    odd: dict[str | tuple[str, str], str] = {
        "Number of employees": "50 or 60",
        "Date of foundation": "3/4/1990",
        ROLE["en"]: "Internet service providor",
        LONG["en"]: "=1/0",
        ("Which acts?", "Sending spam"): "maybe",
        LOSS["en"]: "=A1+1",
    }
    reading = reading_of(reader, fill(FILLED["en"], odd))
    wrong = {"staff", "founded", "role", "victim", "acts", "loss"}
    assert set(reading.untyped) == wrong
    assert all(reading.answers[name] is None for name in wrong)
    assert {finding.question for finding in reading.findings if finding.severity is Severity.ERROR} == wrong
    assert len(reading.findings) == len(wrong)
    told = {finding.question: finding for finding in reading.findings}
    assert told["founded"].code == "date_ambiguous"
    assert told["loss"].code == told["victim"].code == "cell_uncalculated"
    assert "Internet service provider" in told["role"].remedy
    assert (told["acts"].sheet, told["acts"].cell) == (WHAT, "C7")


def _nothing_is_silently_wrong(reading: Reading) -> None:
    errors = {finding.question for finding in reading.findings if finding.severity is Severity.ERROR}
    for name, value in ANSWERS.items():
        assert reading.answers[name] == value or (reading.answers[name] is None and name in errors)


def _insert_as_excel_does(book: openpyxl.Workbook) -> None:
    book[WHAT].insert_rows(1, 3)
    for slot in LAYOUTS[0].slots:
        if slot.sheet == WHAT:
            book.defined_names[slot.key].attr_text = f"'{WHAT}'!$C${slot.row + 3}"


def _forget(book: openpyxl.Workbook, *sheets: str) -> None:
    for name in [name for name in book.defined_names if name.startswith("q_")]:
        del book.defined_names[name]
    for sheet in sheets or (WHO, WHAT):
        book[sheet].delete_cols(5)


def test_labels_that_two_sheets_share_count_where_it_is_seen_which_it_is(reader: Reader) -> None:
    """By the other labels of the sheet, though it was renamed and copied without names and keys."""
    twins = _twins()
    book = opened(personal("en", twins))
    _type(book, twins)
    _forget(book, *(sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"))
    book[WHO].title, book[WHAT].title = "First", "Second"
    book.move_sheet("First", 1)
    reading = read(workbook_of(reader, saved(book)), twins, [lay_out(twins, "en")], today=TODAY)
    assert reading.answers == {"name": "Ann", "who_other": "of who", "victim": "yes", "what_other": "of what"}
    assert reading.findings == ()


def test_one_sheet_alone_is_read_and_what_is_missing_is_told_once(reader: Reader) -> None:
    """As a CSV file is, without names, keys or the name of its sheet."""
    book = opened(FILLED["en"])
    rows = [[cell.value for cell in row[:4]] for row in book[WHAT].iter_rows()]
    text = "\n".join(",".join('"{}"'.format(str(value or "").replace('"', '""')) for value in row) for row in rows)
    reading = reading_of(reader, text.encode(), "export.csv")
    assert all(reading.answers[name] == ANSWERS[name] for name in ("victim", "acts", "loss", "comment"))
    assert all(reading.answers[name] is None for name in ("name", "staff", "founded", "role"))
    (finding,) = reading.findings
    assert (finding.code, finding.severity, finding.question) == ("sheet_missing", Severity.ERROR, None)
    assert WHO in finding.message


def test_a_sheet_that_was_deleted_is_told_once(reader: Reader) -> None:
    """And not question by question, nor as blank answers."""

    def change(book: openpyxl.Workbook) -> None:
        del book[WHO]
        for key in ("q_name", "q_staff", "q_founded", "q_role"):
            book.defined_names[key].attr_text = "#REF!"

    reading = reading_of(reader, changed(change))
    assert [(finding.code, finding.sheet, finding.question) for finding in reading.findings] == [("sheet_missing", WHO, None)]
    assert reading.layout is LayoutState.EDITED
    assert set(reading.untyped) == {"name", "staff", "founded", "role"}


def test_an_earlier_version_is_read_by_its_own_layout_and_differences_are_told(reader: Reader) -> None:
    """A label, a choice or a unit that says something else today; and what was not asked then, which is no mistake of theirs."""
    then = FILLED["en"]
    changes: dict[str, dict[str, Any]] = {
        "staff": {"unit": {"en": "thousand"}},
        "loss": {"label": {"en": "Losses in thousand euros"}},
        "acts": {"choices": (replace(ACTS[0], label={"en": "Fraud"}), *ACTS[1:])},
    }
    questions = [replace(each, **changes.get(each.name, {})) for each in SAMPLE.questions]
    now = replace(SAMPLE, version="2", questions=(*questions, question("added", QuestionType.TEXT, "Anything new?", "", "", required=TRUE)))
    layouts = [lay_out(now, "en"), *LAYOUTS]
    reading = read(workbook_of(reader, then), now, layouts, today=TODAY)
    assert reading.version == LAYOUTS[0].version
    assert reading.answers == {**ANSWERS, "added": None}
    assert codes(reading) == {("version_changed", name) for name in changes} | {("version_earlier", None)}
    (earlier,) = (finding for finding in reading.findings if finding.code == "version_earlier")
    assert (earlier.severity, "Anything new?" in earlier.message) == (Severity.WARNING, True)


def _twins() -> Questionnaire:
    other = ("Other, please say", "Autre", "غير ذلك")
    return sample(
        question("name", QuestionType.TEXT, "Name", "Nom", "اسم", "who"),
        question("who_other", QuestionType.TEXT, *other, "who"),
        question("victim", QuestionType.SELECT_ONE, "Victim?", "Victime ?", "ضحية؟", choices=YES_NO),
        question("what_other", QuestionType.TEXT, *other),
    )


def _type(book: openpyxl.Workbook, form: Questionnaire) -> None:
    values = {"name": "Ann", "who_other": "of who", "victim": "Yes", "what_other": "of what"}
    for slot in lay_out(form, "en").slots:
        book[slot.sheet].cell(slot.row, slot.column).value = values[slot.question]


def test_a_bare_day_of_a_workbook_that_counts_from_1904_is_that_day(reader: Reader) -> None:
    """Where a program dropped the number formats, a number is left, which means another day in such a workbook."""

    def change(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        cell = next(cell for row in book[WHO].iter_rows() for cell in row if isinstance(cell, Cell) and cell.is_date)
        cell.value, cell.number_format = (date(1990, 3, 4) - date(1904, 1, 1)).days, "General"

    reading = reading_of(reader, changed(change))
    assert reading.answers["founded"] == date(1990, 3, 4)
    assert [(one.question, one.how) for one in reading.conversions] == [("founded", "date_number")]
