"""Drop-down lists that depend on other answers, as LibreOffice works them out."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from questionnaire.layout import LISTS_SHEET
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import make_blank
from questionnaire.xlsform import load
from tests.office import save_as
from tests.questionnaire.forms import ONE_SETTING, Rows, xlsx

COVER = Cover(study_title="S", sender="", deadline_text="", returns_to="", contact="")
HEAD = ("type", "name", "label", "choice_filter")
CHOICES: Rows = (
    ("list_name", "name", "label", "region"),
    ("regions", "north", "North"),
    ("regions", "south", "South"),
    ("towns", "alba", "Alba", "north"),
    ("towns", "cove", "Cove", "south"),
    ("towns", "bree", "Bree", "north"),
)
REGION = ("select_one regions", "region", "Region")
TOWN = ("select_one towns", "town", "Town", "region = ${region}")


def made(*rows: tuple[str, ...]) -> openpyxl.Workbook:
    """Return the blank workbook of a form."""
    form = load(xlsx((HEAD, *rows), CHOICES, ONE_SETTING), "f.xlsx")
    return openpyxl.load_workbook(io.BytesIO(make_blank(form, "en", COVER).unaddressed))


def calculated(book: openpyxl.Workbook, folder: Path) -> openpyxl.Workbook:
    """Return the workbook as LibreOffice works it out."""
    book.save(folder / "asked.xlsx")
    save_as("xlsx", [folder / "asked.xlsx"], folder / "out", locale="C.UTF-8")
    return openpyxl.load_workbook(folder / "out" / "asked.xlsx", data_only=True)


def cell(book: openpyxl.Workbook, name: str) -> tuple[str, str]:
    """Return sheet and cell of a defined name."""
    ((sheet, place),) = book.defined_names[name].destinations
    return sheet, place.replace("$", "")


@pytest.mark.parametrize(("region", "offered"), [("North", ["Alba", "Bree"]), ("South", ["Cove"]), ("", [])])
def test_the_list_holds_the_choices_that_go_with_the_answer_without_gaps(tmp_path: Path, region: str, offered: list[str]) -> None:
    """The list holds the choices that go with the answer, without gaps; where none does it is one blank, since nothing lets all in."""
    book = made(REGION, TOWN)
    sheet, place = cell(book, "q_region")
    book[sheet][place] = region or None
    lists = calculated(book, tmp_path)[LISTS_SHEET]
    *_, last = lists.iter_cols(values_only=True)
    assert [one for one in last if one] == offered
    assert not any(last[len(offered) :])


def test_the_cell_asks_the_list_that_depends_and_in_a_repeat_the_whole_list() -> None:
    """The cell asks the list that depends on the answer; in a repeat, where each row would need its own, it asks the whole list."""
    book = made(REGION, TOWN)
    sheet, place = cell(book, "q_town")
    (rule,) = (one for one in book[sheet].data_validations.dataValidation if place in one.sqref)
    assert book.defined_names[rule.formula1].attr_text.startswith("OFFSET(")
    book = made(("begin_repeat", "r", "R"), REGION, TOWN, ("end_repeat",))
    lists = [name.attr_text for key, name in book.defined_names.items() if key.startswith("list_")]
    assert lists
    assert not any(target.startswith("OFFSET(") for target in lists)
