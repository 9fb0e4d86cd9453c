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
