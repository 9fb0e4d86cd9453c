"""Numbers that are printed before the rows of a table are no question; figures that stand in cells that ask still are."""

from __future__ import annotations

import pytest

from questionnaire.adopt import adopt
from tests.adopt.making import Maker


def _branches(numbers: tuple[int | None, ...], *, code: str = "0") -> list[str]:
    """Return the labels of what is asked by a table with these figures before its rows."""
    make = Maker("branches")
    page = make.sheet("A")
    page.write_row("A1", ["No.", "Name of the branch", "Town", "Visits"], make.head)
    for row, number in enumerate(numbers, 2):
        make.ask(page, f"A{row}", "No.", "integer", code=code, value=number)
        for letter, label in (("B", "Name"), ("C", "Town")):
            make.ask(page, f"{letter}{row}", label, "text", code="@")
        make.ask(page, f"D{row}", "Visits", "integer", code="0")
    return [one.label for one in adopt(make.done().data, "branches.xlsx").questions]


def test_numbers_that_count_the_rows_of_a_table_are_no_question() -> None:
    """Their cells have the frames and the ground of those beside them."""
    assert _branches((1, 2, 3, 4, 5, 6)) == ["Name of the branch", "Town", "Visits"]


@pytest.mark.parametrize("numbers", [(1, 2, 4, 8, 9, 11), (None, None, None, None)])
def test_other_figures_in_cells_that_ask_are_asked(numbers: tuple[int | None, ...]) -> None:
    """They count nothing, or nobody has counted yet."""
    assert "No." in _branches(numbers)


def test_lines_that_are_counted_ask_nothing_also_where_results_follow() -> None:
    """As beneath "Line" between what is asked and a check."""
    make = Maker("lines")
    page = make.sheet("A")
    page.write_row("A1", ["Item", "Tonnes", "Line", "Check", "Remarks"], make.head)
    for row in range(2, 12):
        page.write(f"A{row}", f"Import of kind {'abcdefghijklm'[row]}", make.text)
        make.ask(page, f"B{row}", "Tonnes", "decimal", code="0.00")
        page.write(f"C{row}", row - 1, make.book.add_format({"border": 1}))
        page.write_formula(f"D{row}", f'=IF(B{row}<0,"?","")', make.grey)
        make.ask(page, f"E{row}", "Remarks", "text", code="@")
    assert [one.label for one in adopt(make.done().data, "lines.xlsx").questions] == ["Tonnes", "Remarks"]


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4), ("1", "2", "3", "4")])
def test_numbers_of_columns_ask_nothing(numbers: tuple[object, ...]) -> None:
    """They stand beneath the headings, in cells that look as those beneath them do, and so do blanks beside them."""
    make = Maker("columns", protect=False, colours=False)
    page, box = make.sheet("A"), make.book.add_format({"border": 1})
    page.write_row("A1", ["Ward", "Beds", "Admissions", "Deaths", "Days"], make.head)
    page.write_row("A2", ["", *numbers], box)
    for row in range(3, 13):
        page.write(f"A{row}", f"Ward {'abcdefghijklm'[row]}", box)
        for letter in "BCDE":
            make.ask(page, f"{letter}{row}", "", "integer")
    assert {row for one in adopt(make.done().data, "columns.xlsx").questions for row, _ in one.cells} == set(range(3, 13))


@pytest.mark.parametrize("headings", [("This year", "Last year"), (2025, 2024)])
@pytest.mark.parametrize("signs", [("A", "B", 1, 2), ("\u7532", "\u4e59", 1, 2), ("\u0410", "\u0411", "1", "2")])
def test_letters_of_keys_count_with_the_numbers_of_columns(headings: tuple[object, ...], signs: tuple[object, ...]) -> None:
    """As beneath the headings of forms of many statistical offices: A, B, 1, 2; two numbers are enough there."""
    make = Maker("letters", protect=False, colours=False)
    page, box = make.sheet("A"), make.book.add_format({"border": 1})
    page.write_row("A1", ["Indicator", "Line", *headings], make.head)
    page.write_row("A2", signs, box)
    for row in range(3, 11):
        page.write(f"A{row}", f"Staff of kind {'abcdefghijklm'[row]}", box)
        page.write(f"B{row}", f"{row:02}", box)
        for letter in "CD":
            make.ask(page, f"{letter}{row}", "", "integer")
    assert {row for one in adopt(make.done().data, "letters.xlsx").questions for row, _ in one.cells} == set(range(3, 11))
