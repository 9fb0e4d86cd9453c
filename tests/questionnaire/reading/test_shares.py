"""Shares: a text such as 0.5 where per cent are asked for may be half of all, or half a per cent, and a share is no answer to a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.finding import Finding, Severity
from languages import catalogue
from questionnaire.definition import Place, Question, QuestionType
from questionnaire.pages import lay_out
from questionnaire.reading import read
from questionnaire.reading.findings.confirmations import confirmed, finding_key
from questionnaire.reading.findings.of_answers import sentence_of
from tests.questionnaire.workbook_samples import SAMPLE, fill, personal
from workbooks.caged.opening import look
from workbooks.cells import Workbook

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


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_per_cent_where_a_count_is_asked_for_are_told_that_a_number_is_asked_and_no_share(language: str) -> None:
    """Whoever left the sign away alone would say ten where they mean a tenth. No word of the sign is said."""
    workbook = look(fill(personal(), {STAFF: "10 %"}), "back.xlsx").result
    assert isinstance(workbook, Workbook)
    reading = read(workbook, SAMPLE, [lay_out(SAMPLE, "en")], today=date(2012, 3, 1), told_in=language)
    (told,) = [one for one in reading.findings if one.code == "number_percent"]
    words = catalogue(language)
    said, otherwise = (words.tell(one, value="10 %") for one in ("number_no_share", "number_percent"))
    assert (told.message, told.remedy) == (said.message, said.remedy)
    assert said.remedy != otherwise.remedy


def test_a_share_where_any_number_may_be_meant_is_asked_for_without_its_sign() -> None:
    """Of an amount in some unit it is none either."""
    whole = Question(name="n", type=QuestionType.INTEGER, label={"en": "How many?"}, section="a", place=Place("survey", 2))
    rate = replace(whole, type=QuestionType.DECIMAL, label={"en": "Which rate?"})
    assert [sentence_of("number_percent", one) for one in (whole, rate, replace(rate, unit={"en": "US$"}))] == [
        "number_no_share",
        "number_percent",
        "number_no_share",
    ]
