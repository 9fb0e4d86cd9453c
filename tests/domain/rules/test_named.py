"""What an organisation gets of a mailing when a person names it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.letter import DeliveryState
from domain.rules.named import is_repeat, missed, waits_behind
from domain.study import Audience, Mailing
from tests.domain.entries import WHEN

DAY = timedelta(days=1)


def mailing(name: str, day: int, audience: Audience = Audience.ALL) -> Mailing:
    """Return a mailing of that day."""
    return Mailing(name=name, letter=name, sender="s", at=WHEN + day * DAY, audience=audience)


CIRCULAR, QUESTIONNAIRE, ADDENDUM = mailing("circular", 1), mailing("questionnaire", 2), mailing("addendum", 4)
REMINDER = mailing("reminder", 3, Audience.OWING)
ALL = (ADDENDUM, REMINDER, QUESTIONNAIRE, CIRCULAR)
NAMES = {one.name for one in ALL}


@pytest.mark.parametrize(
    ("wanted", "left", "had", "expected"),
    [
        (QUESTIONNAIRE, NAMES, set(), ["circular"]),
        (ADDENDUM, NAMES, set(), ["circular", "questionnaire"]),
        (ADDENDUM, NAMES, {"circular"}, ["questionnaire"]),
        (ADDENDUM, {"circular"}, set(), ["circular"]),
        (CIRCULAR, NAMES, set(), []),
        (QUESTIONNAIRE, NAMES, {"circular"}, []),
    ],
)
def test_what_went_to_everybody_before_a_mailing_is_missed(wanted: Mailing, left: set[str], had: set[str], expected: list[str]) -> None:
    """In the order of the timetable; what has not left was missed by nobody, and a reminder is never made up for."""
    assert [one.name for one in missed(ALL, wanted, left, had)] == expected


def test_two_mailings_of_the_same_minute_are_in_the_order_of_the_study() -> None:
    """The one that is named is not missed by itself."""
    first, second = mailing("first", 1), mailing("second", 1)
    assert missed((first, second), second, {"first", "second"}, ()) == (first,)


def test_only_a_reminder_waits_for_what_was_missed() -> None:
    """Nobody is reminded of what comes in the same minute."""
    assert waits_behind(REMINDER, [CIRCULAR])
    assert not waits_behind(REMINDER, [])
    assert not waits_behind(QUESTIONNAIRE, [CIRCULAR])


LOST = {DeliveryState.BOUNCED, DeliveryState.REJECTED, DeliveryState.FAILED, DeliveryState.DROPPED, DeliveryState.CANCELLED}


@pytest.mark.parametrize("state", DeliveryState)
def test_what_was_lost_is_no_repeat(state: DeliveryState) -> None:
    """As long as one letter may have arrived, it is one."""
    assert is_repeat([WHEN], [state], WHEN - DAY, WHEN) is (state not in LOST)
    assert is_repeat([WHEN], [DeliveryState.FAILED, state], WHEN - DAY, WHEN) is (state not in LOST)


@pytest.mark.parametrize(("ago", "repeat"), [(timedelta(0), True), (DAY / 2, True), (DAY, False), (-30 * DAY, False)])
def test_what_was_asked_for_on_another_day_is_no_repeat(ago: timedelta, repeat: bool) -> None:
    """Nor what a clock that ran ahead dated."""
    assert is_repeat([WHEN - ago], [DeliveryState.SENT], WHEN - DAY, WHEN) is repeat
    assert not is_repeat([], [DeliveryState.SENT], WHEN - DAY, WHEN)
