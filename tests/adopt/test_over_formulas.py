"""What a respondent types over a formula of an adopted workbook is told: it would be lost without a word."""

from __future__ import annotations

import io
from collections.abc import Mapping

import openpyxl
import pytest

from domain.finding import Finding
from tests.adopt.making import Maker
from tests.adopt.returned import Sent, by_libreoffice, by_openpyxl, reading_of, sent
from tests.programs import need
from workbooks.cells import Cell, CellValue

_ROWS = 30


def _sent() -> Sent:
    """Return a workbook with questions, results beside them, a formula of several cells, and a sheet of results that asks nothing."""
    make = Maker("over", protect=False)
    page = make.sheet("A")
    for row in range(1, _ROWS + 1):
        page.write(f"A{row}", f"Question {row}")
        make.ask(page, f"B{row}", f"Question {row}", "integer", code="#,##0")
        page.write_formula(f"D{row}", f"=B{row}*2", make.grey, 0)
    page.write_array_formula("F1:F3", "{=B1:B3*3}", make.grey, 0)
    results = make.sheet("Results")
    results.write("A1", "All of them")
    results.write_formula("B1", "=SUM(A!B1:B30)", make.grey, 0)
    return sent(make.done())


def _filled(one: Sent, typed: Mapping[str, CellValue] = {}, moved: int = 0) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(by_openpyxl(one.copy, {Cell("A", row, 2): 10 * row for row in range(1, _ROWS + 1)})))
    for place, value in typed.items():
        name, at = place.split("!")
        book[name][at] = value  # type: ignore[assignment]
    if moved:
        book["A"].insert_rows(moved)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _told(one: Sent, data: bytes, name: str = "returned.xlsx") -> list[Finding]:
    return [each for each in reading_of(one, data, name).findings if each.code in {"over_formula", "stray_text"}]


@pytest.mark.parametrize(("place", "value"), [("A!D2", 41), ("A!D2", "not known"), ("Results!B1", 4000)])
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_value_over_a_formula_is_told_with_its_cell(place: str, value: CellValue, kind: str) -> None:
    """Whatever program saved it: formulas that still stand there are results, and nobody's writing."""
    one = _sent()
    data = _filled(one, {place: value})
    if kind != "xlsx":
        need("soffice")
        data = by_libreoffice({"over": data}, kind)["over"]
    (finding,) = _told(one, data, f"over.{kind}")
    assert (finding.code, f"{finding.sheet}!{finding.cell}") == ("over_formula", place)
    assert str(value).casefold() in finding.message.casefold()


@pytest.mark.parametrize(("typed", "value"), [("=5+3", 8), ("=(2+3)*4.5", 22.5), ("=TRUE()", True)])
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_formula_that_reads_nothing_is_told_as_the_value_that_it_gives(typed: str, value: CellValue, kind: str) -> None:
    """Whoever adds up by hand has typed a figure; programs write true and false as formulas."""
    need("soffice")
    one = _sent()
    (finding,) = _told(one, by_libreoffice({"over": _filled(one, {"A!D2": typed})}, kind)["over"], f"over.{kind}")
    assert (finding.code, finding.cell) == ("over_formula", "D2")
    assert str(value).casefold() in finding.message.casefold()


def test_a_formula_that_reads_a_row_a_name_or_another_cell_is_a_result() -> None:
    """Though another one stood there: nobody knows what it is for."""
    one = _sent()
    for formula in ("=B2*3", "=SUM(2:2)", "=PI()", "='A'!B1"):
        assert _told(one, by_libreoffice({"over": _filled(one, {"A!D2": formula})})["over"]) == []


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_results_are_not_told(kind: str) -> None:
    """Neither those of a single cell nor those of a formula of several, which may be written in the first alone."""
    need("soffice")
    one = _sent()
    assert _told(one, by_libreoffice({"over": _filled(one)}, kind)["over"], f"over.{kind}") == []


def test_what_the_formula_gave_when_it_was_sent_is_no_writing() -> None:
    """A program that writes results in place of formulas has changed nothing there."""
    one = _sent()
    assert _told(one, _filled(one, {"A!D2": 0})) == []


def test_a_formula_is_followed_to_where_its_row_went() -> None:
    """A row that was put in moves the formulas beneath it."""
    one = _sent()
    told = _told(one, _filled(one, {"A!D20": 41}, moved=10))
    assert [(each.code, each.cell) for each in told] == [("over_formula", "D21")]


def test_many_of_a_sheet_are_told_in_one_sentence() -> None:
    """It says how many there are, and where three of them stand; fewer than twenty are told one by one."""
    one = _sent()
    assert len(_told(one, _filled(one, {f"A!D{row}": 1000 + row for row in range(1, 20)}))) == 19
    (said,) = _told(one, _filled(one, {f"A!D{row}": 1000 + row for row in range(1, 26)}))
    assert all(part in said.message for part in ("25", "1001", "D1, D2, D3"))


def test_a_sheet_whose_formulas_are_all_gone_is_told_in_one_sentence() -> None:
    """Its program keeps none; nobody typed each of them, but somebody may have typed one."""
    one = _sent()
    book = openpyxl.load_workbook(io.BytesIO(_filled(one, {f"A!D{row}": 1000 + row for row in range(1, 11)})))
    for row in range(1, _ROWS + 1):
        for letter in "DF":
            if str(book["A"][f"{letter}{row}"].value).startswith("=") or letter == "F":
                book["A"][f"{letter}{row}"] = None
    written = io.BytesIO()
    book.save(written)
    (said,) = _told(one, written.getvalue())
    assert "10" in said.message
