"""A question that stands a blank row behind a table is a question of its own, and the table ends where it is seen to end."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.adopt import adopt
from service.authoring.adopting import adopt_workbooks
from service.authoring.renewal.renew import renew

_SIDE = Side(style="thin")
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def _asked(page: Worksheet, area: str) -> None:
    for row in page[area]:
        for cell in row:
            cell.border = _FRAME


def _drawn(draw: str) -> bytes:
    """Return a table of branches (or a matrix, whose rows have names), and what `draw` says stands behind it."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "T"
    keys = draw.startswith("matrix")
    page["A1"] = "Branches"
    page.append(["Kind" if keys else "No.", "Men" if keys else "Name", "Women" if keys else "Town", "Children" if keys else "Visits"])
    for row in range(3, 9):
        page.cell(row, 1).value = f"Branch {row}" if keys else row - 2
    _asked(page, "B3:D8")
    if "total" in draw:
        page["A9" if keys else "B9"] = "Total"
        page["D9"] = "=SUM(D3:D8)"
        if keys:
            page["B9"], page["C9"] = "=SUM(B3:B8)", "=SUM(C3:C8)"
    row = 11 if "total" in draw else 10
    if "alone" in draw:
        pass
    elif "group" in draw:
        page.cell(row, 1).value, page.cell(row + 1, 1).value = "Branches abroad", "Branches at sea"
        _asked(page, f"B{row}:D{row + 1}")
    else:
        page.cell(row, 1).value = "Members" if keys else "8"
        if not keys:
            page.cell(row, 2).value = "Active members"
        _asked(page, f"B{row}:B{row}" if keys else f"C{row}:C{row}")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _places(draw: str) -> list[str]:
    """Return the cells of each question."""
    return [one.place for one in adopt(_drawn(draw), "t.xlsx").questions]


@pytest.mark.parametrize("draw", ["table, total", "table", "matrix, total", "matrix"])
def test_a_question_a_blank_row_behind_a_table_is_none_of_its_cells(draw: str) -> None:
    """It stands in one of the table's columns, and looks as these do; other columns ask nothing there, or print its label."""
    letter, row = ("B" if draw.startswith("matrix") else "C"), (11 if "total" in draw else 10)
    assert _places(draw) == ["T!B3:B8", "T!C3:C8", "T!D3:D8", f"T!{letter}{row}"]


@pytest.mark.parametrize("draw", ["matrix, total, group", "matrix, group"])
def test_a_group_of_rows_behind_a_blank_row_goes_on_with_the_table(draw: str) -> None:
    """It asks in all columns of the table, beneath the same headings."""
    row = 11 if "total" in draw else 10
    assert _places(draw) == [f"T!{letter}3:{letter}8,T!{letter}{row}:{letter}{row + 1}" for letter in "BCD"]


@pytest.mark.parametrize("draw", ["table", "matrix, total"])
def test_a_newer_edition_in_which_it_came_leaves_the_table_as_it_was(draw: str, tmp_path: Path) -> None:
    """It came, and nothing moved."""
    older, newer = tmp_path / "2025.xlsx", tmp_path / "2026.xlsx"
    older.write_bytes(_drawn(f"{draw}, alone"))
    newer.write_bytes(_drawn(draw))
    adopt_workbooks([older], tmp_path / "form.xlsx")
    made = renew([newer], tmp_path / "form.xlsx", tmp_path / "form2.xlsx")
    assert (len(made.renewal.came), made.renewal.moved, made.renewal.gone) == (1, (), ())
