"""Checks that a workbook makes beside its sums are taken over into the draft, as far as a form can say them; the others are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from exports.sheets import workbook_of
from questionnaire.adopt import adopt, draft
from questionnaire.xlsform import load
from tests.adopt.making import Maker, Sample
from tests.adopt.returned import Sent, by_openpyxl, reading_of, sent
from workbooks.cells import Cell, CellValue


def _sums(formula: str, label: str = "Check (must be 0)", gives: object = 0) -> Sample:
    """Return three figures of which the third is the sum of the others, a check beneath, and a formula that is none."""
    make = Maker("sums")
    page = make.sheet("A")
    for row, text in enumerate(("Men", "Women", "All staff"), 1):
        page.write(f"A{row}", text)
        make.ask(page, f"B{row}", text, "integer", code="#,##0")
    page.write("A4", "Net")
    page.write_formula("B4", "=B1-B2", make.grey, 0)
    page.write("A6", label)
    page.write_formula("B6", formula, make.grey, gives)
    return make.done()


def _found(one: Sent, typed: dict[str, int]) -> list[tuple[str, str]]:
    """Return what is told of a copy in which these cells of the sheet A are filled: how much it weighs, and what it says."""
    cells = {Cell("A", int(at[1:]), ord(at[0]) - 64): value for at, value in typed.items()}
    return [(finding.severity, finding.message) for finding in reading_of(one, by_openpyxl(one.copy, cells)).findings]


@pytest.mark.parametrize(
    ("formula", "label", "says"),
    [
        ("=B3-SUM(B1:B2)", "Check (must be 0)", "Check (must be 0)"),
        ("=ROUND(B1+B2-B3,2)", "Doit être 0", "Doit être 0"),
        ('=IF(B3=B1+B2,"OK","ERROR")', "Control", "Control"),
        ('=IF(B1+B2<>B3,"Please correct","")', "", "Please correct"),
        ('=IF(SUM(B1,B2)=B3,"Stimmt","Falsch")', "Prüfung", "Prüfung"),
    ],
)
def test_a_check_beside_sums_is_a_warning_of_the_form(formula: str, label: str, says: str) -> None:
    """Whoever gives figures that do not add up is asked about them, in the author's words; others are not."""
    one = sent(_sums(formula, label))
    assert _found(one, {"B1": 4, "B2": 5, "B3": 9}) == []
    ((severity, message),) = _found(one, {"B1": 4, "B2": 5, "B3": 10})
    assert (severity, says in message) == ("warning", True)


def _totals(check: str) -> Sample:
    """Return two figures with a total that is worked out, another one that is asked, and a check beside that, as an office shows it."""
    make = Maker("money")
    page = make.sheet("Money")
    for row, text in enumerate(("Salaries", "Other"), 1):
        page.write(f"A{row}", text)
        make.ask(page, f"B{row}", text, "decimal", code="0.0")
    page.write("A3", "Total expenditure")
    page.write_formula("B3", "=SUM(B1:B2)", make.grey, 0)
    page.write("A4", "Total according to your accounts")
    make.ask(page, "B4", "Total according to your accounts", "decimal", code="0.0")
    page.write_formula("C4", check, make.grey, "OK")
    return make.done()


@pytest.mark.parametrize("check", ['=IF(B4=B3,"OK","does not agree")', '=IF(B3=B4,"OK","does not agree")'])
def test_a_check_says_what_it_compares_with_both_values_where_it_stands(check: str) -> None:
    """Nobody gave a difference as an answer, and the first figure of a sum is not what disagrees."""
    data = _totals(check)
    (found,) = adopt(data.data, "money.xlsx").checks
    one = sent(data)
    cells: dict[Cell, CellValue] = {Cell("Money", row, 2): value for row, value in ((1, 100.5), (2, 3), (4, 105.5))}
    (told,) = reading_of(one, by_openpyxl(one.copy, cells)).findings
    assert (told.sheet, told.cell, told.severity) == ("Money", "B4", "warning")
    assert all(
        text in told.message for text in ("Total according to your accounts", "Total expenditure", "does not agree", "103.5", "105.5")
    )
    assert found.label.startswith("check Total")


def test_what_a_formula_shows_is_no_unit() -> None:
    """Beside the cell stands a check, whose word is short."""
    found = adopt(_totals('=IF(B4=B3,"OK","does not agree")').data, "money.xlsx")
    assert {one.label: one.unit for one in found.questions}["Total according to your accounts"] == ""


def test_a_long_formula_that_is_read_again_and_again_is_counted_each_time() -> None:
    """A small file could have very much to be looked at."""
    make = Maker("again")
    page = make.sheet("A")
    for row, text in enumerate(("Men", "Women"), 1):
        page.write(f"A{row}", text)
        make.ask(page, f"B{row}", text, "integer", code="#,##0")
    page.write_formula("D1", f"={'+'.join(['1'] * 2_000)}", make.grey, 2_000)
    page.write("A6", "Check (must be 0)")
    page.write_formula("B6", f"=B1-B2-{'-'.join(['D1'] * 300)}", make.grey, 0)
    found = adopt(make.done().data, "again.xlsx")
    assert found.unsaid == ("A: some formulas were not looked at, as there are too many. They may be checks.",)


@pytest.mark.parametrize(
    ("formula", "label"),
    [
        ('=IF(B1+B2=0,"Incomplete","Complete")', "Status"),
        ('=IF(B1+B2<>9,"Nein","Ja")', "Status"),
        ("=B1+B2-SUM(C8:C9)", "Check (must be 0)"),
    ],
)
def test_what_a_formula_wants_is_not_guessed(formula: str, label: str) -> None:
    """Two words that nobody knows beside a number may ask for either; and where it adds up nothing, the form can be used all the same."""
    one = sent(_sums(formula, label))
    assert _found(one, {"B1": 4, "B2": 5, "B3": 9}) == []
    assert _found(one, {"B1": 0, "B2": 0, "B3": 5}) == []


def test_a_comparison_of_order_is_taken_as_it_is_meant() -> None:
    """The word that says that all is well tells which side is allowed."""
    one = sent(_sums('=IF(B1>B3,"Too many","OK")', "Men"))
    assert _found(one, {"B1": 4, "B2": 5, "B3": 9}) == []
    assert [severity for severity, _ in _found(one, {"B1": 10, "B2": 5, "B3": 9})] == ["warning"]


def test_the_check_of_a_total_that_is_a_formula_itself_reads_what_that_adds_up() -> None:
    """The formula of the total is no answer: what stands in it is."""
    make = Maker("totals")
    page = make.sheet("A")
    for row, text in enumerate(("Men", "Women"), 1):
        page.write(f"A{row}", text)
        make.ask(page, f"B{row}", text, "integer", code="#,##0")
    page.write("A3", "Total")
    page.write_formula("B3", "=SUM(B1:B2)", make.grey, 0)
    page.write("A4", "Of them part-time and full-time")
    make.ask(page, "B4", "Of them", "integer", code="#,##0")
    page.write("A5", "Difference (0)")
    page.write_formula("B5", "=B3-B4", make.grey, 0)
    one = sent(make.done())
    assert _found(one, {"B1": 4, "B2": 5, "B4": 9}) == []
    assert [severity for severity, _ in _found(one, {"B1": 4, "B2": 5, "B4": 8})] == ["warning"]


def test_a_check_in_each_row_of_a_matrix_is_one_of_its_columns() -> None:
    """It reads the answers of its own row."""
    make = Maker("rows")
    page = make.sheet("A")
    page.write_row("A1", ["Region", "Men", "Women", "All", "Check = 0"], make.head)
    for row, region in enumerate(("North", "South", "West"), 2):
        page.write(f"A{row}", region)
        for letter in "BCD":
            make.ask(page, f"{letter}{row}", region, "integer", code="#,##0")
        page.write_formula(f"E{row}", f"=D{row}-B{row}-C{row}", make.grey, 0)
    one = sent(make.done())
    fine = {"B2": 1, "C2": 2, "D2": 3, "B3": 1, "C3": 2, "D3": 3}
    assert _found(one, fine) == []
    assert [severity for severity, _ in _found(one, fine | {"D3": 4})] == ["warning"]


def test_the_sum_of_a_whole_column_is_said() -> None:
    """A total beside a table adds up all its rows."""
    make = Maker("column")
    page = make.sheet("A")
    page.write("A1", "Capacity in all")
    make.ask(page, "B1", "Capacity in all", "decimal", code="0.0")
    page.write_row("A4", ["Plant", "Capacity"], make.head)
    for row in range(5, 10):
        make.ask(page, f"A{row}", "Plant", "text", code="@")
        make.ask(page, f"B{row}", "Capacity", "decimal", code="0.0")
    page.write("D1", "Check: 0")
    page.write_formula("E1", "=B1-SUM(B5:B9)", make.grey, 0)
    one = sent(make.done())
    rows = {"A5": "x", "B5": 2, "A6": "y", "B6": 3}
    assert _found(one, {"B1": 5, **rows}) == []  # type: ignore[dict-item]
    assert [severity for severity, _ in _found(one, {"B1": 6, **rows})] == ["warning"]  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "formula", ["=B3-SUMIF(A1:A2,A1,B1:B2)", '=IF(AND(B1=1,B2=2),"OK","ERROR")', '=IF(B1>B3,"Yes","No")', "=B3-Other!B9"]
)
def test_what_cannot_be_said_is_told(formula: str, tmp_path: Path) -> None:
    """It is no part of the draft, and the command names its cell."""
    file = tmp_path / "sums.xlsx"
    file.write_bytes(_sums(formula).data)
    command = ["questionnaire", "adopt", str(file), "--out", str(tmp_path / "form.xlsx")]
    said = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert (said["checks"], [one.split(" ")[0] for one in said["unsaid"]]) == (0, ["A!B6"])
    assert "A!B6" in CliRunner().invoke(app, command).stdout


def test_a_difference_that_is_merely_a_figure_is_no_check() -> None:
    """Nothing says that it must be 0; so is a text that formulas choose by a single answer."""
    data = _sums("=B3-B1", "Women by difference").data
    found = adopt(data, "sums.xlsx")
    assert (found.checks, found.unsaid) == ((), ())
    form = load(workbook_of(draft(found), title="x"), "form.xlsx", {"sums.xlsx": data})
    assert [one.name for one in form.valued] == ["men", "women", "all_staff"]
