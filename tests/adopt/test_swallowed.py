"""Cells of an adopted workbook that a respondent merged, or parted: what was typed is read or told; what its author merged is no news."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from questionnaire.reading import Reading
from tests.adopt.making import Maker
from tests.adopt.returned import Sent, reading_of, sent


def _sent() -> Sent:
    make = Maker("merged", protect=False)
    page = make.sheet("A")
    for row, (label, kind) in enumerate((("Country", "text"), ("Turnover", "decimal"), ("Staff", "integer"), ("Women", "integer")), 3):
        page.write(f"A{row}", label)
        make.ask(page, f"B{row}", label, kind, to=f"D{row}")
    return sent(make.done())


def _returned(one: Sent, *, merge: str = "", part: str = "", **typed: Any) -> Reading:
    """Return what is read of a copy in which cells were merged anew or parted, and then filled."""
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    page = book["A"]
    for area in [str(each) for each in page.merged_cells.ranges] if merge else [part] if part else []:
        page.unmerge_cells(area)
    for cell, value in typed.items():
        page[cell] = value
    if merge:
        page.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return reading_of(one, out.getvalue(), "returned.xlsx")


def _told(reading: Reading) -> list[tuple[str, str | None, str | None]]:
    return [(each.code, each.question, each.cell) for each in reading.findings]


def test_what_its_author_merged_is_no_news() -> None:
    """Each answer has three cells that are seen as one."""
    reading = _returned(_sent(), B3="Tuvalu", B4=1.5, B5=12, B6=4)
    assert (reading.answers["turnover"], reading.answers["women"], _told(reading)) == (1.5, 4, [])


def test_one_cell_over_two_answers_is_asked_about() -> None:
    """Twelve of the staff, or twelve women, or both."""
    reading = _returned(_sent(), merge="B5:D6", B3="Tuvalu", B4=1.5, B5=12)
    assert (reading.answers["staff"], reading.answers["women"]) == (12, None)
    assert _told(reading) == [("answer_merged", "women", "B6")]


def test_what_was_typed_into_a_cell_that_was_parted_is_told() -> None:
    """Nothing was asked for there."""
    reading = _returned(_sent(), part="B5:D5", B3="Tuvalu", B4=1.5, B5=12, C5=7, B6=4)
    assert reading.answers["staff"] == 12
    assert _told(reading) == [("stray_text", None, "C5")]


def test_what_was_typed_behind_a_blank_cell_that_was_parted_is_told() -> None:
    """It may be the answer."""
    reading = _returned(_sent(), part="B5:D5", B3="Tuvalu", B4=1.5, D5=12, B6=4)
    assert reading.answers["staff"] is None
    assert [each for each in _told(reading) if each[2] == "D5" or each[1] == "staff"]
