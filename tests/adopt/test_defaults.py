"""Defaults in adopted workbooks: put into the cell of the very file, and an answer once anything was written there."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest

from exports.sheets import workbook_of
from questionnaire.adopt import adopt, draft
from questionnaire.workbook.stamp import Personal, make_blank
from questionnaire.xlsform import Inspection, inspect
from tests.adopt.making import DAY, Maker, Sample
from tests.adopt.returned import COVER, REFERENCE, TOKEN, Sent, by_libreoffice, by_openpyxl, reading_of, untouched
from tests.programs import need
from workbooks.cells import Cell, CellValue

DEFAULTS = {"country": "Tuvalu", "staff": "12", "share": "25", "since": "2024-05-01", "sector": "No"}
ANSWERS = {"country": "Tuvalu", "staff": 12, "share": 25, "since": date(2024, 5, 1), "sector": "No"}


def _sample(*, late: bool = False) -> Sample:
    make = Maker("begun")
    page = make.sheet("A")
    if late:
        make.book.date_1904 = True
    choice = {"validate": "list", "source": ["Yes", "No"]}
    asked = (
        ("Country", "text", "@", None),
        ("Staff", "integer", "0", None),
        ("Share", "decimal", "0%", None),
        ("Since", "date", "yyyy-mm-dd", DAY),
    )
    for row, (label, kind, code, rule) in enumerate((*asked, ("Sector", "select_one", "", choice), ("Other", "text", "@", None)), 3):
        page.write(f"A{row}", label)
        make.ask(page, f"B{row}", label, kind, code=code, rule=rule, value=7 if label == "Staff" else None)
    return make.done()


def _inspected(sample: Sample, defaults: Mapping[str, str], **more: str) -> Inspection:
    """Return the draft of a sample with these defaults, and more columns for the question staff, as it is inspected."""
    file = f"{sample.name}.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(draft(adopt(sample.data, file)), title=file)))
    survey = book["survey"]
    heads = [cell.value for cell in survey[1]]
    for column, given in {"default": defaults, **{name: {"staff": value} for name, value in more.items()}}.items():
        at = heads.index(column) + 1 if column in heads else len(heads) + 1
        survey.cell(1, at, column)
        heads = [cell.value for cell in survey[1]]
        for row in range(2, survey.max_row + 1):
            if (value := given.get(str(survey.cell(row, heads.index("name") + 1).value))) is not None:
                survey.cell(row, at, value)
    out = io.BytesIO()
    book.save(out)
    return inspect(out.getvalue(), "form.xlsx", {file: sample.data})


def _sent(sample: Sample, defaults: Mapping[str, str] = DEFAULTS) -> Sent:
    form = _inspected(sample, defaults).questionnaire
    assert form
    blank = make_blank(form, "en", COVER)
    return Sent(sample, form, blank, blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, "A ministry")))


def _cell(row: int) -> Cell:
    return Cell("A", row, 2)


def _given(one: Sent, data: bytes, name: str = "returned.xlsx") -> dict[str, object]:
    reading = reading_of(one, data, name)
    assert {finding.code for finding in reading.findings} <= {"workbook_blank"}
    return {key: value for key, value in reading.answers.items() if value is not None}


@pytest.mark.parametrize("late", [False, True], ids=["1900", "1904"])
def test_a_default_stands_in_its_cell_as_that_cell_counts(late: bool) -> None:
    """A text, a number in place of the one that stood there, a share in per cent, a day of either system, a choice as its label."""
    one = _sent(_sample(late=late))
    sheet = openpyxl.load_workbook(io.BytesIO(one.copy))["A"]
    assert [sheet.cell(row, 2).value for row in range(3, 9)] == ["Tuvalu", 12, 0.25, datetime(2024, 5, 1), "No", None]  # noqa: DTZ001
    assert sheet.cell(5, 2).number_format == "0%"
    _, changed = untouched(one.sample.data, one.copy)
    assert [name for name in changed if "workbook" not in name and "rels" not in name] == [
        "[Content_Types].xml",
        "xl/worksheets/sheet1.xml",
    ]


def test_what_was_left_is_an_answer_once_anything_was_written() -> None:
    """A copy that nobody wrote in is blank; in any other, what the cells began with counts, a text as well, and is known as left."""
    one = _sent(_sample())
    blank = reading_of(one, one.copy)
    assert blank.blank
    assert _given(one, one.copy) == {}
    data = by_openpyxl(one.copy, {_cell(8): "New"})
    assert _given(one, data) == {**ANSWERS, "other": "New"}
    assert reading_of(one, data).left == {*DEFAULTS}


def test_what_is_written_over_a_default_counts_instead() -> None:
    """As in any other cell, and a cell that was cleared is blank."""
    one = _sent(_sample())
    written: dict[Cell, CellValue] = {_cell(4): 3, _cell(5): 0.5, _cell(7): "Yes"}
    assert _given(one, by_openpyxl(one.copy, written)) == {**ANSWERS, "staff": 3, "share": 50, "sector": "Yes"}
    cleared = by_openpyxl(one.copy, {_cell(3): "", _cell(8): "New"})
    assert _given(one, cleared) == {**{key: value for key, value in ANSWERS.items() if key != "country"}, "other": "New"}


def test_libreoffice_shows_and_keeps_what_a_cell_begins_with() -> None:
    """A copy that it saved is read as one that openpyxl saved."""
    need("soffice")
    one = _sent(_sample())
    saved = by_libreoffice({"a": one.copy, "b": by_openpyxl(one.copy, {_cell(8): "New"})})
    assert _given(one, saved["a"]) == {}
    assert _given(one, saved["b"]) == {**ANSWERS, "other": "New"}


def test_without_a_default_what_stands_in_the_file_stays_as_it_was() -> None:
    """A figure that its author wrote there counts beside other answers, and the cell is not touched."""
    one = _sent(_sample(), {})
    assert openpyxl.load_workbook(io.BytesIO(one.copy))["A"]["B4"].value == 7
    assert _given(one, by_openpyxl(one.copy, {_cell(8): "New"})) == {"staff": 7, "other": "New"}


@pytest.mark.parametrize(
    ("default", "more", "why"),
    [
        ("${share} + 1", {}, "that is worked out"),
        ("today()", {}, "is no integer"),
        ("many", {}, "is no integer"),
        ("12", {"excel::fill": "last round", "previous": "yes"}, "where excel::fill puts"),
    ],
)
def test_a_default_that_cannot_stand_there_is_told(default: str, more: dict[str, str], why: str) -> None:
    """The form is taken without it, and says why."""
    found = _inspected(_sample(), {"staff": default}, **more)
    assert found.questionnaire
    assert found.questionnaire.by_name["staff"].default is None
    assert [one for one in found.problems if "default" in one.message and (why in one.message or why == "is no integer")]


def test_in_a_table_no_row_begins_with_a_default() -> None:
    """Each would be an entry that nobody made."""
    make = Maker("rows")
    page = make.sheet("A")
    page.write_row(1, 0, ["Plant", "Capacity"], make.head)
    for row in range(3, 9):
        for letter, label, code in (("A", "Plant", "@"), ("B", "Capacity", "0")):
            make.ask(page, f"{letter}{row}", label, "text" if code == "@" else "integer", code=code)
    sample = make.done()
    found = _inspected(sample, {"capacity": "5"})
    assert found.questionnaire
    assert found.questionnaire.by_name["capacity"].default is None
    assert [one for one in found.problems if "in a table" in one.message]


def test_a_copy_that_was_sent_before_the_form_had_a_default_is_read_as_it_was() -> None:
    """Its layout has another version, by which the cell began blank."""
    one, before = _sent(_sample()), _sent(_sample(), {})
    assert one.layout.version.endswith("begun")
    assert not before.layout.version.endswith("begun")
    assert _given(replace(before, form=before.form), by_openpyxl(before.copy, {_cell(3): "Tuvalu"})) == {"country": "Tuvalu", "staff": 7}


def _with_totals() -> Sample:
    """Return two figures to be filled in with a total, and a sheet that shows it again; both are still those of last year."""
    make = Maker("totals")
    page, summary = make.sheet("A"), make.sheet("Summary")
    for row, text in enumerate(("Full-time", "Part-time"), 2):
        page.write(f"A{row}", text)
        make.ask(page, f"B{row}", text, "integer", code="#,##0")
    page.write("A4", "Total")
    page.write_formula("B4", "=SUM(B2:B3)", make.grey, 36)
    page.write("A5", "Fixed")
    page.write_formula("B5", "=3*4", make.grey, 12)
    summary.write("A1", "In all")
    summary.write_formula("B1", "=A!B4", make.grey, 36)
    return make.done()


def test_a_copy_with_filled_cells_shows_no_total_of_other_figures() -> None:
    """It asks to be calculated when it is opened. What no filled cell leads to stays, and a copy without filled cells is as it was."""
    sample = _with_totals()
    one = _sent(sample, {"full_time": "10", "part_time": "7"})
    given = openpyxl.load_workbook(io.BytesIO(one.copy), data_only=True)
    assert (given["A"]["B4"].value, given["A"]["B5"].value) == (None, 12)
    assert openpyxl.load_workbook(io.BytesIO(one.copy)).calculation.fullCalcOnLoad
    assert openpyxl.load_workbook(io.BytesIO(one.copy))["A"]["B4"].value == "=SUM(B2:B3)"
    assert given["Summary"]["B1"].value is None
    assert "xl/worksheets/sheet2.xml" in untouched(sample.data, _sent(sample, {}).copy)[0]
    assert openpyxl.load_workbook(io.BytesIO(_sent(sample, {}).copy), data_only=True)["A"]["B4"].value == 36


def test_an_office_program_calculates_a_copy_when_it_opens_it() -> None:
    """On the sheet that was written, and on another that reads it."""
    need("soffice")
    one = _sent(_with_totals(), {"full_time": "10", "part_time": "7"})
    given = openpyxl.load_workbook(io.BytesIO(by_libreoffice({"totals": one.copy})["totals"]), data_only=True)
    assert (given["A"]["B4"].value, given["Summary"]["B1"].value) == (17, 17)
