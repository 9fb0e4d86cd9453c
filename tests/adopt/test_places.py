"""A form that names an adopted workbook is refused where the two do not fit together, with what to do."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from exports.sheets import workbook_of
from questionnaire.adopt import adopt, draft
from questionnaire.adopted.places import problems_of
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.workbook.stamp import Personal, make_blank
from questionnaire.xlsform import inspect, load
from tests.adopt.every import samples
from tests.adopt.making import Maker
from tests.adopt.returned import COVER, REFERENCE, TOKEN, sent, with_macros

PLAIN = next(sample for sample in samples() if sample.name == "plain")
FORM = workbook_of(draft(adopt(PLAIN.data, "plain.xlsx")), title="plain")


def _form(cell: str, stamp: str = "") -> Questionnaire:
    """Return the form of a workbook with two answers and a sum, whose first question names another cell."""
    make = Maker("sums")
    page = make.sheet("A")
    for row in (1, 2):
        page.write(f"A{row}", f"Figure {row}")
        make.ask(page, f"B{row}", "", "integer", code="#,##0")
    page.write_formula("B3", "=B1+B2", None, 0)
    page.merge_range("A5:C5", "Reference", make.head)
    form = sent(make.done()).form
    assert form.original
    first, *rest = form.questions
    return replace(form, questions=(replace(first, cell=cell), *rest), original=replace(form.original, stamp=stamp))


def test_a_workbook_that_is_not_there_is_told() -> None:
    """The form alone says where answers stand, and not in what."""
    (problem,) = (one for one in inspect(FORM, "form.xlsx").problems if one.column == "excel::workbook")
    assert "'plain.xlsx' is not there. Put it beside the form." in str(problem)


def test_places_without_a_workbook_are_refused() -> None:
    """Our own workbook would else be sent without a word."""
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    sheet = book["settings"]
    column = next(cell.column for cell in sheet[1] if cell.value == "excel::workbook")
    sheet.delete_cols(column)
    written = io.BytesIO()
    book.save(written)
    found = inspect(written.getvalue(), "form.xlsx", {"plain.xlsx": PLAIN.data})
    assert found.questionnaire is None
    (problem,) = (one for one in found.problems if one.column == "excel::cell")
    assert "the form names no workbook" in problem.message
    assert "excel::workbook" in problem.remedy


def test_another_workbook_of_that_name_is_told_with_its_hash() -> None:
    """Whoever knows that nothing moved writes the hash that is named."""
    other = next(sample for sample in samples() if sample.name == "above").data
    (problem,) = (one for one in inspect(FORM, "form.xlsx", {"plain.xlsx": other}).problems if one.column == "excel::workbook")
    assert "another file than the one that the form was drafted from" in str(problem)


def test_a_copy_that_was_sent_cannot_be_adopted() -> None:
    """It bears somebody's token."""
    form = load(FORM, "form.xlsx", {"plain.xlsx": PLAIN.data})
    assert form.original
    copy = replace(form, original=replace(form.original, data=sent(PLAIN).copy))
    assert "is a copy that was sent to somebody" in str(problems_of(copy))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("A!B3", "A!B3 holds a formula, which is never an answer."),
        ("A!B2", "A!B2 is the cell of another question, too."),
        ("A!B1:B2", "A single answer stands in one cell, and these are 2."),
        ("Elsewhere!B1", "'Elsewhere!B1' is no cell of the workbook."),
        ("", "It does not say where the answer stands."),
    ],
)
def test_a_cell_that_can_be_no_answer_is_told(cell: str, told: str) -> None:
    """Formulas, cells of others, several cells, and cells that are not there."""
    assert told in str(problems_of(_form(cell)))


@pytest.mark.parametrize(
    ("kind", "cell", "told"),
    [
        (QuestionType.DATE, "A!C1:H1", "A date has 8 cells, or one, and these are 6."),
        (QuestionType.DATE, "A!C1:K1", "A date has 8 cells, or one, and these are 9."),
        (QuestionType.DATE, "A!C1:J1", ""),
        (QuestionType.DATE, "A!C1", ""),
        (QuestionType.TEXT, "A!C1:H1", ""),
        (QuestionType.DECIMAL, "A!C1:H1", ""),
    ],
)
def test_a_date_has_a_cell_for_each_of_its_digits(kind: QuestionType, cell: str, told: str) -> None:
    """Nobody knows the century of a year with two, so that whatever comes back could not be read."""
    form = _form(cell)
    first, *rest = form.questions
    found = problems_of(replace(form, questions=(replace(first, type=kind), *rest)))
    assert (told in str(found), bool(found)) == (True, bool(told))


def test_a_stamp_on_a_formula_is_told() -> None:
    """It would be written over."""
    assert "A!B3 holds a formula." in str(problems_of(_form("A!B1", "A!B3")))


def test_a_stamp_changes_its_sheet_and_no_other_part() -> None:
    """The reference stands where the form says; where there is none, the cell is blank."""
    form = _form("A!B1", "A!C1")
    blank = make_blank(form, "en", COVER)
    copies = [zipfile.ZipFile(io.BytesIO(blank.prefix + blank.stamp(Personal(said, TOKEN, "A & B")))) for said in (REFERENCE, "")]
    sheets = [copy.read("xl/worksheets/sheet1.xml").decode() for copy in copies]
    assert f'<c r="C1" t="inlineStr"><is><t xml:space="preserve">{REFERENCE}</t></is></c>' in sheets[0]
    assert '<c r="C1"/>' in sheets[1]


def test_a_cell_that_is_filled_beforehand_holds_the_value_of_the_last_round_as_a_number() -> None:
    """Sums are right at once; an organisation without such a value finds a blank cell."""
    form = _form("A!B1")
    first, *rest = form.questions
    blank = make_blank(replace(form, questions=(replace(first, fill="last round"), *rest)), "en", COVER)
    found = []
    for previous in ({first.name: "1250"}, {}):
        copy = blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, "A ministry", previous))
        found.append(openpyxl.load_workbook(io.BytesIO(copy))["A"]["B1"].value)
    assert found == [1250, None]


def test_macros_are_kept_where_the_form_says_so() -> None:
    """The copy is an .xlsm then."""
    data = with_macros(PLAIN)
    one = sent(replace(PLAIN, data=data))
    assert one.form.original
    kept = make_blank(replace(one.form, original=replace(one.form.original, macros=True)), "en", COVER)
    package = zipfile.ZipFile(io.BytesIO(kept.prefix + kept.stamp(Personal(REFERENCE, TOKEN, "A ministry"))))
    assert (kept.ending, package.read("xl/vbaProject.bin")[:4]) == (".xlsm", b"\xd0\xcf\x11\xe0")


@pytest.mark.parametrize("written", ["plain.xlsx\nsha256:zz", "plain\n.xlsx"])
def test_a_workbook_that_is_named_in_several_lines_is_told(written: str) -> None:
    """Else the study would send a workbook of ours instead of it."""
    inspection = inspect(_edited("settings", "excel::workbook", written), "form.xlsx", {"plain.xlsx": PLAIN.data})
    assert inspection.questionnaire is None
    assert "Write the name of the file in one line" in str(inspection.problems)


@pytest.mark.parametrize(
    ("kind", "previous", "told"),
    [("integer", "", "Write yes into the column previous, too."), ("text", "", "it is for decimal, integer"), ("decimal", "10%", "")],
)
def test_a_cell_that_nothing_of_the_last_round_can_fill_is_told(kind: str, previous: str, told: str) -> None:
    """Only figures that show the last round's value have one."""
    data = FORM
    for column, written in (("type", kind), ("previous", previous), ("excel::fill", "last round")):
        data = _edited("survey", column, written, "date", data)
    inspection = inspect(data, "form.xlsx", {"plain.xlsx": PLAIN.data})
    problems = [problem for problem in inspection.problems if problem.column == "excel::fill"]
    assert (told in str(problems), bool(problems)) == (True, bool(told))


@pytest.mark.parametrize(("previous", "fill", "told"), [("9%", "", True), ("yes", "", True), ("9%", "last round", False), ("", "", False)])
def test_who_asks_for_a_comparison_that_the_workbook_cannot_make_is_told(previous: str, fill: str, told: bool) -> None:
    """An answer is compared with what its workbook shows, and one that somebody designed shows nothing by itself."""
    data = FORM
    for column, written in (("type", "integer"), ("previous", previous), ("excel::fill", fill)):
        data = _edited("survey", column, written, "date", data)
    found = inspect(data, "form.xlsx", {"plain.xlsx": PLAIN.data})
    assert ["the workbook does not show it" in str(one) for one in found.problems if one.column == "previous"] == [True] * told
    assert found.questionnaire


@pytest.mark.parametrize(("fill", "shown"), [("last round", True), ("", False)])
def test_a_cell_may_only_show_the_last_round(fill: str, shown: bool) -> None:
    """It is asked of nobody then; read_only alone is told, and what it asks stays required."""
    data = FORM
    written = (("type", "integer"), ("previous", "yes"), ("excel::fill", fill), ("read_only", "yes"), ("required", "yes"))
    for column, said in written:
        data = _edited("survey", column, said, "date", data)
    inspection = inspect(data, "form.xlsx", {"plain.xlsx": PLAIN.data})
    assert inspection.questionnaire
    question = inspection.questionnaire.by_name["date"]
    assert (question.read_only, question.required is None) == (shown, shown)
    assert any(problem.column == "read_only" for problem in inspection.problems) is not shown


def test_nothing_is_put_into_a_table_beforehand() -> None:
    """Its rows are others in each round."""
    table = next(sample for sample in samples() if sample.name == "openkeys")
    form = workbook_of(draft(adopt(table.data, "openkeys.xlsx")), title="openkeys")
    inspection = inspect(_edited("survey", "excel::fill", "organisation", "name", form), "form.xlsx", {"openkeys.xlsx": table.data})
    assert "excel::fill in a table is not supported" in str(inspection.problems)


def _edited(sheet: str, column: str, written: str, name: str = "", form: bytes = FORM) -> bytes:
    """Return a form with something written into a column, which is put in where there is none, in the row of a question or the first."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    page = book[sheet]
    heads = [cell.value for cell in page[1]]
    row = next(row for row in range(2, page.max_row + 1) if not name or page.cell(row, heads.index("name") + 1).value == name)
    at = heads.index(column) + 1 if column in heads else len(heads) + 1
    page.cell(1, at).value, page.cell(row, at).value = column, written
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        ("A!B5", "A!B5 lies beneath a merged cell."),
        ("A!C1:C2", "The reference stands in one cell, and these are 2."),
        ("A!B1", "A!B1 is the cell of an answer, too."),
        ("A!A7", ""),
    ],
)
def test_a_stamp_has_a_cell_of_its_own(stamp: str, told: str) -> None:
    """Beneath a merged cell nobody sees it, and in the cell of an answer it would be read as one."""
    found = problems_of(_form("A!B1", stamp))
    assert (told in str(found), bool(found)) == (True, bool(told))


def test_the_modules_of_places_and_adopting_can_be_imported_alone() -> None:
    """Neither needs the other to have come first."""
    for module in ("questionnaire.adopted.places", "questionnaire.adopt", "questionnaire.xlsform"):
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
