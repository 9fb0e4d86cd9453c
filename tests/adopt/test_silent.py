"""What no respondent gave is no answer: formulas and examples in tables, and what was put into a copy beforehand."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from questionnaire.definition import LAST_ROUND
from questionnaire.layout import MARKS_SHEET, Layout
from questionnaire.reading import LayoutState, Reading
from questionnaire.workbook.stamp import Personal, make_blank
from tests.adopt.making import Maker
from tests.adopt.returned import COVER, REFERENCE, TOKEN, Sent, by_libreoffice, by_openpyxl, reading_of, sent
from tests.programs import need
from workbooks.cells import Cell, CellValue

COLUMNS = (("A", "Plant", "@"), ("B", "Capacity in MW", "#,##0"), ("C", "GWh", "0.0"))


def _table(make: Maker, first: int = 4) -> Worksheet:
    """Return a sheet with a table of three columns and six rows beneath its headings."""
    page = make.sheet("A")
    page.write("A1", "Power plants", make.bold)
    page.write_row(first - 2, 0, [label for _, label, _ in COLUMNS], make.head)
    for row in range(first, first + 6):
        for letter, label, code in COLUMNS:
            make.ask(page, f"{letter}{row}", label, "text" if code == "@" else "decimal", code=code)
    return page


def _given(reading: Reading) -> list[object]:
    return [value for value in reading.answers.values() if value is not None]


def _read(one: Sent, typed: Mapping[str, CellValue]) -> Reading:
    """Return what is read of a copy in which these cells of the sheet A are filled."""
    cells = {Cell("A", int(at[1:]), ord(at[0]) - ord("A") + 1): value for at, value in typed.items()}
    return reading_of(one, by_openpyxl(one.copy, cells) if cells else one.copy)


def test_a_formula_within_a_table_is_no_answer() -> None:
    """It is no cell of its column, whatever it gives; the row has the answers beside it."""
    make = Maker("inside")
    page = _table(make)
    page.write_formula("C6", "=B6*8.76", make.grey, 87.6)
    page.write("A9", "Example plant", make.format("@"))
    one = sent(make.done())
    assert Layout.from_json(one.layout.to_json()) == one.layout
    assert reading_of(one, one.copy).blank
    typed: dict[str, CellValue] = {"A4": "North", "B4": 5, "C4": 40.5, "A6": "South", "B6": 10}
    assert _given(_read(one, typed)) == ["North", 5, 40.5, "South", 10]


def test_a_column_whose_formula_went_elsewhere_is_told() -> None:
    """A row was put in above it, and nothing that is printed beneath says so: it could be any of its cells."""
    make = Maker("moved")
    _table(make).write_formula("C6", "=B6*8.76", make.grey, 87.6)
    one = sent(make.done())
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    book["A"].insert_rows(5)
    book["A"]["A4"], book["A"]["C4"], book["A"]["C7"] = "North", 40.5, 87.6
    written = io.BytesIO()
    book.save(written)
    reading = reading_of(one, written.getvalue())
    assert _given(reading) == ["North"]
    assert [(finding.code, finding.cell) for finding in reading.findings] == [("rungs_disagree", "C3")]


def test_what_is_written_over_a_closed_cell_of_a_table_is_told() -> None:
    """A cell that its author left locked is none of its column, and what somebody wrote there may be an answer all the same."""
    make = Maker("closed")
    _table(make).write_blank("C6", None, make.grey)
    one = sent(make.done())
    reading = _read(one, {"A5": "North", "C6": 12})
    assert _given(reading) == ["North"]
    assert reading.findings


@pytest.mark.parametrize(("formula", "gives"), [("=AVERAGE(B4:B9)", 11), ("=COUNTA(B4:B9)", 3), ("=SUM(B4:B9)", 15)])
def test_a_formula_beneath_a_table_is_no_row_of_it(formula: str, gives: int) -> None:
    """It has no text beside it, and ends the table all the same."""
    make = Maker("beneath")
    _table(make).write_formula("B10", formula, make.grey, gives)
    one = sent(make.done())
    reading = _read(one, {"A4": "North", "B4": 5, "C4": 40.5, "A5": "South", "B5": 10})
    assert _given(reading) == ["North", 5, 40.5, "South", 10]
    assert reading.findings == ()


def _grown(one: Sent, rows: int, *, filled: int, more: Mapping[str, CellValue] = MappingProxyType({})) -> Reading:
    """Return what is read of a copy with rows put into its table above the formula beneath it, as Excel does: names go with cells."""
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    sheet = book["A"]
    (table,) = one.layout.tables
    sheet["B10"] = None
    sheet.cell(10 + rows, 2).value = 60
    book.defined_names[table.end].attr_text = f"'A'!$B${10 + rows}"
    for row in range(4, 4 + filled):
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = f"Plant {row}", row
    for at, value in more.items():
        sheet[at] = value  # type: ignore[assignment]
    written = io.BytesIO()
    book.save(written)
    return reading_of(one, written.getvalue())


@pytest.mark.parametrize(("rows", "filled"), [(2, 8), (0, 6), (-2, 4)])
def test_rows_that_were_put_in_above_a_formula_without_a_label_are_read(rows: int, filled: int) -> None:
    """Nothing is printed beneath the table: a hidden name of that formula says where it is now, also where rows were deleted."""
    make = Maker("grown")
    _table(make).write_formula("B10", "=SUM(B4:B9)", make.grey, 15)
    one = sent(make.done())
    assert Layout.from_json(one.layout.to_json()) == one.layout
    reading = _grown(one, rows, filled=filled)
    assert _given(reading) == [value for row in range(4, 4 + filled) for value in (f"Plant {row}", row)]
    assert [finding.code for finding in reading.findings] == ["row_added"] * (rows > 0)


def test_a_column_with_a_formula_is_not_read_where_rows_were_put_in_somewhere() -> None:
    """The formula among its cells may have gone down or not."""
    make = Maker("both")
    page = _table(make)
    page.write_formula("C6", "=B6*8.76", make.grey, 87.6)
    page.write_formula("B10", "=SUM(B4:B9)", make.grey, 15)
    reading = _grown(sent(make.done()), 1, filled=7, more={"C4": 5.5, "C6": 8.5, "C7": 87.6})
    assert not {5.5, 8.5, 87.6}.intersection(_given(reading))
    assert sorted((finding.code, finding.cell) for finding in reading.findings) == [("row_added", "A10"), ("rungs_disagree", "C3")]


@pytest.mark.parametrize("third", [100.5, date(2020, 5, 1)], ids=["figure", "date"])
def test_an_example_in_a_table_is_no_answer(third: object) -> None:
    """A row in which all is as its author printed it is nobody's; one where anything was given is."""
    make = Maker("example")
    page = _table(make)
    for at, value in (("A4", "Example plant"), ("B4", 100)):
        page.write(at, value, make.format("@" if at == "A4" else "#,##0"))
    if isinstance(third, date):
        page.write("C3", "In use since", make.head)
        page.write_datetime("C4", third, make.format("dd/mm/yyyy"))
    else:
        page.write("C4", third, make.format("0.0"))
    one = sent(make.done())
    assert reading_of(one, one.copy).blank
    assert _given(_read(one, {"A5": "South", "B5": 10})) == ["South", 10]
    assert len(_given(_read(one, {"A4": "North", "B4": 10}))) == 3


def _prefilled(previous: Mapping[str, str], *, read_only: bool = False) -> Sent:
    """Return a copy with two figures of the last round in it, which may be `read_only`, and two cells that its author filled."""
    make = Maker("again")
    page = make.sheet("A")
    for row, (label, kind, code, value) in enumerate(_PREFILLED, 1):
        page.write(f"A{row}", label)
        make.ask(page, f"B{row}", label, kind, code=code, value=value, rule=_CHOICE if kind == "select_one" else None)
    one = sent(make.done())
    filled = {"pumps", "wells"}
    questions = tuple(
        replace(each, fill=LAST_ROUND, previous=True, read_only=read_only) if each.name in filled else each for each in one.form.questions
    )
    form = replace(one.form, questions=questions)
    blank = make_blank(form, "en", COVER)
    return Sent(one.sample, form, blank, blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, "A ministry", previous)))


_CHOICE = {"validate": "list", "source": ["Yes", "No"]}
_PREFILLED = (("Pumps", "integer", "#,##0", None), ("Wells", "integer", "#,##0", None), ("Staff", "integer", "#,##0", 0),
              ("Policy", "select_one", "", "No"), ("Remarks", "text", "@", None))  # fmt: skip
_BEFORE = {"pumps": "1200", "wells": "7"}


def _kept(reading: Reading) -> list[str | None]:
    return [finding.question for finding in reading.findings if finding.code == "last_round_kept"]


def test_last_rounds_figures_that_were_put_into_a_copy_are_nobodys_answers() -> None:
    """A copy that comes back untouched is blank, whatever stood in it; what its author had put there counts no more for that."""
    one = _prefilled(_BEFORE)
    assert reading_of(one, one.copy).blank


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_what_libreoffice_saved_untouched_is_blank_as_well(kind: str) -> None:
    """It keeps the hidden marks, and the examples, formulas and dates that their author put there."""
    need("soffice")
    make = Maker("saved")
    page = _table(make)
    page.write_row("A4", ["Example plant", 100.5], make.format())
    page.write_datetime("C4", date(2020, 5, 1), make.format("dd/mm/yyyy"))
    page.write_formula("C6", "=2*8.76", make.grey, 17.52)
    page.write_formula("B10", "=MAX(B4:B9)", make.grey, 100.5)
    copies = {"table": sent(make.done()), "prefilled": _prefilled(_BEFORE)}
    back = by_libreoffice({name: one.copy for name, one in copies.items()}, kind)
    assert [name for name, data in back.items() if not reading_of(copies[name], data, f"back.{kind}").blank] == []


def test_a_figure_of_the_last_round_that_was_left_is_asked_about() -> None:
    """It may still hold, or nobody looked: it is read, with a warning that can be confirmed. One that was changed is not asked about."""
    reading = _read(_prefilled(_BEFORE), {"B1": 1300})
    assert [reading.answers[name] for name in ("pumps", "wells", "staff", "policy")] == [1300, 7, 0, "No"]
    assert _kept(reading) == ["wells"]
    assert "“7” may be last round’s value" in reading.findings[0].message
    assert reading.previous == {"pumps": 1200, "wells": 7}


def test_a_figure_that_is_only_shown_is_asked_of_nobody() -> None:
    """Nothing is said of it in a copy with answers, nor where it is not known any more; a copy that has nothing else is blank."""
    one = _prefilled(_BEFORE, read_only=True)
    assert reading_of(one, one.copy).blank
    reading = _read(one, {"B5": "Nothing new"})
    assert ([reading.answers[name] for name in ("pumps", "wells", "staff")], reading.findings) == ([1200, 7, 0], ())
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    del book[MARKS_SHEET]
    book.worksheets[0]["B5"] = "Nothing new"
    written = io.BytesIO()
    book.save(written)
    reading = reading_of(one, written.getvalue())
    assert ([reading.answers[name] for name in ("pumps", "wells")], _kept(reading)) == ([None, None], [])


@pytest.mark.parametrize(("typed", "said"), [(1300, "“1300” stands in it, and “1200” was kept"), ("none", "“none” stands in it")])
def test_a_figure_that_is_only_shown_and_was_changed_is_told_and_kept(typed: CellValue, said: str) -> None:
    """Whoever types another there says something; what was shown counts, and a person reads what was written."""
    reading = _read(_prefilled(_BEFORE, read_only=True), {"B1": typed})
    assert [reading.answers[name] for name in ("pumps", "wells")] == [1200, 7]
    assert [(one.code, one.question) for one in reading.findings] == [("read_only_changed", "pumps")]
    assert said in reading.findings[0].message
    reading = _read(_prefilled({"pumps": "1200"}, read_only=True), {"B2": 9})
    assert (reading.answers["wells"], [one.question for one in reading.findings]) == (None, ["wells"])


def test_a_figure_where_there_was_none_in_the_last_round_is_an_answer() -> None:
    """Nothing was put into its cell, so that somebody wrote it."""
    reading = _read(_prefilled({"pumps": "1200"}), {"B2": 7})
    assert (reading.answers["wells"], _kept(reading)) == (7, ["pumps"])


def test_without_its_marks_every_figure_that_may_be_last_rounds_is_asked_about() -> None:
    """The sheets were copied into a new file: nobody knows what was put there, and defaults beside it are no answers."""
    one = _prefilled(_BEFORE)
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    del book[MARKS_SHEET]
    written = io.BytesIO()
    book.save(written)
    reading = reading_of(one, written.getvalue())
    assert ([reading.answers[name] for name in ("pumps", "wells", "staff")], _kept(reading)) == ([1200, 7, None], ["pumps", "wells"])


@pytest.mark.parametrize("held", ["", "[reference]"])
def test_the_reference_that_was_stamped_into_a_cell_is_nothing_that_was_written(held: str) -> None:
    """Nor has the sheet changed for it, whatever its author had in that cell."""
    make = Maker("stamped")
    page = make.sheet("A")
    page.write("D1", held or None)
    for row in (1, 2, 3):
        page.write(f"A{row}", f"Figure {row}")
        make.ask(page, f"B{row}", "", "integer", code="#,##0")
    one = sent(make.done())
    assert one.form.original
    form = replace(one.form, source_sha256="another", original=replace(one.form.original, stamp="A!D1"))
    blank = make_blank(form, "en", COVER)
    stamped = Sent(one.sample, form, blank, blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, "A ministry")))
    assert reading_of(stamped, stamped.copy).blank
    reading = _read(stamped, {"B1": 5})
    assert (reading.layout, _given(reading), reading.findings) == (LayoutState.EXACT, [5], ())
