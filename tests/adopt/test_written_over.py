"""What was written over something that an adopted workbook prints is told: it may be an answer."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.adopt.making import Maker
from tests.adopt.returned import Sent, by_openpyxl, reading_of, sent
from workbooks.cells import Cell, CellValue


@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless"])
@pytest.mark.parametrize("at", ["A2", "D1", "A4"])
def test_what_was_written_over_a_printed_text_is_told(at: str, *, named: bool) -> None:
    """It may be an answer that somebody put into the wrong cell; a text as much as a figure."""
    make = Maker("over", protect=False)
    page = make.sheet("A")
    for row, label in enumerate(("Staff", "Wells", "Pumps", "Trees"), 1):
        page.write(f"A{row}", label)
        make.ask(page, f"B{row}", label, "integer", code="#,##0")
    page.write("D1", "A note of the author")
    one = sent(make.done())
    told = [_over(one, at, value, named=named) for value in (42, "Edited")]
    assert ([cell for cell in told[0] if cell == at], [cell for cell in told[1] if cell == at]) == ([at], [at])


def _over(one: Sent, at: str, value: CellValue, *, named: bool) -> list[str | None]:
    """Return the cells of which something is told in a filled copy, one of whose printed texts was written over."""
    book = openpyxl.load_workbook(io.BytesIO(by_openpyxl(one.copy, {Cell("A", row, 2): row for row in (1, 2, 3, 4)})))
    book["A"][at] = value  # type: ignore[assignment]
    for name in [] if named else list(book.defined_names):
        del book.defined_names[name]
    written = io.BytesIO()
    book.save(written)
    return [finding.cell for finding in reading_of(one, written.getvalue()).findings if finding.code == "stray_text"]
