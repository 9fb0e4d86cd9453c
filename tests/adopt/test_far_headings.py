"""A heading reaches down to the rows of its own table, and to nothing that stands beneath it behind a blank row."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from questionnaire.adopt import adopt
from questionnaire.adopt.values import FoundQuestion, FoundRepeat
from tests.adopt.making import Maker

_YEARS = (2022, 2023, 2024, 2025)


def _table() -> Maker:
    """Return a workbook with a table of offences by year in the columns B to E, and their comments in F."""
    make = Maker("far", protect=False)
    page = make.sheet("T")
    page.set_column("A:A", 40)
    page.write_row("A3", ["Offence", *map(str, _YEARS), "Comments"], make.head)
    for row, said in enumerate(("Homicide", "Assault", "Robbery", "Theft"), 4):
        page.write(f"A{row}", said)
        for letter in "BCDEF":
            make.ask(page, f"{letter}{row}", said, "decimal" if letter != "F" else "text", code="0.0" if letter != "F" else "@")
    return make


def _found(make: Maker) -> tuple[list[FoundQuestion], list[FoundRepeat]]:
    items = [item for one in adopt(make.done().data, "far.xlsx").sheets for part in one.parts for item in part.items]
    single = [item for item in items if isinstance(item, FoundQuestion)]
    return single, [item for item in items if isinstance(item, FoundRepeat)]


def _labels(cells: Iterable[tuple[str, str, str]], words: Iterable[tuple[str, str]]) -> list[str]:
    """Return the labels of what stands beneath the table: cells (with the last of those that are merged), and words that are printed."""
    make = _table()
    page = make.book.worksheets()[0]
    for at, said in words:
        page.write(at, said)
    for at, to, kind in cells:
        make.ask(page, at, "", kind, to=to, code="@" if kind == "text" else "dd/mm/yyyy")
    single, repeats = _found(make)
    assert [len(one.keys) for one in repeats] == [4]
    return [one.label for one in single]


def test_two_dates_in_a_row_behind_a_table_have_no_headings_of_its_columns() -> None:
    """They are fewer than the columns of the table."""
    words = ("A10", "Period covered: from"), ("C10", "to")
    assert _labels([("B10", "", "date"), ("D10", "", "date")], words) == ["Period covered: from", "to"]


def test_words_between_the_cells_of_a_row_say_that_it_is_none_of_the_table() -> None:
    """Even if it asks in most of its columns."""
    words = ("A9", "Approved by"), ("E9", "Date")
    labels = _labels([("B9", "", "text"), ("C9", "", "text"), ("D9", "", "text"), ("F9", "", "date")], words)
    assert not {one for one in labels if one[-4:].isdigit() or "Comments" in one}
    assert labels[-1] == "Date"


def test_words_where_a_table_works_something_out_say_so_too() -> None:
    """As "Date" beneath a column of differences."""
    make = Maker("far", protect=False)
    page = make.sheet("T")
    page.write_row("A3", ["Account", "Budget", "Outturn", "Variance", "Explanation"], make.head)
    for row, said in enumerate(("Taxes", "Grants", "Fees", "Fines"), 4):
        page.write(f"A{row}", said)
        for letter in "BCE":
            make.ask(page, f"{letter}{row}", said, "decimal" if letter != "E" else "text", code="0.0" if letter != "E" else "@")
        page.write_formula(f"D{row}", f"=C{row}-B{row}", make.grey, 0)
    page.write("A9", "Certified by")
    make.ask(page, "B9", "Certified by", "text", to="C9", code="@")
    page.write("D9", "Date")
    make.ask(page, "E9", "Date", "date", code="dd/mm/yyyy")
    assert [one.label for one in _found(make)[0]] == ["Certified by", "Date"]


def test_a_text_far_below_a_table_has_none_of_its_years() -> None:
    """A question stands between them, and asks in other columns."""
    words = [("A10", "Which rules are used?"), ("A20", "Sources"), ("A22", "Other, please specify"), ("A30", "General remarks")]
    words += [(f"A{row}", f"Rule {row}") for row in range(11, 18)]
    cells = [(f"B{row}", "", "text") for row in range(11, 18)]
    cells += [("B20", "F20", "text"), ("B22", "F22", "text"), ("B30", "F30", "text")]
    assert _labels(cells, words)[-3:] == ["Sources", "Other, please specify", "General remarks"]


@pytest.mark.parametrize("title", ["", "Other offences"])
@pytest.mark.parametrize("columns", ["BCDEF", "BCEF"])
def test_rows_behind_a_blank_one_that_ask_as_the_table_does_are_of_it(title: str, columns: str) -> None:
    """A blank row and a title part its rows; a cell may be missing in one of them."""
    make = _table()
    page = make.book.worksheets()[0]
    page.write("A9", title, make.bold)
    for row, said in enumerate(("Fraud", "Bribery"), 10):
        page.write(f"A{row}", said)
        for letter in columns:
            make.ask(page, f"{letter}{row}", said, "decimal" if letter != "F" else "text", code="0.0" if letter != "F" else "@")
    single, repeats = _found(make)
    assert not single
    assert [one.label for repeat in repeats for one in repeat.questions][-1] == "Comments"
    assert [key for repeat in repeats for key in repeat.keys] == ["Homicide", "Assault", "Robbery", "Theft", "Fraud", "Bribery"]
