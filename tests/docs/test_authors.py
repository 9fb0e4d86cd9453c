"""The tour for authors: played from its first table to its last command, it prints what stands on the page."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from docs.tour import PAGE, played


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Return the page as it is when it is played, and the folder with the files of its chapters."""
    folder = tmp_path_factory.mktemp("tour")
    return played(PAGE.read_text(encoding="utf-8"), folder), folder


def test_the_page_shows_what_its_commands_print(tour: tuple[str, Path]) -> None:
    """`python -m docs.tour` writes it anew where the program says something else now."""
    assert tour[0].splitlines() == PAGE.read_text(encoding="utf-8").splitlines()


def test_the_finished_form_is_valid_elsewhere(tour: tuple[str, Path]) -> None:
    """The pyxform of ODK takes it, with the columns that are ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = convert(str(tour[1] / "12" / "water.xlsx"))
    assert "<h:title>Water supply in 2011</h:title>" in made.xform


def test_the_workbooks_of_the_tour_have_its_sheets(tour: tuple[str, Path]) -> None:
    """A sheet a group, a table and a matrix."""
    book = load_workbook(tour[1] / "11" / "returned.xlsx")
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert visible == ["Cover", "Utility", "Supply", "Customers", "Treatment plants", "Volumes by year", "Result"]
