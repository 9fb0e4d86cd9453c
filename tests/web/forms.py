"""The form of the study that the console shows, changed and broken."""

from __future__ import annotations

from collections.abc import Callable

import openpyxl

from service.installation.install import SAMPLE
from tests.service.correspondence import edited
from tests.web.desk import DeskAtWork


def change_form(desk: DeskAtWork, change: Callable[[openpyxl.Workbook], None]) -> None:
    """Change the form in the folder of the study."""
    file = desk.office.service.installation.studies / SAMPLE / "questionnaire.xlsx"
    file.write_bytes(edited(file.read_bytes(), change))


def broken(book: openpyxl.Workbook) -> None:
    """Let questions have a type that there is not, names that cannot be, and conditions that nobody can work out."""
    survey = book["survey"]
    heads = {cell.value: number for number, cell in enumerate(survey[1], 1)}
    rows = (
        {"type": "dance", "name": "one"},
        {"type": "integer", "name": "two words"},
        {"type": "select_one nowhere", "name": "two"},
        {"type": "integer", "name": "three", "relevant": "${nobody} = 1"},
        {"type": "integer", "name": "four", "relevant": "once(3"},
        {"type": "integer", "name": "five", "relevant": "${three} ="},
        {"type": "begin_group", "name": "six"},
    )
    for number, cells in enumerate(rows, survey.max_row + 1):
        for head, value in {**cells, "label::English (en)": "Asked?"}.items():
            if head in heads:
                survey.cell(number, heads[head], value)
