"""Answers side by side without headings, behind which another answer stands: never silently wrong where a column came in."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, PatternFill, Side

from domain.answer import AnswerValue
from tests.adopt.making import Sample
from tests.adopt.returned import Sent, by_openpyxl, compared, filling, reading_of, sent
from tests.adopt.strangers import strangers

_SHEETS = {"restauration_scolaire": "Questionnaire", "uoe_enrl": "ENRL2"}


@cache
def _copy(name: str) -> tuple[Sent, bytes]:
    found = next(each for each in strangers() if each.name == name)
    one = sent(Sample(found.name, found.data, {}))
    return one, by_openpyxl(one.copy, filling(one)[0])


@pytest.mark.parametrize("column", range(2, 9))
@pytest.mark.parametrize("name", _SHEETS)
def test_a_column_put_in_among_them_makes_none_silently_wrong(name: str, column: int) -> None:
    """What stands behind the last of all, or what is printed, tells."""
    one, filled = _copy(name)
    book = openpyxl.load_workbook(io.BytesIO(filled))
    book[_SHEETS[name]].insert_cols(column)
    written = io.BytesIO()
    book.save(written)
    assert compared(reading_of(one, written.getvalue()), filling(one)[1]).wrong == []


_YEARS = {"C": 2022, "D": 2023, "E": 2024, "F": 2025}
_KINDS = ("#,##0.0", "0%", "#,##0")  # Rows of different kinds are a question for each cell.


@cache
def _by_year() -> Sent:
    """Return rows of different kinds by year, with a column of remarks, behind which nothing is printed."""
    book, side = openpyxl.Workbook(), Side(style="thin")
    page = book.worksheets[0]
    page["A1"] = "Supply of water"
    for column, head in {"A": "No", "B": "Indicator", **_YEARS, "G": "Remarks"}.items():
        page[f"{column}3"] = str(head)
    for row, (text, code) in enumerate(zip(("Water abstracted (km3)", "Losses (%)", "Employees"), _KINDS, strict=True), 4):
        page[f"A{row}"], page[f"B{row}"] = f"B{row - 3}", text
        for column in (*_YEARS, "G"):
            page[f"{column}{row}"].fill = PatternFill("solid", fgColor="FFF2CC")
            page[f"{column}{row}"].border = Border(left=side, right=side, top=side, bottom=side)
            page[f"{column}{row}"].number_format = "General" if column == "G" else code
    written = io.BytesIO()
    book.save(written)
    one = sent(Sample("by_year", written.getvalue(), {}))
    assert len(one.layout.slots) == 15
    assert not any(slot.heading for slot in one.layout.slots)
    return one


def _filled(change: Callable[[Any], None]) -> tuple[list[AnswerValue], list[str]]:
    """Return what is read of the first row, and the codes of what is told, where the years of each row were filled in."""
    book = openpyxl.load_workbook(io.BytesIO(_by_year().copy))
    page = book["Sheet"]
    for column, year in _YEARS.items():
        page[f"{column}4"], page[f"{column}5"], page[f"{column}6"] = year - 2000.5, 0.12, year - 1000
    change(page)
    written = io.BytesIO()
    book.save(written)
    reading = reading_of(_by_year(), written.getvalue())
    return list(reading.answers.values())[:5], [one.code for one in reading.findings]


def _write(at: str, text: str) -> Callable[[Any], None]:
    def change(page: Any) -> None:
        page[at] = text

    return change


@pytest.mark.parametrize("at", ["H4", "H5"])
def test_a_word_beside_the_last_of_several_years_moves_none_of_them(at: str) -> None:
    """Each year stands over its column as it did; what was typed beside them is told by itself."""
    answers, told = _filled(_write(at, "estimated"))
    assert answers == [21.5, 22.5, 23.5, 24.5, None]
    assert told == ["stray_text"]


@pytest.mark.parametrize("first", ["C", "D", "E"])
def test_years_that_may_have_gone_on_by_a_cell_are_nobodys(first: str) -> None:
    """What is typed from the next column on, up to one behind the last, leaves a blank before others."""

    def change(page: Any) -> None:
        columns = "CDEFGH"
        for is_, was in reversed([*zip(columns[1:], columns, strict=False)]):
            if was >= first:
                page[f"{is_}4"] = page[f"{was}4"].value
        page[f"{first}4"], page["H4"] = None, "as estimated"

    answers, told = _filled(change)
    right = [21.5, 22.5, 23.5, 24.5][: "CDEF".index(first)]
    assert answers == [*right, *[None] * (5 - len(right))]
    assert told.count("rungs_disagree") == 5 - len(right)


@pytest.mark.parametrize("column", range(3, 9))
def test_a_column_put_in_among_years_makes_none_silently_wrong(column: int) -> None:
    """The years went on with what stands beneath them."""
    answers, told = _filled(lambda page: page.insert_cols(column))
    assert answers == [21.5, 22.5, 23.5, 24.5, None] or told
