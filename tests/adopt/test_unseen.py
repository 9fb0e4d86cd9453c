"""Cells of an adopted workbook that nobody sees: what its author hid or coloured so is no news, and what a respondent did is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from tests.adopt.making import Maker
from tests.adopt.returned import Sent, reading_of, sent


def _sent(**look: Any) -> Sent:
    make = Maker("unseen", protect=False)
    page = make.sheet("A")
    for row, (label, kind) in enumerate((("Country", "text"), ("Turnover", "decimal"), ("Staff", "integer")), 3):
        page.write(f"A{row}", label)
        make.ask(page, f"B{row}", label, kind)
        if kind == "integer" and look:
            page.write_blank(f"B{row}", None, make.book.add_format({"border": 1, **look}))
    return sent(make.done())


def _read(one: Sent, change: Callable[[Any], None] = lambda _: None) -> tuple[object, list[tuple[str, str | None]]]:
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    page = book["A"]
    page["B3"], page["B4"], page["B5"] = "Tuvalu", 1.5, 12
    change(page)
    out = io.BytesIO()
    book.save(out)
    reading = reading_of(one, out.getvalue(), "returned.xlsx")
    return reading.answers["staff"], [(each.code, each.cell) for each in reading.findings]


def _hide(page: Any) -> None:
    page.row_dimensions[5].hidden = True


def _whiten(page: Any) -> None:
    page["B5"].font, page["B5"].fill = Font(color="FFFFFFFF"), PatternFill()


def _strike(page: Any) -> None:
    page["B3"].font = Font(strike=True)


@pytest.mark.parametrize(
    ("change", "told"), [(_hide, ("answer_hidden", "B5")), (_whiten, ("answer_unseen", "B5")), (_strike, ("answer_unseen", "B3"))]
)
def test_what_a_respondent_hid_is_told(change: Callable[[Any], None], told: tuple[str, str]) -> None:
    """And counts."""
    assert _read(_sent(), change) == (12, [told])


@pytest.mark.parametrize("look", [{"font_color": "#FFFFFF"}, {"font_size": 1}])
def test_what_its_author_wrote_so_is_no_news(look: dict[str, Any]) -> None:
    """A condition may show it in its time."""
    assert _read(_sent(**look)) == (12, [])
