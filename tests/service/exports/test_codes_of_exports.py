"""Why a figure is missing, told by codes that a user of the data can tell apart, and that stay what they are."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import polars as pl
import pyreadstat
import pytest

from service.exports.export import export
from service.installation.install import SAMPLE
from service.studies.running import require_running
from tests.questionnaire.forms import Cell
from tests.service.installed import at
from tests.service.studies.test_versions import _LAWS, House, sent

_HEAD: Sequence[Cell] = ("type", "name", "label", "missing")
_FORM: Sequence[Sequence[Cell]] = (
    _HEAD,
    ("integer", "staff", "Number of staff", "n/a=Not available; conf=Confidential"),
    ("integer", "budget", "What is the budget?", "n/a"),
    ("date", "since", "Since when?", ""),
)
_BOUND = "A bound alone was written, such as <5"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation of three organisations that were sent a form with missing codes."""
    with sent(tmp_path, 3, _FORM) as found:
        yield found


def exported(house: House, kind: str, name: str, *, anonymous: bool = False) -> Path:
    """Return a file of an export."""
    with house.service.store.reading() as tx:
        found = require_running(house.service, tx, SAMPLE)
    folder = house.home / f"{kind}{anonymous}"
    export(house.service, found, kind, folder, at("06-01"), labels=False, language="en", anonymous=anonymous)
    return folder / name


def answered(house: House) -> None:
    """Let three organisations answer: by a bound, by a missing code and by words, by a figure."""
    house.answer(0, {"Number of staff": "<5", "What is the budget?": 7}, "02-22", house.letters)
    house.answer(1, {"Number of staff": "n/a", "What is the budget?": "≥ 100"}, "02-23", house.letters)
    house.answer(2, {"Number of staff": 12}, "02-24", house.letters)


def test_a_bound_has_a_code_and_a_label_of_its_own_in_every_format(house: House) -> None:
    """Nobody mistakes it for something that could not be read; the codes of the form are what they were."""
    answered(house)
    rows = {row["organisation_code"]: row for row in house.exported()}
    assert [rows[f"ORG00{one}"]["staff"] for one in range(3)] == ["-92", "-94", "12"]
    assert [rows[f"ORG00{one}"]["budget"] for one in range(3)] == ["7", "-92", "-99"]
    book = {row["variable"]: row for row in reversed(house.exported(part="codebook"))}
    assert book["staff"]["missing"].endswith("-95=unreadable\n-94=n/a\n-93=conf\n-92=bound")
    assert "bound" not in book["since_m"]["codes"]

    _, meta = pyreadstat.read_sav(exported(house, "sav", f"{SAMPLE}-answers.sav"), user_missing=True)
    assert meta.variable_value_labels["staff"][-92] == _BOUND
    frame, meta = pyreadstat.read_dta(exported(house, "dta", f"{SAMPLE}-answers.dta"), user_missing=True)
    assert (frame["staff"][0], {str(code): text for code, text in meta.variable_value_labels["staff"].items()}["h"]) == ("h", _BOUND)
    table = pl.read_parquet(exported(house, "parquet", f"{SAMPLE}-answers.parquet"))
    assert table["staff_m"].to_list() == ["bound", "n/a", None]
    sheet = pd.read_excel(exported(house, "xlsx", f"{SAMPLE}-answers.xlsx"), "Answers", engine="openpyxl")
    assert list(sheet["staff"]) == [-92, -94, 12]
    assert _BOUND.replace("<", "&lt;") in exported(house, "ddi", f"{SAMPLE}-ddi.xml").read_text(encoding="utf-8")


def test_what_was_written_as_a_bound_stands_in_the_values(house: House) -> None:
    """Whoever can use the bound finds it there."""
    answered(house)
    with exported(house, "values", f"{SAMPLE}-values.csv").open(encoding="utf-8", newline="") as file:
        told = {(row["organisation"], row["item"]): row for row in csv.DictReader(file)}
    assert [told["ORG000", "staff"][name] for name in ("value", "status", "as_written")] == ["", "unreadable", "<5"]


def test_a_bound_beside_an_edit_is_one_still_and_an_export_without_names_has_it(house: House) -> None:
    """Where another answer of the workbook was put right, and where nobody is named; the version as it was has the same code."""
    answered(house)
    house.edit(0, "budget", "9")
    assert [house.row(0)[name] for name in ("staff", "budget")] == ["-92", "9"]
    assert house.row(0, 2)["staff"] == "-92"
    with exported(house, "csv", f"{SAMPLE}-anonymous-answers.csv", anonymous=True).open(encoding="utf-8", newline="") as file:
        assert sorted(row["staff"] for row in csv.DictReader(file)) == ["-92", "-94", "12"]
    house.edit(0, "staff", "4")
    assert house.row(0)["staff"] == "4"


def test_a_missing_code_that_is_called_otherwise_keeps_its_number_in_every_export(house: House) -> None:
    """What a later version calls it changes its name alone, in the export of all versions and in those of each."""
    answered(house)
    assert house.row(1)["staff"] == "-94"
    form = tuple(tuple(str(cell).replace("n/a=Not available", "none=Not available") for cell in row) for row in _FORM)
    house.write(form, _LAWS, '\n[[changes]]\nrecoded = { staff = { "n/a" = "none" } }\n')
    assert house.apply("--by", "Anna Berg").code == 0
    assert [house.row(1, version)["staff"] for version in (None, 2)] == ["-94", "-94"]
    (row, *_) = [row for row in house.exported(part="codebook") if row["variable"] == "staff"]
    assert "-94=none\n-93=conf" in row["missing"]
