"""Two tables side by side: each has the label that stands over it."""

from __future__ import annotations

import pytest

from questionnaire.adopt import adopt
from questionnaire.adopt.values import FoundRepeat
from tests.adopt.making import Maker


def _labels(merged: bool, bold: bool) -> list[str]:
    """Return the labels of two tables of two columns each, with keys, whose titles stand in one row over them."""
    make = Maker("beside")
    page = make.sheet("A")
    page.write("A1", "Energy return", make.bold)
    look = make.bold if bold else None
    for first, title, letters in ((0, "Power plants", "ABC"), (4, "Pipelines", "EFG")):
        if merged:
            page.merge_range(2, first, 2, first + 2, title, look)
        else:
            page.write(2, first, title, look)
        page.write_row(3, first, ["Kind", f"Number of {title.lower()}", f"Capacity of {title.lower()}"], make.head)
        for row, kind in enumerate(("Coal", "Gas", "Water", "Wind"), 5):
            page.write(f"{letters[0]}{row}", f"{kind} {letters[0]}")
            for letter in letters[1:]:
                make.ask(page, f"{letter}{row}", letter, "integer", code="#,##0")
    sheets = adopt(make.done().data, "beside.xlsx").sheets
    return [item.label for one in sheets for part in one.parts for item in part.items if isinstance(item, FoundRepeat)]


@pytest.mark.parametrize("merged", [True, False])
def test_each_of_two_tables_side_by_side_has_the_title_over_it(*, merged: bool) -> None:
    """The title of the sheet is that of neither."""
    assert _labels(merged, bold=True) == ["Power plants", "Pipelines"]


def test_a_text_that_looks_like_any_other_is_no_title() -> None:
    """It may be a note; the tables are then called as before."""
    assert _labels(merged=False, bold=False) == ["Energy return", "Energy return"]


@pytest.mark.parametrize("titled", [True, False])
def test_two_tables_without_words_for_their_rows_are_two(titled: bool) -> None:
    """Paper lies between them, and each has its title, or the same headings."""
    found = adopt(_tables(("Name", "Share") if titled else ("Item", "Amount"), titled=titled), "two.xlsx")
    assert [[one.label for one in repeat.questions] for repeat in found.repeats] == [
        ["Item", "Amount"], ["Name", "Share"] if titled else ["Item", "Amount"],
    ]  # fmt: skip


def test_a_table_with_a_space_in_it_is_one() -> None:
    """Neither titles nor the same headings say that a second one begins behind the space."""
    (repeat,) = adopt(_tables(("Name", "Share"), titled=False), "one.xlsx").repeats
    assert [one.label for one in repeat.questions] == ["Item", "Amount", "Name", "Share"]


def _tables(second: tuple[str, str], *, titled: bool) -> bytes:
    make = Maker("two", protect=False)
    page = make.sheet("T")
    for first, title, heads in (("A", "Income", ("Item", "Amount")), ("D", "Owners", second)):
        if titled:
            page.write(f"{first}1", title, make.bold)
        for column, said in zip((first, chr(ord(first) + 1)), heads, strict=True):
            page.write(f"{column}2", said, make.head)
            for row in range(3, 8):
                make.ask(page, f"{column}{row}", said, "text", code="@")
    return make.done().data
