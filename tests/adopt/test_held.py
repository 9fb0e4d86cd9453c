"""Cells that hold figures and ask are found by what formulas read, where nothing else tells them; figures that are given are not."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.adopt import Sureness, adopt
from tests.adopt.held import samples
from tests.adopt.making import Sample
from tests.adopt.score import score
from workbooks.cells import a1


@pytest.mark.parametrize("sample", list(samples()), ids=lambda sample: sample.name)
def test_cells_that_are_full_of_figures_are_found_by_what_formulas_read(sample: Sample) -> None:
    """In six languages; factors, last year's figures, years, results that were typed and totals are none of them."""
    found = score(sample)
    assert (found.found, found.extra, found.wrong) == (found.inputs, 0, ())
    assert all(one.cell_guess is Sureness.GUESSED for one in adopt(sample.data, "a.xlsx").questions)


def _found(rows: Sequence[Sequence[str | float | None]]) -> list[str]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return sorted(a1(*at) for one in adopt(buffer.getvalue(), "a.xlsx").questions for at in one.cells)


def test_a_figure_that_no_formula_reads_is_print() -> None:
    """Beside one that a formula reads, with nothing else to tell them apart."""
    assert _found([["Rent", 10], ["Floor", 3], ["A year", "=B1*12"]]) == ["B1"]


def test_a_figure_without_words_before_it_is_none_that_asks() -> None:
    """A number of a row, which a formula looks up, is read as well."""
    assert _found([[1, "Rent", 10, "=A1*C1"]]) == ["C1"]


@pytest.mark.parametrize("title", ["Last year", "Année précédente", "Año anterior", "السنة السابقة", "Прошлый год", "上年"])
def test_figures_of_last_year_are_given_whether_their_heading_or_their_title_says_so(title: str) -> None:
    """In each language, and under a title in bold type too."""
    assert _found([["Item", "Sum", title, "Change"], ["Rent", 10, 8, "=B2-C2"], ["Power", 12, 9, "=B3-C3"]]) == ["B2", "B3"]


def test_a_formula_that_reads_a_whole_sheet_reads_as_far_as_something_is_written() -> None:
    """And one that reads a sheet which is not there reads nothing of it."""
    assert _found([["Rent", 10, "=SUM(Nowhere!A1:B2)+SUM(A1:XFD1048576)"]]) == ["B1"]


_BESIDE: list[list[str | float | None]] = [
    ["Item", "Now", "Share", "Planned", "Added", "Sum"],
    *[[f"Item {row}", 10, 0.1, f"=B{row}*C{row}", None, f"=D{row}+E{row}"] for row in range(2, 6)],
]


def _drawn(change: Callable[[Worksheet], None]) -> list[str]:
    """Return what is found of a plan whose cells all have lines, where `Added` is blank, and last time's figures are grey."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    thin, grey = Side(style="thin"), PatternFill("solid", fgColor="FFDDDDDD")
    for row in _BESIDE:
        sheet.append(list(row))
    for cell in (one for row in sheet["A1:F5"] for one in row):
        cell.border = Border(bottom=thin, right=thin)
        cell.fill = grey if cell.column_letter == "B" or cell.row == 1 else PatternFill()
    change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return sorted(a1(*at) for one in adopt(buffer.getvalue(), "a.xlsx").questions for at in one.cells)


def test_of_the_operands_of_a_row_those_ask_that_do_not_have_the_colour_of_print() -> None:
    """The formula would be a figure itself if both were given."""
    assert _drawn(lambda _: None) == ["C2", "C3", "C4", "C5", "E2", "E3", "E4", "E5"]


def test_a_blank_among_them_that_a_formula_reads_asks_as_well() -> None:
    """Whoever began the plan left one out."""

    def change(sheet: Worksheet) -> None:
        sheet["C3"].value = None

    assert "C3" in _drawn(change)


def test_figures_without_lines_beside_cells_with_lines_are_given() -> None:
    """What asks is drawn in such a sheet."""

    def change(sheet: Worksheet) -> None:
        for row in range(2, 6):
            sheet[f"C{row}"].border = Border()

    assert _drawn(change) == ["E2", "E3", "E4", "E5"]


def test_figures_in_bold_type_are_results_that_were_typed() -> None:
    """As the totals of a table that only informs."""

    def change(sheet: Worksheet) -> None:
        sheet["C5"].font = Font(bold=True)

    assert "C5" not in _drawn(change)


def test_a_figure_beside_one_that_asks_in_the_same_formula_is_given() -> None:
    """An amount that is asked for may be multiplied with what is printed."""

    def change(sheet: Worksheet) -> None:
        for row in range(2, 6):
            sheet[f"D{row}"].value = f"=B{row}*C{row}*E{row}"
            sheet[f"F{row}"].value = f"=D{row}"

    assert _drawn(change) == ["E2", "E3", "E4", "E5"]
