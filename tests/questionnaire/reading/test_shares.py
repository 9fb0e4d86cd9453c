"""A text such as 0.5 where per cent are asked for may be half of all, or half a per cent: it is read as it stands, and asked about."""

from __future__ import annotations

from datetime import date

import pytest

from domain.finding import Finding, Severity
from questionnaire.pages import lay_out
from questionnaire.reading import read
from questionnaire.reading.findings.confirmations import confirmed, finding_key
from tests.questionnaire.workbook_samples import SAMPLE, fill, personal
from workbooks.cells import Workbook
from workbooks.opening import look

LOSS, STAFF = "Losses in per cent of turnover", "Number of employees"


def _told(answers: dict[str | tuple[str, str], object]) -> tuple[list[Finding], object]:
    workbook = look(fill(personal(), answers), "back.xlsx").result
    assert isinstance(workbook, Workbook)
    reading = read(workbook, SAMPLE, [lay_out(SAMPLE, "en")], today=date(2012, 3, 1))
    return [one for one in reading.findings if one.code == "number_share"], reading.answers["loss"]


@pytest.mark.parametrize(("typed", "value"), [("0.5", 0.5), ("0,25", 0.25), (".5", 0.5), ("~0.5", 0.5)])
def test_a_number_below_one_in_a_text_is_asked_about(typed: str, value: float) -> None:
    """The finding says both readings, and which one was taken; a person may confirm it."""
    (told,), read_as = _told({LOSS: typed})
    assert (read_as, told.severity, told.question) == (value, Severity.WARNING, "loss")
    assert told.message == f"“{typed}” may mean {value} per cent or {value * 100:g} per cent. It was read as {value} per cent."
    answers = {"loss": value}
    assert confirmed([told], answers, {finding_key(told, answers): "It is small."})[0].confirmed == "It is small."


@pytest.mark.parametrize("typed", [0.5, "0.5 %", "50", "1.5", "0", 0])
def test_what_can_be_read_in_one_way_is_not_asked_about(typed: object) -> None:
    """A cell that holds a number shows per cent where they are meant, and a sign says it; 0 is 0."""
    assert _told({LOSS: typed})[0] == []


def test_a_fraction_where_no_per_cent_are_asked_for_is_none() -> None:
    """It is what it is."""
    assert _told({STAFF: "0.5"})[0] == []
