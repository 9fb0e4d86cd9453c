"""When a letter may reach somebody, in the time of the place where it is read."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.rules.hours import Hours, opens

VIENNA = ZoneInfo("Europe/Vienna")
OFFICE = Hours(time(8), time(18), frozenset({5, 6}))


def at(text: str, zone: ZoneInfo = VIENNA) -> datetime:
    """Return an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2012-02-10T08:00", "2012-02-10T08:00"),  # A Friday.
        ("2012-02-10T17:59", "2012-02-10T17:59"),
        ("2012-02-10T18:00", "2012-02-13T08:00"),
        ("2012-02-10T07:59", "2012-02-10T08:00"),
        ("2012-02-09T23:00", "2012-02-10T08:00"),
        ("2012-02-11T12:00", "2012-02-13T08:00"),
        ("2012-02-12T23:59", "2012-02-13T08:00"),
        ("2012-03-24T12:00", "2012-03-26T08:00"),  # Clocks go forward on the Sunday.
    ],
)
def test_a_letter_outside_the_hours_leaves_on_the_next_morning_that_is_no_weekends(now: str, then: str) -> None:
    """Within them it leaves at once; the evening belongs to the next day."""
    assert opens(OFFICE, at(now), "Europe/Vienna") == at(then)


def test_the_hours_are_those_of_the_place_where_it_is_read() -> None:
    """Nine in the morning in Vienna is too late for Tokyo and too early for New York; in Cairo the weekend is another."""
    now = at("2012-02-09T10:00")
    assert opens(OFFICE, now, "Asia/Tokyo") == at("2012-02-10T08:00", ZoneInfo("Asia/Tokyo"))
    assert opens(OFFICE, now, "America/New_York") == at("2012-02-09T08:00", ZoneInfo("America/New_York"))
    assert opens(Hours(time(0), time.max, frozenset({4, 5})), at("2012-02-10T12:00"), "Africa/Cairo") == at(
        "2012-02-12T00:00", ZoneInfo("Africa/Cairo")
    )


def test_a_day_without_end_has_no_moment_outside() -> None:
    """A weekend alone says nothing about hours."""
    assert opens(Hours(time(0), time.max), at("2012-02-10T23:59"), "Europe/Vienna") == at("2012-02-10T23:59")
