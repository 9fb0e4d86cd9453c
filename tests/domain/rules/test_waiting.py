"""How long reminders wait, for whoever waits for us or is away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.journal import Subject, What
from domain.rules.waiting import granted, is_far, makes_way, until_answered, while_away
from tests.domain.entries import PERSON, RULE, about, entry

TODAY = date(2012, 3, 10)


def test_a_question_keeps_reminders_back_for_a_week() -> None:
    """Whether or not anybody answers it."""
    assert until_answered(TODAY) == date(2012, 3, 17)


def test_reminders_wait_for_somebody_who_is_away() -> None:
    """Until the day that is named, but not for ever; a day that is past says nothing."""
    assert while_away(TODAY, TODAY) == TODAY
    assert while_away(TODAY + timedelta(60), TODAY) == TODAY + timedelta(60)
    assert while_away(TODAY + timedelta(61), TODAY) == TODAY + timedelta(60)
    assert while_away(TODAY - timedelta(1), TODAY) is None
    assert while_away(None, TODAY) is None


def test_a_day_is_far_that_is_more_than_a_year_ahead() -> None:
    """Just a year is not."""
    assert not is_far(date(2013, 3, 10), TODAY)
    assert is_far(date(2013, 3, 11), TODAY)


def test_whoever_asks_for_time_gets_the_day_that_they_name_or_two_weeks_beyond_the_deadline() -> None:
    """A day that is past by the time somebody decides is as good as none; where the deadline is past, two weeks are counted from today."""
    deadline = date(2012, 4, 30)
    assert granted(date(2012, 4, 1), TODAY, deadline) == date(2012, 4, 1)
    assert granted(TODAY, TODAY, deadline) == TODAY
    assert granted(TODAY - timedelta(1), TODAY, deadline) == granted(None, TODAY, deadline) == date(2012, 5, 14)
    assert granted(None, TODAY, TODAY - timedelta(1)) == date(2012, 3, 24)


LATER, EARLIER = TODAY + timedelta(7), TODAY - timedelta(1)


@pytest.mark.parametrize(
    ("what", "last", "by_rule", "by_person"),
    [
        (What.WAITING, EARLIER, True, True),
        (What.WAITING, TODAY, True, False),
        (What.WAITING, LATER, False, False),
        (What.WAITING, None, False, False),
        (What.ELSEWHERE, EARLIER, False, False),
        (What.DECLINED, None, False, False),
        (What.INELIGIBLE, None, False, False),
    ],
)
def test_what_a_person_said_of_an_organisation_stays(what: What, last: date | None, by_rule: bool, by_person: bool) -> None:
    """Only a shorter waiting makes way for a longer one: that of a rule at once, and that of a person when it is over."""
    for by, expected in ((RULE, by_rule), (PERSON, by_person)):
        marking = entry(1, what, about(Subject.ORGANISATION), by=by, value=last.isoformat() if last else "")
        assert makes_way(marking, LATER, TODAY) is expected


def test_whom_nothing_marks_waits() -> None:
    """As nobody said otherwise."""
    assert makes_way(None, TODAY, TODAY)
