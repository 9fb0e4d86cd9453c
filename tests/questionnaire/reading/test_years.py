"""A year that was typed into a cell of days: a spreadsheet program makes a day of 1905 of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain.finding import Severity
from questionnaire.pages import lay_out
from questionnaire.reading import read
from tests.questionnaire.forms import Rows, loaded
from tests.questionnaire.workbook_samples import opened, personal, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

SURVEY: Rows = (("type", "name", "label"), ("date", "founded", "Founded on"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (datetime(1905, 7, 4), ["The cell holds the day 1905-07-04, which spreadsheet programs make of the number 2012."]),  # noqa: DTZ001 - cells know no zone
        (datetime(1905, 1, 20), []),  # noqa: DTZ001 - cells know no zone
        (datetime(1905, 12, 1), []),  # noqa: DTZ001 - cells know no zone
        (datetime(2012, 1, 1), []),  # noqa: DTZ001 - cells know no zone
        ("4 July 1905", []),
    ],
)
def test_a_day_that_may_be_a_year_is_asked_about(typed: datetime | str, told: list[str]) -> None:
    """A day that may be a year is read as it stands and asked about; one that was written in words is that day."""
    form = loaded(SURVEY)
    book = opened(personal("en", form))
    book.worksheets[1].cell(3, 3).value = typed
    with Reader() as reader:
        (came,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(came.result, Workbook)
    reading = read(came.result, form, [lay_out(form, "en")], today=date(2012, 3, 1))
    assert isinstance(reading.answers["founded"], date)
    assert [(one.severity, one.code, one.message) for one in reading.findings] == [(Severity.WARNING, "date_year", each) for each in told]
