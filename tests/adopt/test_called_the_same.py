"""Rows of one matrix that are called the same are told apart by what they belong to, and its title is what heads it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from questionnaire.adopt import adopt
from questionnaire.adopt.values import FoundQuestion, FoundRepeat
from tests.adopt.making import Maker


def _made(rows: Sequence[Sequence[str]], keys: int = 1) -> Maker:
    """Return a workbook with a matrix beneath headings in row 3: words in the first columns of its rows, and two cells for figures."""
    make = Maker("same")
    page = make.sheet("T")
    page.write("A1", "Persons held", make.bold)
    page.write_row("A3", [*(f"Kind {number}" for number in range(keys)), "Count", "Value"], make.head)
    for row, texts in enumerate(rows, 4):
        page.write_row(f"A{row}", texts, make.bold if len(texts) < keys else None)
        for column in range(keys, keys + 2) if len(texts) == keys else ():
            make.ask(page, f"{chr(65 + column)}{row}", texts[-1], "integer", code="0")
    return make


def _keys(make: Maker) -> list[str]:
    found = adopt(make.done().data, "same.xlsx").sheets
    return [key for one in found for part in one.parts for item in part.items if isinstance(item, FoundRepeat) for key in item.keys]


def test_a_part_of_the_row_before_is_called_with_it() -> None:
    """As "of which: women" beneath each of several totals, with no heading between them."""
    rows = [["Adults"], ["of which: women"], ["Juveniles"], ["of which: women"], ["Foreigners"]]
    assert _keys(_made(rows)) == ["Adults", "Adults – of which: women", "Juveniles", "Juveniles – of which: women", "Foreigners"]


def test_words_beside_tell_apart_what_nothing_else_does() -> None:
    """As whether waste is hazardous; the heading of the column is no group."""
    rows = [["Solvents", "H"], ["Acids", "NH"], ["Acids", "H"], ["Glass", "NH"], ["Glass", "H"]]
    assert _keys(_made(rows, keys=2)) == ["Solvents", "NH – Acids", "H – Acids", "NH – Glass", "H – Glass"]


def test_rows_without_words_are_told_by_nothing() -> None:
    """They are no rows of one name."""
    assert not any(" – " in key for key in _keys(_made([["Coal"], ["Gas"], ["Oil"], [""], [""]])))


@pytest.mark.parametrize("blank", [False, True])
def test_a_band_between_the_rows_parts_them_also_behind_a_blank_row(blank: bool) -> None:
    """What stands above it heads the columns beneath it as well."""
    make = Maker("band", protect=False, colours=False)
    page = make.sheet("T")
    page.merge_range("A3:C3", "Persons killed", make.bold)
    page.write_row("A4", ["Road user", "Male", "Female"], make.head)
    for first in (5, 9 if blank else 8):
        for row, said in enumerate(("Pedestrians", "Cyclists"), first):
            page.write(f"A{row}", said)
            for letter in "BC":
                make.ask(page, f"{letter}{row}", said, "integer", code="0")
    page.merge_range("A8:C8" if blank else "A7:C7", "Persons injured", make.bold)
    assert _keys(make)[-2:] == ["Persons injured – Pedestrians", "Persons injured – Cyclists"]


def _sections(make: Maker) -> list[str]:
    return [part.label for one in adopt(make.done().data, "t.xlsx").sheets for part in one.parts if part.label]


def _form(title: str, *, box: bool = False, total: bool = False) -> list[str]:
    """Return the sections of a form with a bold or grey text of its own row over two questions: beside a box, or beside a sum."""
    make = Maker("titles")
    page = make.sheet("T")
    page.write("A1", "Hospital return", make.bold)
    for row, said in enumerate(("Beds", "Wards"), 2):
        page.write(f"A{row}", said)
        make.ask(page, f"B{row}", said, "integer", code="0")
    page.write("A5", title, make.grey)
    if box:
        page.merge_range("B5:D5", None, make.grey)
    if total:
        page.write_formula("B5", "=SUM(B2:B3)", make.grey, "")
    for row, said in enumerate(("Name", "Date"), 7):
        page.write(f"A{row}", said)
        make.ask(page, f"B{row}", said, "text", code="@")
    return _sections(make)


def test_a_row_of_results_heads_nothing() -> None:
    """Also where a program made the workbook, and no formula has been calculated."""
    assert _form("TOTAL", total=True) == ["Hospital return"]


@pytest.mark.parametrize(("title", "box"), [("For office use only", False), ("File no.", True), ("Réservé à l’administration", False)])
def test_what_an_office_fills_in_heads_nothing(title: str, box: bool) -> None:
    """What follows it is asked of everyone."""
    assert _form(title, box=box) == ["Hospital return"]


def test_a_title_that_says_when_to_leave_its_part_blank_is_one() -> None:
    """In brackets, it is no office's."""
    assert _form("Respondent (leave blank if not applicable)") == ["Hospital return", "Respondent (leave blank if not applicable)"]


def test_a_wider_cell_behind_a_box_to_tick_is_for_words() -> None:
    """There one says what "Other" is."""
    make = Maker("other", protect=False)
    page = make.sheet("T")
    page.set_column("A:A", 40)
    page.write("A1", "When are data collected? (tick all that apply)", make.bold)
    for row, said in enumerate(("At first", "Later", "Other, please specify:"), 2):
        page.write(f"A{row}", said)
        make.ask(page, f"B{row}", said, "select_one")
    make.ask(page, "C4", "Other", "text", to="F4")
    items = [item for one in adopt(make.done().data, "o.xlsx").sheets for part in one.parts for item in part.items]
    assert [item.kind.type for item in items if isinstance(item, FoundQuestion)] == ["select_one", "select_one", "select_one", "text"]
