"""Matrices and tables that come back: every instance is read, and whatever is done to rows and columns is read right or told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from questionnaire.items import nested
from questionnaire.layout import Table
from questionnaire.pages import lay_out
from questionnaire.reading import LayoutState, Reading, read
from tests.questionnaire.repeat_samples import FIGURES, figures
from tests.questionnaire.workbook_samples import opened, personal, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Position, Workbook

LAYOUT = lay_out(FIGURES, "en")
NUMBERS, OFFENCES, EQUIPMENT = "Numbers", "Offences by year", "Equipment bought"
(TABLE,) = LAYOUT.tables
GIVEN: Mapping[str, AnswerValue] = {
    "victim": "yes",
    "staff": 100,
    "women": 40,
    "remark": "none",
    "offences[2009].recorded": 10,
    "offences[2010].recorded": 20,
    "offences[2011].recorded": 30,
    "offences[2009].solved": 5,
    "offences[2010].solved": "n/a",
    "offences[2011].solved": 15,
    "offences[2011].average": 1.5,
}
ROWS: tuple[Mapping[str, AnswerValue], ...] = (
    {"kind": "server", "model": "Alpha", "pieces": 2, "price": 10.5, "bought": date(2011, 3, 4), "used": ("access",)},
    {"kind": "laptop", "model": "Beta", "pieces": 30, "price": 0.5, "bought": None, "used": None},
    {"kind": "laptop", "model": "Gamma", "pieces": "n/a", "price": None, "bought": date(2011, 5, 6), "used": ("fraud", "access")},
)


def shown(name: str, value: AnswerValue) -> Any:
    """Return an answer as a person types it."""
    question = FIGURES.by_name[name]
    return next((choice.label["en"] for choice in question.choices if choice.name == value), value)


def typed_in(
    rows: tuple[Mapping[str, AnswerValue], ...] = ROWS, given: Mapping[str, AnswerValue] = GIVEN, *, fixed: bool = False
) -> openpyxl.Workbook:
    """Return the English workbook with these answers typed in."""
    book = opened(personal("en", figures(fixed=fixed)))
    for slot in LAYOUT.slots:
        key = slot.item or slot.question
        if key in given:
            book[slot.sheet].cell(slot.row, slot.column).value = shown(slot.question, given[key])
    for at, row in enumerate(rows, TABLE.first):
        type_row(book[EQUIPMENT], at, row)
    return book


def type_row(sheet: Worksheet, at: int, row: Mapping[str, AnswerValue]) -> None:
    """Type one row of the table."""
    for column in TABLE.columns:
        value = row.get(column.question)
        if column.choice:
            sheet.cell(at, column.column).value = "Yes" if isinstance(value, tuple) and column.choice in value else None
        elif not column.calculated and value is not None:
            sheet.cell(at, column.column).value = shown(column.question, value)


def expected(rows: tuple[Mapping[str, AnswerValue], ...] = ROWS) -> dict[str, AnswerValue]:
    """Return the answers that are to be read, without what is calculated."""
    asked = {question.name for question in FIGURES.questions if question.asked}
    answers: dict[str, AnswerValue] = {name: GIVEN.get(name) for name in ("victim", "staff", "women", "remark")}
    for year in ("2009", "2010", "2011"):
        for name in ("recorded", "solved", "why", "average"):
            answers[f"offences[{year}].{name}"] = GIVEN.get(f"offences[{year}].{name}")
    for number, row in enumerate(rows, 1):
        answers |= {f"equipment[{number}].{name}": row.get(name) for name in ("kind", "model", "pieces", "price", "bought", "used")}
    assert {key.rpartition(".")[2] for key in answers} <= asked
    return answers


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


def reading_of(reader: Reader, book: openpyxl.Workbook, *, fixed: bool = False) -> Reading:
    """Return what is read of a workbook."""
    (found,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(found.result, Workbook)
    form = figures(fixed=fixed)
    return read(found.result, form, [lay_out(form, "en")], today=date(2012, 3, 1))


def asked_of(reading: Reading) -> dict[str, AnswerValue]:
    """Return the answers without those that are calculated."""
    calculated = {question.name for question in FIGURES.questions if question.calculation}
    return {key: value for key, value in reading.answers.items() if key.rpartition(".")[2] not in calculated}


def errors(reading: Reading) -> list[Finding]:
    """Return the errors."""
    return [finding for finding in reading.findings if finding.severity is Severity.ERROR]


def test_every_instance_of_matrix_and_table_is_read(reader: Reader) -> None:
    """By name, without a finding, and as a list of objects in the contract of the command line."""
    reading = reading_of(reader, typed_in())
    assert reading.findings == ()
    assert asked_of(reading) == expected()
    assert reading.layout is LayoutState.EXACT
    assert {located.by for located in reading.located.values()} == {"name"}
    objects: dict[str, Any] = nested(FIGURES, reading.answers)
    assert [each["years"] for each in objects["offences"]] == ["2009", "2010", "2011"]
    assert [each["model"] for each in objects["equipment"]] == ["Alpha", "Beta", "Gamma"]


def test_what_is_calculated_is_worked_out_from_the_answers(reader: Reader) -> None:
    """In every instance, over the instances, and from other calculations; blank where an input is."""
    answers = reading_of(reader, typed_in()).answers
    assert (answers["men"], answers["share"], answers["unseen"], answers["twice"]) == (60, 60, 200, 400)
    assert [answers[f"offences[{year}].rate"] for year in ("2009", "2010", "2011")] == [50, None, 50]
    assert [answers[f"equipment[{number}].cost"] for number in (1, 2, 3)] == [21, 15, None]
    assert (answers["total"], answers["cost_total"], answers["rows"]) == (60, 36, 3)


def test_what_depends_on_what_could_not_be_read_is_blank_and_no_error_of_its_own(reader: Reader) -> None:
    """The one error is that of the answer."""
    book = typed_in()
    book[NUMBERS]["C4"] = "100 people"
    reading = reading_of(reader, book)
    assert [(finding.code, finding.question) for finding in reading.findings] == [("number_unit", "staff")]
    assert [reading.answers[name] for name in ("men", "share", "twice")] == [None, None, None]


def test_checks_see_the_same_instance_and_say_which_it_is(reader: Reader) -> None:
    """A constraint in a matrix has the column's answers, one in a table the row's."""
    book = typed_in(({**ROWS[0], "pieces": 0, "price": None}, *ROWS[1:]), {**GIVEN, "offences[2011].solved": 31})
    told = {finding.question: finding for finding in reading_of(reader, book).findings}
    assert told.keys() == {"offences[2011].solved", "equipment[1].pieces"}
    solved, pieces = told["offences[2011].solved"], told["equipment[1].pieces"]
    assert (solved.severity, solved.label, solved.sheet) == (Severity.WARNING, "8.2 Of these, solved (2011)", OFFENCES)
    assert (pieces.severity, pieces.label, pieces.sheet) == (Severity.ERROR, "Pieces (1)", EQUIPMENT)


def test_a_required_answer_is_missed_in_the_rows_that_are_begun(reader: Reader) -> None:
    """An instance is a row in which anything is given."""
    told = reading_of(reader, typed_in((*ROWS, {"model": "Delta"}))).findings
    assert [(finding.code, finding.question) for finding in told] == [("required", "equipment[4].kind")]


def test_rows_may_be_left_blank_in_between_and_added_beneath(reader: Reader) -> None:
    """The instances are numbered without the gaps."""
    book = typed_in(())
    for at, row in zip((0, 3, 12), ROWS, strict=True):
        type_row(book[EQUIPMENT], TABLE.first + at, row)
    reading = reading_of(reader, book)
    assert (asked_of(reading), reading.findings) == (expected(), ())
    assert reading.located["equipment[3].model"].cell.endswith(str(TABLE.first + 12))


def test_rows_beyond_a_fixed_table_are_read_and_told_once(reader: Reader) -> None:
    """Nothing is lost."""
    many = tuple({**ROWS[1], "model": f"Model {number}"} for number in range(10))
    reading = reading_of(reader, typed_in(many, fixed=True), fixed=True)
    assert asked_of(reading) == expected(many)
    assert [(finding.code, finding.severity) for finding in reading.findings] == [("row_added", Severity.WARNING)]


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        ({"model": "TOTAL", "pieces": 32}, Severity.ERROR),
        ({"pieces": 32, "price": 11.0}, Severity.ERROR),
    ],
)
def test_a_total_is_told_and_no_instance(reader: Reader, row: Mapping[str, AnswerValue], severity: Severity) -> None:
    """By what it is called, or by its sums."""
    reading = reading_of(reader, typed_in((*ROWS, row)))
    assert asked_of(reading) == expected()
    assert [(finding.code, finding.severity, finding.sheet) for finding in reading.findings] == [("total_row", severity, EQUIPMENT)]


def test_text_beside_the_table_and_far_beneath_it_is_told(reader: Reader) -> None:
    """It is no instance."""
    book = typed_in()
    sheet, beside = book[EQUIPMENT], max(column.column for column in TABLE.columns) + 1
    sheet.cell(TABLE.first + 1, beside).value = "second-hand"
    sheet.cell(TABLE.first, 1).value = "first"
    sheet.cell(TABLE.last + 5, TABLE.columns[1].column).value = "Source: our own books"
    reading = reading_of(reader, book)
    assert asked_of(reading) == expected()
    assert [finding.code for finding in reading.findings] == ["stray_text"] * 3


def test_a_column_that_is_deleted_is_told_once(reader: Reader) -> None:
    """And not in every row."""
    book = typed_in()
    book[EQUIPMENT].delete_cols(next(column.column for column in TABLE.columns if column.question == "pieces"))
    reading = reading_of(reader, book)
    assert [(finding.code, finding.question) for finding in errors(reading)] == [("question_missing", "equipment[].pieces")]
    wanted = {key: None if key.endswith(".pieces") else value for key, value in expected().items()}
    assert asked_of(reading) == wanted


def test_a_column_inserted_by_a_tool_that_leaves_the_names_is_read_and_told(reader: Reader) -> None:
    """Keys and headings say where the columns are."""
    book = typed_in()
    book[EQUIPMENT].insert_cols(TABLE.columns[1].column)
    reading = reading_of(reader, book)
    assert asked_of(reading) == expected()
    assert [(finding.code, finding.severity, finding.sheet) for finding in reading.findings] == [
        ("rungs_disagree", Severity.WARNING, EQUIPMENT)
    ]


def test_headings_that_were_exchanged_without_their_answers_are_told(reader: Reader) -> None:
    """Names and keys say one thing and the headings another."""
    book = typed_in()
    sheet, (one, other) = book[EQUIPMENT], (TABLE.columns[2].column, TABLE.columns[3].column)
    sheet.cell(TABLE.head, one).value, sheet.cell(TABLE.head, other).value = (
        sheet.cell(TABLE.head, other).value,
        sheet.cell(TABLE.head, one).value,
    )
    reading = reading_of(reader, book)
    assert {(finding.code, finding.question) for finding in errors(reading)} == {
        ("rungs_disagree", "equipment[].pieces"),
        ("rungs_disagree", "equipment[].price"),
    }
    assert all(reading.answers[f"equipment[{number}].pieces"] is None for number in (1, 2, 3))


def test_a_copy_of_the_table_that_says_something_else_is_told(reader: Reader) -> None:
    """An identical one says nothing else."""
    book = typed_in()
    copy = book.copy_worksheet(book[EQUIPMENT])
    same = reading_of(reader, book)
    assert (asked_of(same), same.findings) == (expected(), ())
    copy.cell(TABLE.first, TABLE.columns[1].column).value = "Other"
    other = reading_of(reader, book)
    assert [(finding.code, finding.sheet) for finding in errors(other)] == [("rungs_disagree", EQUIPMENT)]
    assert other.answers["total"] == 60
    assert other.answers["cost_total"] is None


def forget_names(book: openpyxl.Workbook) -> None:
    """Lose all defined names, as a sheet does that is copied to a new document."""
    for name in [name for name in book.defined_names if name.startswith("q_")]:
        del book.defined_names[name]


def test_headings_alone_are_enough(reader: Reader) -> None:
    """Without names and keys, with years as numbers and headings typed anew."""
    book = typed_in()
    forget_names(book)
    book[EQUIPMENT].delete_rows(TABLE.head + 1)
    book[EQUIPMENT].cell(TABLE.head, TABLE.columns[1].column).value = " model:"
    for sheet, column in ((book[OFFENCES], 7), (book[NUMBERS], 5)):
        sheet.delete_cols(column, 4)
    for column in (3, 4, 5):
        book[OFFENCES].cell(2, column).value = int(str(book[OFFENCES].cell(2, column).value))
    reading = reading_of(reader, book)
    assert asked_of(reading) == expected()
    assert {located.by for located in reading.located.values()} == {"label"}
    assert errors(reading) == []


@pytest.mark.parametrize("keep_names", [True, False])
def test_years_that_change_places_with_their_answers_are_read_right(reader: Reader, keep_names: bool) -> None:
    """And told, where the names stayed behind."""
    book = typed_in()
    if not keep_names:
        forget_names(book)
    for row in range(2, 10):
        one, other = book[OFFENCES].cell(row, 3), book[OFFENCES].cell(row, 5)
        one.value, other.value = other.value, one.value
    reading = reading_of(reader, book)
    # Of the calculated row, which a program fills, nothing is read.
    assert asked_of(reading) == expected()
    assert [finding.code for finding in reading.findings] == (["rungs_disagree"] if keep_names else [])


@pytest.mark.parametrize("column", [4, 6])
def test_a_year_that_was_added_is_told(reader: Reader, column: int) -> None:
    """The other years are read, and what stands in the new column is not lost without a word."""
    book = typed_in()
    sheet = book[OFFENCES]
    sheet.insert_cols(column)
    sheet.cell(2, column).value, sheet.cell(3, column).value = 2012, 77
    reading = reading_of(reader, book)
    assert asked_of(reading) == expected()
    told = [(finding.code, finding.cell) for finding in reading.findings if finding.code == "stray_text"]
    assert told == [("stray_text", sheet.cell(3, column).coordinate)]


def test_a_year_whose_heading_is_gone_is_not_guessed(reader: Reader) -> None:
    """By its name alone it would be the column beside the others."""
    book = typed_in()
    book[OFFENCES].cell(2, 4).value = "in all"
    kept = reading_of(reader, book)
    assert asked_of(kept) == expected()
    assert [(finding.code, finding.sheet) for finding in kept.findings] == [("heading_missing", OFFENCES)]
    forget_names(book)
    lost = reading_of(reader, book)
    assert {finding.question for finding in errors(lost)} >= {"offences[2010].recorded", "offences[2010].solved"}
    assert lost.answers["offences[2010].recorded"] is None
    assert lost.answers["offences[2011].recorded"] == 30


def test_where_the_answers_begin_is_looked_for_once_however_many_cells_are_compared_with_it(reader: Reader) -> None:
    """Else a workbook whose heading is gone takes the square of its cells: 60,000 took a quarter of a minute."""
    book = typed_in()
    book[OFFENCES].cell(2, 4).value = "in all"
    for row in range(100, 500):
        book[OFFENCES].cell(row, 4).value = f"remark {row}"
    looked: list[None] = []

    def counted(_frame: object, event: str, called: object) -> None:
        looked.extend([None] if event == "c_call" and called is min else ())

    sys.setprofile(counted)
    try:
        reading = reading_of(reader, book)
    finally:
        sys.setprofile(None)
    assert any(one.code == "stray_text" and "400" in one.message for one in reading.findings)
    assert len(looked) < 100


def test_the_value_of_the_last_round_is_asked_about_where_it_differs_too_much(reader: Reader) -> None:
    """It stands in the hidden column behind the keys."""
    book = typed_in()
    slot = next(slot for slot in LAYOUT.slots if slot.question == "staff")
    book[NUMBERS].cell(slot.row, LAYOUT.key_column(slot) + 1).value = "50"
    recorded = next(slot for slot in LAYOUT.slots if slot.item == "offences[2010].recorded")
    book[OFFENCES].cell(recorded.row, LAYOUT.key_column(recorded) + 2).value = "15.5"
    reading = reading_of(reader, book)
    assert reading.previous == {"staff": 50, "offences[2010].recorded": 15.5}
    (finding,) = reading.findings
    assert (finding.code, finding.severity, finding.question) == ("variance", Severity.WARNING, "staff")
    assert all(part in finding.message for part in ("“100 employees”", "100% higher", "50 employees"))


@pytest.mark.parametrize("behind", [0, 1])
def test_a_text_in_the_hidden_cells_of_key_and_last_round_is_not_lost(reader: Reader, behind: int) -> None:
    """Whoever shows them, or pastes over them, means something by it: right of an answer it is a note, in a matrix it is told."""
    book, said = typed_in(), "we changed the method"
    staff = next(slot for slot in LAYOUT.slots if slot.question == "staff")
    recorded = next(slot for slot in LAYOUT.slots if slot.item == "offences[2010].recorded")
    beside = book[OFFENCES].cell(recorded.row, LAYOUT.key_column(recorded) + behind)
    book[NUMBERS].cell(staff.row, LAYOUT.key_column(staff) + behind).value = beside.value = said
    reading = reading_of(reader, book)
    assert reading.provenance["staff"].note == said
    assert [(one.cell, said in one.message) for one in reading.findings if one.code == "stray_text"] == [(beside.coordinate, True)]


Damage = tuple[str, int, int]


@cache
def filled() -> bytes:
    """Return the filled workbook, made once."""
    return saved(typed_in())


def exchange(sheet: Worksheet, one: Position, other: Position) -> None:
    """Exchange what two cells hold; a title that is merged stays, and what openpyxl shifted beneath it is lost to it."""
    first, second = sheet.cell(*one), sheet.cell(*other)
    if isinstance(first, Cell) and isinstance(second, Cell):
        first.value, second.value = second.value, first.value


def swap_rows(sheet: Worksheet, one: int, other: int) -> None:
    """Exchange two rows, as a sort does."""
    for column in range(1, sheet.max_column + 1):
        exchange(sheet, (one, column), (other, column))


def swap_columns(sheet: Worksheet, one: int, other: int, top: int) -> None:
    """Exchange two columns from the row `top` on."""
    for row in range(top, sheet.max_row + 1):
        exchange(sheet, (row, one), (row, other))


def matrix_column(number: int) -> int:
    """Return the column of a year."""
    return 3 + number % 3


def table_column(number: int, table: Table = TABLE) -> int:
    """Return a column of the table."""
    return table.columns[number % len(table.columns)].column


DAMAGES: dict[str, Callable[[openpyxl.Workbook, int, int], object]] = {
    "forget the names": lambda book, _, __: forget_names(book),
    "matrix: exchange years": lambda book, a, b: swap_columns(book[OFFENCES], matrix_column(a), matrix_column(b), 2),
    "matrix: drag a column": lambda book, a, b: swap_columns(book[OFFENCES], matrix_column(a), matrix_column(b), 1),
    "matrix: insert a column": lambda book, a, _: book[OFFENCES].insert_cols(a % 7 + 1),
    "matrix: delete a column": lambda book, a, _: book[OFFENCES].delete_cols(matrix_column(a)),
    "matrix: insert a row": lambda book, a, _: book[OFFENCES].insert_rows(a % 6 + 2),
    "matrix: delete a row": lambda book, a, _: book[OFFENCES].delete_rows(a % 5 + 3),
    "matrix: sort rows": lambda book, a, b: swap_rows(book[OFFENCES], a % 5 + 3, b % 5 + 3),
    "matrix: edit a heading": lambda book, a, _: setattr(book[OFFENCES].cell(2, matrix_column(a)), "value", f"Year {a}"),
    "table: exchange columns": lambda book, a, b: swap_columns(book[EQUIPMENT], table_column(a), table_column(b), TABLE.head),
    "table: insert a column": lambda book, a, _: book[EQUIPMENT].insert_cols(a % 11 + 1),
    "table: delete a column": lambda book, a, _: book[EQUIPMENT].delete_cols(table_column(a)),
    "table: insert rows above": lambda book, a, _: book[EQUIPMENT].insert_rows(1, a % 3 + 1),
    "table: delete the keys": lambda book, _, __: delete_keys(book[EQUIPMENT]),
    "table: edit a heading": lambda book, a, _: edit_heading(book[EQUIPMENT], a),
}


def _row_of(sheet: Worksheet, text: str) -> int:
    return next((cell.row for row in sheet.iter_rows() for cell in row if cell.value == text), 0)


def delete_keys(sheet: Worksheet) -> None:
    """Delete the hidden row of keys."""
    found = _row_of(sheet, TABLE.columns[0].key) or _row_of(sheet, TABLE.columns[1].key)
    if found:
        sheet.delete_rows(found)


def edit_heading(sheet: Worksheet, number: int) -> None:
    """Write another heading over that of a column."""
    column = TABLE.columns[number % len(TABLE.columns)]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == column.label:
                cell.value = f"Heading {number}"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(DAMAGES)), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=3))
@example(done=[("table: delete a column", 1, 0), ("table: delete the keys", 0, 0)])
def test_no_answer_of_a_repeat_is_ever_silently_wrong(reader: Reader, done: list[Damage]) -> None:
    """An answer is what was typed, or None with an error about it, its column, its table or its sheet."""
    book = opened(filled())
    for what, a, b in done:
        DAMAGES[what](book, a, b)
    reading = reading_of(reader, book)
    told = errors(reading)
    questions, sheets = {finding.question for finding in told}, {finding.sheet for finding in told if not finding.cell}
    for key, answer in expected().items():
        repeat, _, name = key.rpartition("].")[0].partition("[")[0], "", key.rpartition(".")[2]
        sheet = {"offences": OFFENCES, "equipment": EQUIPMENT}.get(repeat, NUMBERS)
        is_told = key in questions or f"{repeat}[].{name}" in questions or sheet in sheets
        assert reading.answers.get(key) == answer or (reading.answers.get(key) is None and is_told), (key, told)
