"""A question whose name another column of an export has is told by the check, with the name that its column gets."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from service.authoring.drafts import prospective
from service.installation.install import SAMPLE
from service.mailings.check import check
from tests.questionnaire.forms import Cell
from tests.service.installed import at
from tests.service.studies.test_versions import _LAWS, House, sent

_HEAD: Sequence[Cell] = ("type", "name", "label", "excel::max_rows")
_FORM: Sequence[Sequence[Cell]] = (
    _HEAD,
    ("text", "region", "Which region?", ""),
    ("integer", "staff_all", "Number of staff", ""),
    ("integer", "staff-all", "Number of staff in all", ""),
    ("text", "all", "Anything else?", ""),
    ("text", "a_question_of_which_the_name_is_much_too_long", "Too long?", ""),
    ("begin_repeat", "cases", "Cases", "3"),
    ("text", "file", "Which file?", ""),
    ("end_repeat", "", "", ""),
)
_TOLD = "questionnaire.xlsx: in exports these have another name than in the form, since another column or table is called so, "


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation that was sent a form whose names are free."""
    with sent(tmp_path, 1) as found:
        yield found


def told(house: House) -> list[str]:
    """Return what the check says of names."""
    notes = check(house.service, prospective(house.service, SAMPLE), at("03-01")).notes
    return [str(one) for one in notes if "in exports" in one]


def test_names_that_are_taken_are_told_and_those_that_are_only_shortened_are_not(house: House) -> None:
    """Of a column or a table that every export has, or of another question whose name reads the same; each time that one looks."""
    assert told(house) == []
    house.write(_FORM, _LAWS, '\n[[changes]]\ndropped = ["staff", "incidents", "law", "means", "remark", "days", "closing"]\n')
    (note,) = told(house)
    assert note.startswith(_TOLD)
    assert ": region (region_2), staff-all (staff_all_2), file (file_2), cases (cases_2). Give them other names in the form before" in note
    assert told(house) == [note]


def test_the_export_calls_them_as_the_check_says(house: House) -> None:
    """So that nobody finds it out in the data alone."""
    house.write(_FORM, _LAWS, '\n[[changes]]\ndropped = ["staff", "incidents", "law", "means", "remark", "days", "closing"]\n')
    assert house.apply("--by", "Anna Berg").code == 0
    house.exported()
    (file,) = house.home.rglob(f"{SAMPLE}-codebook.csv")
    with file.open(encoding="utf-8-sig", newline="") as book:
        rows = [(row["key"], row["variable"]) for row in csv.DictReader(book)]
    assert {("region", "region"), ("region", "region_2"), ("staff-all", "staff_all_2"), ("file", "file_2"), ("all", "q_all")} <= set(rows)
    assert list(house.home.rglob(f"{SAMPLE}-cases_2.csv"))
