"""One sign alone tells cells that are for a pen, for an office or for nobody, and texts that want to be written over."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.adopt import adopt

_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_ROWS = range(3, 13)


def _grid() -> tuple[Workbook, Worksheet]:
    """Return a table of framed blanks without locks or colours: districts by two years."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(["Number of schools"])
    page.append(["District", "Code", "2023", "2024"])
    for row in _ROWS:
        page.cell(row, 1, f"District of {'abcdefghijklm'[row]}")
        page.cell(row, 2, f"{row:02d}")
        for column in (1, 2, 3, 4):
            page.cell(row, column).border = _BOX
    return book, page


def _asked(book: Workbook) -> set[str]:
    written = io.BytesIO()
    book.save(written)
    found = adopt(written.getvalue(), "made.xlsx")
    return {f"{'ABCDEFGH'[column - 1]}{row}" for one in found.questions for row, column in one.cells}


@pytest.mark.parametrize("sign", ["x", "X", "Х", "×", "—", "–", "xxx", "***"])
def test_what_is_crossed_out_asks_nothing(sign: str) -> None:
    """In Latin or Cyrillic letters; the blanks beside it do."""
    book, page = _grid()
    page["C5"] = page["D8"] = sign
    assert _asked(book) == {f"{letter}{row}" for letter in "CD" for row in _ROWS} - {"C5", "D8"}


def test_codes_that_are_written_as_texts_ask_nothing() -> None:
    """Nor does a cell on a ground that is too dark to be read on."""
    book, page = _grid()
    page["C5"].fill = PatternFill("solid", fgColor="FF404040")
    assert _asked(book) == {f"{letter}{row}" for letter in "CD" for row in _ROWS} - {"C5"}


@pytest.mark.parametrize(
    "label", ["Signature", "Unterschrift / Stempel", "Firma del capitán", "Подпись:", "Cachet de l’organisme", "签字", "التوقيع"]
)
def test_nobody_signs_in_a_file(label: str) -> None:
    """What stands beside it is asked for: a name, and the day on which it is signed."""
    book, page = _grid()
    for row, text in enumerate(("Name:", label, "Date of signature:"), 20):
        page.cell(row, 1, text)
        page.cell(row, 3).border = Border(bottom=_LINE)
    assert {at for at in _asked(book) if int(at[1:]) >= 20} == {"C20", "C22"}


@pytest.mark.parametrize("heading", ["For official use only", "Cadre réservé à l’INS", "Vom Amt auszufüllen", "Служебная отметка"])
def test_what_an_office_fills_in_is_asked_of_nobody(heading: str) -> None:
    """A column beneath such a heading, and a box beside such a label."""
    book, page = _grid()
    page["E2"], page["A20"] = heading, heading
    for at in (*(f"E{row}" for row in _ROWS), "B20"):
        page[at].border = _BOX
    assert _asked(book) == {f"{letter}{row}" for letter in "CD" for row in _ROWS}


@pytest.mark.parametrize("text", ["<YYYY-MM-DD>", "[select]", "<text>", "[à préciser]"])
def test_a_text_in_brackets_in_a_drawn_cell_is_to_be_written_over(text: str) -> None:
    """What is not drawn is a remark."""
    book, page = _grid()
    page["A20"], page["B20"], page["B22"] = "When did the last census end", text, "[see the notes]"
    page["B20"].border = _BOX
    assert {at for at in _asked(book) if int(at[1:]) >= 20} == {"B20"}
