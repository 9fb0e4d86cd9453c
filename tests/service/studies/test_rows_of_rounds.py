"""Last round's figures of a matrix row that has another code now: they are shown nowhere, and the check says so."""

from __future__ import annotations

import openpyxl
import pytest

from domain.changes import NO_CHANGES, Changes
from questionnaire.definition import Questionnaire
from service.authoring.drafts import prospective
from service.installation.install import SAMPLE
from service.mailings.check import check
from service.studies.previous import FILE
from service.studies.rows_before import rows_had, rows_unknown
from tests.questionnaire.aside_samples import CHOICES, SETTINGS, SURVEY
from tests.questionnaire.forms import loaded
from tests.service.office import Office
from tests.service.studies.test_previous import next_round
from tests.service.studies.test_previous_export import LONG, files
from tests.service.studies.test_units_of_rounds import answered


def form(*codes: str) -> Questionnaire:
    """Return the sample with these rows in its matrix."""
    return loaded(SURVEY, (CHOICES[0], *(("years", *[code] * 4) for code in codes), *CHOICES[3:]), SETTINGS)


def told(had: tuple[str, ...], *now: str) -> str:
    """Return what is said of a form with rows of `now` whose last round had others."""
    return "".join(rows_unknown(form(*now), {"volumes": had}, NO_CHANGES))


def test_a_row_that_was_called_otherwise_is_told_with_both_codes() -> None:
    """And with the list in which to write the code of then."""
    said = told(("river", "well"), "river", "wells")
    assert all(f"beside {one}" in said for one in ("wells",))
    assert ("those of well " in said, "(list years)" in said) == (True, True)


@pytest.mark.parametrize(
    ("had", "now"),
    [
        (("river", "well"), ("well", "river")),
        (("river", "well"), ("river",)),
        (("river",), ("river", "well")),
        (("2009", "2010"), ("2010", "2011")),
        (("2009", "y_2010"), ("y_2010", "y_2011", "sum")),
        ((), ("river",)),
    ],
)
def test_rows_that_only_came_or_went_and_years_that_pass_are_not_told(had: tuple[str, ...], now: tuple[str, ...]) -> None:
    """Nothing of the last round could stand beside a new row, nor is a place left for one that went."""
    assert not told(had, *now)


@pytest.mark.parametrize(("had", "now"), [(("2010", "2011"), ("y2010", "y2011")), (("2010", "2011"), ("2010", "last_year"))])
def test_the_same_year_under_another_code_is_told(had: tuple[str, ...], now: tuple[str, ...]) -> None:
    """No other year came where it went."""
    assert told(had, *now)


def test_a_matrix_that_has_another_name_now_is_known_by_that_of_then() -> None:
    """As `renamed` says it."""
    changes = Changes(renamed={"amounts": "volumes"})
    assert len(list(rows_unknown(form("river", "wells"), {"amounts": ("river", "well")}, changes))) == 1


@pytest.mark.parametrize("table", [True, False])
def test_rows_are_found_in_a_table_and_in_an_export(table: bool) -> None:
    """Of an export by its column of instances; those without a figure are none that could be lost."""
    there = {FILE: b"organisation_code,volumes[river].billed,volumes[well].billed\r\nA,1,2\r\n"}
    export = files(volumes=LONG.replace("2010", "river").replace("2011,-998", "well,5\r\nA,spring,-998"))
    assert rows_had(there if table else export, form("river", "wells"), NO_CHANGES)["volumes"] == ("river", "well")


def test_the_check_of_the_next_round_names_the_row_of_a_study_in_the_store(office: Office) -> None:
    """The year 2011 of the sample is called last_year in the next form."""
    answered(office)
    next_round(office, SAMPLE)
    file = office.home / "studies" / "next" / "questionnaire.xlsx"
    book = openpyxl.load_workbook(file)
    row = next(row for row in book["choices"].iter_rows() if row[0].value == "years" and str(row[1].value) == "2011")
    notes = check(office.service, prospective(office.service, "next"), office.now).notes
    assert not [one for one in notes if "(list years)" in one]
    row[1].value = "last_year"
    book.save(file)
    (said,) = (one for one in check(office.service, prospective(office.service, "next"), office.now).notes if "(list years)" in one)
    assert ("beside last_year " in said, "of 2011 " in said) == (True, True)
