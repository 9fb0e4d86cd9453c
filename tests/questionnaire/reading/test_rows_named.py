"""A table within a table: each of its entries names the row of the other to which it belongs, by the number that is printed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from domain.answer import AnswerValue
from domain.finding import Severity
from languages import catalogue
from questionnaire.checks import CheckSubject, run
from questionnaire.in_part import InPart, read_in_part
from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from tests.questionnaire.forms import ONE_SETTING, Rows, loaded
from tests.questionnaire.workbook_samples import opened, personal, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

HEAD = ("type", "name", "label", "excel::columns")
SURVEY: Rows = (
    HEAD,
    ("begin_repeat", "farm", "Farms"),
    ("text", "owner", "Owner"),
    ("begin_repeat", "crop", "Crops"),
    ("text", "crop_name", "Crop"),
    ("end_repeat",),
    ("end_repeat",),
)
FORM = loaded(SURVEY)
TODAY = date(2012, 3, 1)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


def came(reader: Reader, farms: Mapping[int, str], crops: tuple[object, ...]) -> Reading:
    """Return what is read where these rows of the outer table are filled, and these rows are named in the inner one."""
    book = opened(personal("en", FORM))
    for number, owner in farms.items():
        book["Farms"].cell(5 + number, 2, owner)
    for at, row in enumerate(crops, 6):
        book["Crops"].cell(at, 2).value = row  # type: ignore[assignment]
        book["Crops"].cell(at, 3, "Maize")
    (found,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(found.result, Workbook)
    return read(found.result, FORM, [lay_out(FORM, "en")], today=TODAY)


def named(reading: Reading) -> list[AnswerValue]:
    """Return the rows that the entries name."""
    return [value for key, value in reading.answers.items() if key.endswith("crop_of_farm")]


def test_a_row_is_named_by_the_number_that_is_printed_before_it(reader: Reader) -> None:
    """A row is named by the number that is printed before it, and its instance is counted without the rows that stay blank."""
    reading = came(reader, {1: "A", 3: "B", 14: "C"}, (3, 1, 14))
    assert (named(reading), reading.findings) == ([2, 1, 3], ())


@pytest.mark.parametrize("row", [2, 9, 300])
def test_a_row_that_the_other_table_lacks_is_told(reader: Reader, row: int) -> None:
    """A row that the other table lacks, or in which nothing stands, is told at its cell, and no answer."""
    reading = came(reader, {1: "A", 3: "B"}, (1, row))
    (finding,) = reading.findings
    assert (finding.code, finding.severity, finding.sheet, finding.cell) == ("row_unknown", Severity.ERROR, "Crops", "B7")
    assert finding.message == f"There is no row {row} on the sheet “Farms”, or nothing stands in it."
    assert (named(reading), reading.untyped) == ([1, None], {"crop[2].crop_of_farm": str(row)})


def test_a_row_of_a_table_in_which_nothing_stands_is_told(reader: Reader) -> None:
    """A row of a table in which nothing stands is told."""
    (finding,) = came(reader, {}, (1,)).findings
    assert (finding.code, finding.cell) == ("row", "B6")
    assert "There is no row 1" in finding.message


def test_a_row_that_another_office_filled_in_is_not_told(reader: Reader) -> None:
    """A row that another office filled in is none that the table lacks, though it is blank in the workbook that names it."""
    reading, mine = came(reader, {}, (2,)), InPart(FORM, ("food",))
    one, two = {"farm[1].owner": "A"}, {"farm[1].owner": "A", "farm[2].owner": "B"}
    assert [each.code for each in read_in_part(reading, mine, one, TODAY).findings] == ["row"]
    assert [each.code for each in read_in_part(reading, mine, two, TODAY).findings] == []


def test_nobody_knows_the_rows_of_a_table_that_could_not_be_read(reader: Reader) -> None:
    """Nobody knows the rows of a table that could not be read, so that they are not told as well."""
    book = opened(personal("en", FORM))
    book["Crops"]["B6"], book["Crops"]["C6"] = 4, "Maize"
    del book["Farms"]
    (found,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(found.result, Workbook)
    reading = read(found.result, FORM, [lay_out(FORM, "en")], today=TODAY)
    assert [one.code for one in reading.findings] == ["sheet_missing"]
    assert named(reading) == [4]


def test_the_checks_tell_a_row_that_is_put_there_by_hand() -> None:
    """The checks tell a row that the other table lacks whatever it came from, as from an edit at the desk."""
    answers: Mapping[str, AnswerValue] = {"farm[1].owner": "A", "crop[1].crop_of_farm": 2, "crop[1].crop_name": "Maize"}
    subject = CheckSubject(
        questionnaire=FORM, answers=answers, untyped={}, located={}, language="en", catalogue=catalogue("en"), today=TODAY
    )
    assert [(one.code, one.question) for one in run(subject)] == [("row", "crop[1].crop_of_farm")]


def test_within_a_matrix_the_column_is_chosen() -> None:
    """Within a matrix, whose columns have names and no numbers, the column to which an entry belongs is chosen."""
    survey: Rows = (
        HEAD,
        ("begin_repeat", "farm", "Farms", "years"),
        ("text", "owner", "Owner"),
        ("begin_repeat", "crop", "Crops"),
        *SURVEY[4:],
    )
    form = loaded(survey, (("list_name", "name", "label"), ("years", "y1", "2010"), ("years", "y2", "2011")), ONE_SETTING)
    key = form.by_name["crop_of_farm"]
    assert (key.type.value, [one.name for one in key.choices], key.constraint) == ("select_one", ["y1", "y2"], None)
