"""What may be answered about a case by mail, and how it is told."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from digests.prepared import KnownBefore, replies, works
from domain.case import CaseKind, Decision
from domain.said_of_case import Beside
from intake.understanding.coordinators.case_words import said_of_case
from languages import spoken
from languages.phrases import phrases

TODAY = date(2012, 3, 18)


def test_rejecting_a_wish_for_time_gives_no_time() -> None:
    """That they ask for it is so; that it is not so is said of words that seem to decline."""
    told = {
        kind: str(replies(1, [Decision.REJECT], kind, "case@agency.example", date(2012, 3, 1), "en")[0])
        for kind in (CaseKind.EXTENSION, CaseKind.DECLINE)
    }
    assert "It gets no more time" in told[CaseKind.EXTENSION]
    assert "It is not so" in told[CaseKind.DECLINE]


def test_one_answer_in_one_workbook_is_told_in_the_singular() -> None:
    """Both numbers by themselves: several answers may stand in one workbook."""
    said = phrases("quality", "en")
    one, several = (said.count("conversions", n, workbooks=said.count("conversions_in", 1)) for n in (1, 2))
    assert one.startswith("1 answer, in 1 workbook that counts, was written")
    assert several.startswith("2 answers, in 1 workbook that counts, were written")


@pytest.mark.parametrize("language", spoken())
@pytest.mark.parametrize("today", [TODAY + timedelta(days=31 * month) for month in range(12)])
def test_the_form_that_grants_time_until_a_day_is_one_that_is_read(language: str, today: date) -> None:
    """A letter about a wish for time shows it with a day, as whoever writes it by hand writes it; nobody guesses at "OK, until 1 April"."""
    (told,) = replies(1, [Decision.GRANT], CaseKind.EXTENSION, "case@agency.example", today, language)
    written = re.findall(r"[“«]\s*([^”»]+?)\s*[”»]", told.means)
    read = [said_of_case(one, datetime(today.year, today.month, today.day, tzinfo=UTC)) for one in written]
    assert [(one.what, one.until) for one in read if one] == [(Decision.GRANT, today + timedelta(days=14))]


def test_the_day_that_is_shown_for_granting_time_is_beyond_the_deadline() -> None:
    """Time until a day before it is none, and whoever copied the example would grant nothing; once it has passed, today is later."""
    known = KnownBefore(deadline=TODAY + timedelta(days=49))
    (told,) = replies(1, [Decision.GRANT], CaseKind.EXTENSION, "case@agency.example", TODAY, "en", known)
    after = phrases("cases", "en").day(TODAY + timedelta(days=63))
    assert f"grant until {after}" in told.means
    assert f"grant until {after}" in works([Decision.GRANT], CaseKind.EXTENSION, TODAY, "en", known)
    over = works([Decision.GRANT], CaseKind.EXTENSION, TODAY, "en", KnownBefore(deadline=TODAY - timedelta(days=3)))
    assert f"grant until {phrases('cases', 'en').day(TODAY + timedelta(days=14))}" in over


@pytest.mark.parametrize("language", spoken())
def test_what_works_for_a_case_is_named_as_it_is_written(language: str) -> None:
    """Each decision that is offered, and no other; with a day where one is meant."""
    told = works([Decision.GRANT, Decision.REJECT, Beside.WAIT], CaseKind.EXTENSION, TODAY, language)
    assert "{" not in told
    assert phrases("cases", language).day(TODAY + timedelta(days=14)) in told
    assert works([], CaseKind.EXTENSION, TODAY, language) == ""


def test_a_workbook_of_nobody_is_assigned_with_a_reference() -> None:
    """Without one the word decides nothing."""
    assert "assign REFERENCE" in works([Decision.ASSIGN, Decision.REJECT], CaseKind.UNMATCHED, TODAY, "en")
