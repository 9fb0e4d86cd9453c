"""Formats that show a number otherwise, in adopted workbooks: those of its author are no news, those of a respondent are asked about."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.adopt.making import Maker
from tests.adopt.returned import Sent, reading_of, sent


def _sent(code: str) -> Sent:
    make = Maker("in-thousands")
    page = make.sheet("A")
    for row, (label, kind) in enumerate((("Country", "text"), ("Turnover", "decimal"), ("Staff", "integer")), 3):
        page.write(f"A{row}", label)
        make.ask(page, f"B{row}", label, kind, code=code if kind == "decimal" else "")
    return sent(make.done())


def _read(one: Sent, code: str) -> tuple[object, list[str]]:
    """Return what is read of a figure that is shown with this format, and the codes of what is told."""
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    book["A"]["B3"], book["A"]["B5"] = "Tuvalu", 12
    book["A"]["B4"].value, book["A"]["B4"].number_format = 12_345_678, code
    out = io.BytesIO()
    book.save(out)
    reading = reading_of(one, out.getvalue(), "returned.xlsx")
    return reading.answers["turnover"], [one.code for one in reading.findings]


@pytest.mark.parametrize(("sent_with", "returned_with"), [("#,##0,", "#,##0,"), ("#,##0", "#,##0")])
def test_what_its_author_shows_so_is_read(sent_with: str, returned_with: str) -> None:
    """In thousands, say: everybody who answers sees the same."""
    assert _read(_sent(sent_with), returned_with) == (12_345_678, [])


def test_what_a_respondent_shows_otherwise_is_asked_about() -> None:
    """It came along with what they pasted."""
    assert _read(_sent("#,##0"), "#,##0,") == (None, ["number_disguised"])
