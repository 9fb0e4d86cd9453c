"""Exports: every answer comes back, as a value of its type, and none is a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from domain.answer import AnswerValue
from domain.submission import Standing
from exports import exports
from exports.neutral import marked, unmarked
from exports.sheets import CellContent, workbook_of
from exports.table import ExportRow, ExportTable, codebook, grid, variables
from questionnaire.definition import Choice, Place, Question, Questionnaire, QuestionType, Repeat
from tests.digests.sample import ZONE

_YES_NO = (Choice("yes", {"en": "Yes", "fr": "Oui"}), Choice("no", {"en": "No", "fr": "Non"}))
_CRIMES = (Choice("fraud", {"en": "Fraud", "fr": "Fraude"}), Choice("spam", {"en": "Spam", "fr": "Pourriel"}))


def _question(name: str, kind: QuestionType, label: str, choices: tuple[Choice, ...] = ()) -> Question:
    return Question(
        name=name,
        type=kind,
        label={"en": label, "fr": f"{label} (fr)"},
        section="main",
        place=Place("survey", 2),
        choices=choices,
        reference="1.1",
    )


_QUESTIONNAIRE = Questionnaire(
    id="q",
    title={"en": "Q"},
    version="1",
    languages=("en", "fr"),
    sections=(),
    questions=(
        _question("about", QuestionType.NOTE, "Read this"),
        _question("comment", QuestionType.TEXT, "Comment"),
        _question("staff", QuestionType.INTEGER, "Staff"),
        _question("share", QuestionType.DECIMAL, "Share"),
        _question("since", QuestionType.DATE, "Since"),
        _question("victim", QuestionType.SELECT_ONE, "Victim?", _YES_NO),
        _question("crimes", QuestionType.SELECT_MULTIPLE, "Crimes", _CRIMES),
    ),
    source_sha256="0" * 64,
)
_COLUMNS = ["comment", "staff", "share", "since", "victim", "crimes/fraud", "crimes/spam"]
_HOSTILE = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", "''=1", "＝1", "'s-Hertogenbosch", "\n", "#N/A"]
_TEXT = st.sampled_from(_HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_ANSWERS = st.fixed_dictionaries(
    {
        "comment": st.none() | _TEXT,
        "staff": st.none() | st.integers(-(10**9), 10**9),
        "share": st.none() | st.floats(-1e6, 1e6, allow_nan=False),
        "since": st.none() | st.dates(date(1950, 1, 1), date(2050, 1, 1)),
        "victim": st.none() | st.sampled_from(["yes", "no"]),
        "crimes": st.none() | st.sampled_from([("fraud",), ("spam",), ("fraud", "spam")]),
    }
)


def _table(answers: list[dict[str, AnswerValue]], name: str = "Alpha") -> ExportTable:
    received = datetime(2012, 3, 14, 9, 5, tzinfo=ZONE)
    rows = tuple(
        ExportRow(
            organisation_code=f"ORG{number}",
            organisation=name,
            country="FR",
            region="Europe",
            reference=f"CYB12-{number}-K",
            standing=Standing.ANSWERED,
            received_at=received,
            sender="a@a.example",
            file="a.xlsx",
            answers=one,
        )
        for number, one in enumerate(answers)
    )
    return ExportTable("study", _QUESTIONNAIRE, rows)


def _read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _back(text: str, column: str) -> AnswerValue:
    """Read a cell of the CSV as the type of its question."""
    if text == "":
        return None
    if column in {"staff", "crimes/fraud", "crimes/spam"}:
        return int(text)
    if column == "share":
        return float(text)
    return date.fromisoformat(text) if column == "since" else unmarked(text)


@settings(max_examples=80, deadline=None)
@given(st.lists(_ANSWERS, max_size=4), _TEXT)
def test_a_csv_read_back_equals_what_was_written(answers: list[dict[str, AnswerValue]], name: str) -> None:
    """Every answer of every type, whatever people write; a blank text is a blank."""
    header, *rows = _read_csv(exports()["csv"].write(_table(answers, name), labels=False, language="en")["study-answers.csv"])
    assert header[10:] == _COLUMNS
    for row, one in zip(rows, answers, strict=True):
        chosen = one["crimes"]
        flags = [None, None] if chosen is None else [int(isinstance(chosen, tuple) and choice in chosen) for choice in ("fraud", "spam")]
        expected = [one["comment"] or None, *(one[key] for key in ("staff", "share", "since", "victim")), *flags]
        assert [_back(cell, column) for cell, column in zip(row[10:], _COLUMNS, strict=True)] == expected
        assert unmarked(row[1]) == name


@settings(max_examples=80, deadline=None)
@given(st.lists(_ANSWERS, min_size=1, max_size=3), _TEXT)
def test_no_cell_of_any_export_begins_a_formula(answers: list[dict[str, AnswerValue]], name: str) -> None:
    """A text in a CSV never begins with a sign that a spreadsheet program acts upon; a cell of a workbook is never a formula."""
    table = _table(answers, name)
    for row in _read_csv(exports()["csv"].write(table, labels=True, language="fr")["study-answers.csv"]):
        for cell in (cell for cell in row if cell.strip()):
            number = cell.removeprefix("-").replace(".", "").replace("e-", "").isdigit()
            assert number or cell.lstrip()[0] not in "=+-@＝＋－＠"
    workbook = load_workbook(io.BytesIO(exports()["xlsx"].write(table, labels=False, language="en")["study-answers.xlsx"]))
    assert all(cell.data_type not in {"f", "e"} for sheet in workbook for row in sheet.iter_rows() for cell in row)


@given(_TEXT)
def test_the_mark_against_formulas_can_be_taken_away_without_a_doubt(text: str) -> None:
    """Also from a text that began with apostrophes of its own."""
    assert unmarked(marked(text)) == text


def test_an_ordinary_text_that_begins_with_an_apostrophe_is_left_alone() -> None:
    """Towns are called so."""
    assert marked("'s-Hertogenbosch") == "'s-Hertogenbosch"


def test_a_workbook_holds_dates_as_dates_numbers_as_numbers_and_times_in_the_zone() -> None:
    """So that they can be sorted and counted in Excel."""
    one: dict[str, AnswerValue] = {
        "comment": "=1",
        "staff": 12,
        "share": 0.5,
        "since": date(2011, 5, 1),
        "victim": "yes",
        "crimes": ("spam",),
    }
    workbook = load_workbook(io.BytesIO(exports()["xlsx"].write(_table([one]), labels=False, language="en")["study-answers.xlsx"]))
    cells = [cell.value for cell in workbook["Answers"][2]]
    assert cells[6] == datetime(2012, 3, 14, 9, 5)  # noqa: DTZ001 - Excel knows no zones
    assert cells[10:] == ["=1", 12, 0.5, datetime(2011, 5, 1), "yes", 0, 1]  # noqa: DTZ001 - as above
    assert workbook["Answers"]["K2"].quotePrefix
    assert workbook["Answers"].freeze_panes == "A2"


def test_each_value_has_the_look_of_its_kind_whatever_stood_before_it() -> None:
    """Cells share their looks: a time must not make the numbers after it times, nor a formula's mark the texts."""
    values: list[CellContent] = [
        time(10, 0),
        1.5,
        "=1",
        "plain",
        date(2012, 3, 1),
        datetime(2012, 3, 1, 10, 0, tzinfo=ZONE),
        7,
        "\x01",
        None,
        True,
    ]
    sheet = load_workbook(io.BytesIO(workbook_of([("Sheet", ["heading"], [[value] for value in values])], title="Looks"))).worksheets[0]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    read = ["10:00:00", "1.5", "=1", "plain", "2012-03-01 00:00:00", "2012-03-01 10:00:00", "7", "\ufffd", "None", "True"]
    assert [str(cell.value) for cell in cells] == read
    plain = "General"
    shown = ["h:mm:ss", plain, plain, plain, "yyyy-mm-dd", "yyyy-mm-dd hh:mm", plain, plain, plain, plain]
    assert [cell.number_format for cell in cells] == shown
    assert [cell.coordinate for cell in cells if cell.quotePrefix] == ["A4"]
    assert {cell.font.b for cell in cells} == {False}
    assert sheet["A1"].font.b


def test_labels_are_those_of_the_language_and_headings_that_read_the_same_are_told_apart() -> None:
    """A choice by its label; a choice's column by both labels."""
    header, rows = grid(_table([{"victim": "yes", "crimes": ("fraud",)}]), labels=True, language="fr")
    assert header[-3:] == ["1.1 Victim? (fr)", "1.1 Crimes (fr): Fraude", "1.1 Crimes (fr): Pourriel"]
    assert rows[0][-3:] == ["Oui", 1, 0]
    assert len(set(header)) == len(header)


def test_the_codebook_explains_every_column_in_every_language() -> None:
    """Its rows are the columns of the answers, in order."""
    header, rows = codebook(_QUESTIONNAIRE)
    assert [row[0] for row in rows] == [variable.name for variable in variables(_QUESTIONNAIRE)] == _COLUMNS
    assert header[-8:-2] == ["label::en", "label::fr", "choices::en", "choices::fr", "unit::en", "unit::fr"]
    victim = dict(zip(header, rows[4], strict=True))
    assert (victim["type"], victim["label::fr"], victim["choices::fr"]) == ("select_one", "Victim? (fr)", "yes=Oui\nno=Non")


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_an_organisation_that_sent_nothing_has_a_row_with_blanks(name: str) -> None:
    """An export shows who is missing."""
    row = ExportRow(
        organisation_code="ORG",
        organisation="Alpha",
        country="",
        region="",
        reference="CYB12-1-K",
        standing=Standing.SILENT,
        received_at=None,
        sender="",
        file="",
        answers={},
    )
    files = exports()[name].write(ExportTable("study", _QUESTIONNAIRE, (row,)), labels=False, language="en")
    assert all(files.values())
    if name == "csv":
        assert _read_csv(files["study-answers.csv"])[1][5:] == ["silent"] + [""] * 11


def test_a_time_keeps_its_offset_in_a_csv() -> None:
    """ISO 8601 says the zone."""
    table = _table([{}])
    assert _read_csv(exports()["csv"].write(table, labels=False, language="en")["study-answers.csv"])[1][6] == "2012-03-14T09:05:00+01:00"
    assert table.rows[0].received_at is not None
    assert table.rows[0].received_at.utcoffset() == timedelta(hours=1)


def test_a_matrix_and_a_table_have_a_column_for_each_instance_that_was_given() -> None:
    """A matrix has all of its own; of a table there are as many as the longest one, in the order of their rows."""
    place = Place("survey", 2)
    years = tuple(Choice(year, {"en": year}) for year in ("2010", "2011"))
    cases = Question(name="cases", type=QuestionType.INTEGER, label={"en": "Cases"}, section="s", place=place, repeat="offences")
    kind = Question(name="kind", type=QuestionType.TEXT, label={"en": "Kind"}, section="s", place=place, repeat="equipment")
    repeats = (
        Repeat(name="offences", label={"en": "Offences"}, section="s", place=place, room=2, instances=years, list_name="years"),
        Repeat(name="equipment", label={"en": "Equipment"}, section="s", place=place, room=20),
    )
    form = Questionnaire(
        id="f",
        title={"en": "F"},
        version="1",
        languages=("en",),
        sections=(),
        questions=(cases, kind),
        source_sha256="0" * 64,
        repeats=repeats,
    )
    many: dict[str, AnswerValue] = {f"equipment[{number}].kind": f"K{number}" for number in range(1, 12)}
    few: dict[str, AnswerValue] = {"offences[2011].cases": 3, "equipment[1].kind": "router"}
    header, rows = grid(replace(_table([few, many]), questionnaire=form), labels=False, language="en")
    assert header[10:] == ["offences[2010].cases", "offences[2011].cases", *(f"equipment[{number}].kind" for number in range(1, 12))]
    assert rows[0][10:14] == [None, 3, "router", None]
    labelled, _ = grid(replace(_table([few, many]), questionnaire=form), labels=True, language="en")
    assert labelled[10:13] == ["Cases (2010)", "Cases (2011)", "Kind (1)"]
