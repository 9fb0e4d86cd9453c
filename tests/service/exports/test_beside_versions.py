"""The tables beside the answers speak of versions as the answers do: by the keys of the codebook, or of the one version that is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from service.authoring.drafts import apply
from service.installation import config
from service.installation.install import SAMPLE
from service.wiring import open_service
from tests.questionnaire.forms import Cell
from tests.service.correspondence import attached, edited
from tests.service.installed import at, make
from tests.service.studies.test_versions import _LAWS, _LAWS_SECOND, House

_HEAD: Sequence[Cell] = ("type", "name", "label", "constraint", "severity", "unit")
_LAW: Sequence[Cell] = ("select_one law", "law", "Is there a law?", "", "", "")
_FIRST: Sequence[Sequence[Cell]] = (_HEAD, ("integer", "staff", "Number of staff", ". < 1000", "warning", "persons"), _LAW)
_SECOND: Sequence[Sequence[Cell]] = (_HEAD, ("decimal", "employees", "Number of staff", ". < 1", "warning", "thousands"), _LAW)
_CHANGES = (
    '\n[[changes]]\nrenamed = { staff = "employees" }\nscaled = { employees = 0.001 }\ndropped = []\nrecoded = { law = { 2 = "0" } }\n'
)


def confirm(book: openpyxl.Workbook) -> None:
    """Say of what is asked that it is right, and why."""
    for row in book["To check"].iter_rows():
        if row[1].value and not row[-1].protection.locked:
            row[-2].value, row[-1].value = "Yes", "We are that many."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation of which one organisation confirmed what it had answered to the first form, and a second form runs."""
    make(tmp_path, 3)
    with open_service(config.load(tmp_path, {})) as service:
        found = House(tmp_path, service)
        found.write(_FIRST, _LAWS)
        apply(service, SAMPLE, at("02-02"), by="staff")
        found.office.letters(at("02-10"))
        found.letters = found.office.letters(at("02-20"))
        (asked,) = found.answer(0, {"Number of staff": 5000, "Is there a law?": "No"}, "02-22", found.letters)
        found.office.answer(asked, *(attached(asked)[0], edited(attached(asked)[1], confirm)))
        found.office.letters(at("02-23"))
        found.write(_SECOND, _LAWS_SECOND, _CHANGES)
        ran = found.apply("--by", "Anna Berg")
        assert ran.code == 0, ran.err
        yield found


def test_what_was_confirmed_stands_under_the_key_of_the_codebook_with_its_version(house: House) -> None:
    """Whoever looks for the reason of a figure finds it by the name that the figure has."""
    (row,) = [row for row in house.exported(part="confirmations") if row["state"] == "accepted"]
    told = [row[name] for name in ("organisation_code", "form_version", "item", "failed_check", "reason")]
    assert told == ["ORG000", "2", "employees", "range", "We are that many."]
    keys = {row["key"] for row in house.exported(part="codebook")}
    assert row["item"] in keys


def test_answers_that_do_not_count_stand_under_the_keys_and_in_the_units_of_the_codebook(house: House) -> None:
    """So that a figure that was sent before can be laid beside the one that counts."""
    told = {row["item"]: (row["form_version"], row["state"], row["answer"]) for row in house.exported(part="others")}
    assert told == {"employees": ("2", "superseded", "5"), "law": ("2", "superseded", "0")}
    assert house.row(0)["employees"] == "5"


def test_one_version_alone_has_what_came_to_it_in_its_own_words(house: House) -> None:
    """And nothing of what came to another, in any table that has a version."""
    house.send(house.fresh(2, "03-26"), {"Number of staff": 0.2}, "03-27")
    assert {row["item"] for row in house.exported(2, part="confirmations")} == {"staff"}
    assert {(row["item"], row["answer"]) for row in house.exported(2, part="others")} == {("staff", "5000"), ("law", "2")}
    assert {row["form_version"] for row in house.exported(2, part="submissions")} == {"2"}
    assert [row["organisation_code"] for row in house.exported(3, part="submissions")] == ["ORG002"]
    assert [house.exported(3, part=name) for name in ("confirmations", "others")] == [[], []]
    assert len(house.exported(part="submissions")) == 3
