"""How long reminders wait, for whoever waits for us or is away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.journal import What
from domain.rules.standing import Mark
from domain.rules.waiting import granted, until_answered, waits_longer, while_away

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


def test_whoever_asks_for_time_gets_the_day_that_they_name_or_two_weeks() -> None:
    """A day that is past by the time somebody decides is as good as none."""
    assert granted(date(2012, 4, 1), TODAY) == date(2012, 4, 1)
    assert granted(TODAY, TODAY) == TODAY
    assert granted(TODAY - timedelta(1), TODAY) == granted(None, TODAY) == date(2012, 3, 24)


@pytest.mark.parametrize(
    ("mark", "longer"),
    [
        (None, True),
        (Mark(What.WAITING, TODAY - timedelta(1)), True),
        (Mark(What.WAITING, TODAY), False),
        (Mark(What.WAITING), False),
        (Mark(What.ELSEWHERE, TODAY - timedelta(1)), False),
        (Mark(What.DECLINED), False),
        (Mark(What.INELIGIBLE), False),
    ],
)
def test_what_a_person_said_of_an_organisation_stays(mark: Mark | None, longer: bool) -> None:
    """Only a shorter waiting makes way for a longer one."""
    assert waits_longer(mark, TODAY) is longer
