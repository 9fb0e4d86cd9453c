"""The column excel::part: which office of an organisation fills in a section, and how its part is written."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from contacts.columns import ContactField, assign
from questionnaire.definition import Questionnaire
from questionnaire.xlsform.questions.extras import PART
from service.authoring.files import build_blank
from tests.questionnaire.forms import ONE_SETTING, Rows, found, loaded, only, xlsx

HEAD = ("type", "name", "label", "excel::sheet", PART)


def form(first: str, second: str, within: str = "", table: str = "") -> Rows:
    """Return a survey of two sections, with a group and a table in the first, each with what stands in the column."""
    return (
        HEAD,
        ("begin_group", "staff", "Staff", "", first),
        ("integer", "a", "A", "", ""),
        ("begin_group", "inner", "Inner", "", within),
        ("integer", "b", "B", "", ""),
        ("end_group", "", "", "", ""),
        ("end_group", "", "", "", ""),
        ("begin_group", "law", "The law", "", second),
        ("text", "c", "C", "", table),
        ("end_group", "", "", "", ""),
    )


def parts(*cells: str) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Return the parts of a form, and those of each section."""
    made: Questionnaire = loaded(form(*cells))
    return made.parts, {one.name: one.parts for one in made.sections}


def test_a_section_is_of_one_part_of_several_or_of_all() -> None:
    """Several are parted by semicolons, commas or lines; what is blank is everybody's."""
    assert parts("police", "justice") == (("police", "justice"), {"staff": ("police",), "law": ("justice",)})
    assert parts("police; justice", "") == (("police", "justice"), {"staff": ("police", "justice"), "law": ()})
    assert parts("", "")[0] == ()


def test_one_part_is_written_in_one_way() -> None:
    """Neither case nor space tells two parts apart; it is written as it was first."""
    assert parts("The Police", "the  POLICE, justice") == (
        ("The Police", "justice"),
        {"staff": ("The Police",), "law": ("The Police", "justice")},
    )


@pytest.mark.parametrize(("within", "question", "row"), [("police", "", 4), ("", "justice", 9)])
def test_a_part_for_some_of_a_section_is_refused(within: str, question: str, row: int) -> None:
    """At its cell, with what to do: a group within a section, and a question, belong to the office of their section."""
    problem = only(found(form("police", "justice", within, question)))
    assert (problem.row, problem.column) == (row, PART)
    assert problem.message


@pytest.mark.parametrize("heading", ["Part", "part of the questionnaire", "Partie", "Teil", "Parte", "Часть анкеты", "部分"])
def test_the_column_of_a_contact_list_is_known_by_its_heading(heading: str) -> None:
    """In the languages of contact lists."""
    assert ContactField.PART in assign(["Code", "E-mail", heading], {}).values()


def test_the_cover_lists_which_sections_each_office_fills_in(tmp_path: Path) -> None:
    """By the labels of the sections; a section of nobody's alone stands with none, and a form without parts says nothing."""

    def cover(*cells: str) -> list[str]:
        (tmp_path / "form.xlsx").write_bytes(xlsx(form(*cells), (), ONE_SETTING))
        build_blank(tmp_path / "form.xlsx", "en", tmp_path / "blank.xlsx")
        book = openpyxl.load_workbook(io.BytesIO((tmp_path / "blank.xlsx").read_bytes()))
        return [str(cell.value) for row in book.worksheets[0] for cell in row if cell.value]

    told = cover("police; justice", "justice")
    assert [text for text in told if text.startswith(("police:", "justice:"))] == ["police: Staff", "justice: Staff, The law"]
    assert not [text for text in cover("", "") if "police" in text]
