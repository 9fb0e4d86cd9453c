"""The rows of a matrix are called by what stands in one column, however long the units beside it are."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.styles import Protection

from questionnaire.adopt import adopt
from tests.adopt.making import Maker

ROWS = [("Subscribers", "thousand"), ("Revenue", "million"), ("Parcels", "hundred thousand"), ("Complaints", "number")]


def _keys(rows: list[tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
    """Return the column of the keys, and the keys, of a sheet with these rows: what is asked and its unit, before two years."""
    book = Workbook()
    page = book.worksheets[0]
    page["A1"] = "Indicators"
    page["A3"], page["B3"], page["C3"], page["D3"] = "Indicator", "Unit", 2023, 2024
    for row, texts in enumerate(rows, 4):
        page.cell(row, 1, texts[0])
        page.cell(row, 2, texts[1])
        for column in (3, 4):
            page.cell(row, column).protection = Protection(locked=False)
    page.protection.sheet = True
    written = io.BytesIO()
    book.save(written)
    (repeat,) = adopt(written.getvalue(), "book.xlsx").repeats
    return repeat.key, repeat.keys


def test_a_row_is_called_by_its_words_and_not_by_a_unit_that_is_longer() -> None:
    """All keys stand in the column that the draft names, since there they are looked for when the workbook comes back."""
    assert _keys(ROWS) == ("A", ("Subscribers", "Revenue", "Parcels", "Complaints"))


def test_what_is_asked_stands_before_its_unit_where_either_is_longer_in_as_many_rows() -> None:
    """The column of the keys is then the first of the two, whichever row comes first."""
    assert _keys([ROWS[1], ROWS[0]]) == ("A", ("Revenue", "Subscribers"))
    assert _keys([ROWS[0], ROWS[1]]) == ("A", ("Subscribers", "Revenue"))


def test_a_row_of_which_only_a_code_stands_in_the_column_of_the_keys_is_called_by_its_words() -> None:
    """A number is no name where words are beside it."""
    rows = [("Coal of all kinds", "t"), ("1.2", "Natural gas"), ("Oil and its products", "kg")]
    assert _keys(rows) == ("A", ("Coal of all kinds", "Natural gas", "Oil and its products"))


def test_a_row_that_stands_in_two_tables_of_a_sheet_is_called_by_its_words_in_both() -> None:
    """Its unit stands twice, too, so that neither is a group; what stands twice before other words is one, and these are the key."""
    rows = [("Subscribers", "thousand"), ("Revenue", "million EUR"), ("Complaints", "number"), ("Subscribers a day", "each")]
    assert _keys([*rows, ("Revenue", "million EUR")])[1][1].endswith("Revenue")
    assert _keys([*rows, ("Revenue", "of which abroad")])[1][4] == "of which abroad"


def _ages(texts: list[str | int]) -> tuple[str, tuple[str, ...]]:
    """Return the column of the keys, and the keys, of a table by age: results of both sexes stand between the ages and what is asked."""
    make = Maker("ages")
    page = make.sheet("Pupils")
    page.write_row("A1", ["Age", "Both", "Boys", "Girls"], make.head)
    for row, text in enumerate(texts, 2):
        page.write(f"A{row}", text)
        page.write_formula(f"B{row}", f"=C{row}+D{row}", make.grey, 0)
        for letter in "CD":
            make.ask(page, f"{letter}{row}", "", "integer", code="0")
    (repeat,) = adopt(make.done().data, "ages.xlsx").repeats
    return repeat.key, repeat.keys


@pytest.mark.parametrize("texts", [["Under 4", 4, 5, 6, 7, "Over 7", "Unknown"], ["Under 4", 4, 5, 6, 7], [4, 5, 6, 7, 8]])
def test_a_row_without_words_is_called_by_its_number_and_not_by_a_result_beside_it(texts: list[str | int]) -> None:
    """Ages stand where other rows have words; what a formula gives in a blank form is another number in each one that comes back."""
    assert _ages(texts) == ("A", tuple(map(str, texts)))


def test_the_rows_say_which_language_it_is_where_the_headings_are_years() -> None:
    """A year is a year in every language, and a form of years alone was taken to be in English."""
    make = Maker("years")
    page = make.sheet("1")
    page.write_row("A1", ["", 2024, 2025], make.head)
    for row, text in enumerate(("Nombre d’élèves inscrits", "Nombre d’enseignants", "Nombre d’écoles", "dont écoles privées"), 2):
        page.write(f"A{row}", text)
        for letter in "BC":
            make.ask(page, f"{letter}{row}", "", "integer", code="0")
    assert adopt(make.done().data, "years.xlsx").language == "fr"
