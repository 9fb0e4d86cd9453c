"""When a collect is recent, and when a mailing is too late."""

from __future__ import annotations

from datetime import timedelta

from domain.rules.recent import counts_as_today, is_late, is_recent
from tests.domain.entries import WHEN

SECOND = timedelta(seconds=1)


def test_a_collect_is_recent_for_an_hour() -> None:
    """A second more is too long, and a month certainly."""
    hour, month = timedelta(hours=1), timedelta(days=30)
    assert [is_recent(WHEN - ago, WHEN) for ago in (timedelta(), hour, hour + SECOND, month)] == [True, True, False, False]


def test_a_collect_that_is_dated_in_the_future_is_not_recent() -> None:
    """The clock ran ahead then; another process may be a moment ahead."""
    assert [is_recent(WHEN + ahead, WHEN) for ahead in (SECOND, timedelta(days=365))] == [True, False]


def test_a_day_begins_at_midnight_and_lasts_for_twelve_hours_at_least() -> None:
    """In the morning, what left the evening before counts as of the same day."""
    day = WHEN.replace(hour=0, minute=0, second=0, microsecond=0)
    assert [counts_as_today(day + timedelta(hours=hour)) - day for hour in (1, 12, 23)] == [timedelta(hours=-11), timedelta(), timedelta()]


def test_a_mailbox_that_was_never_taken_in_was_not_taken_in_lately() -> None:
    """Nobody is reminded before the first collect."""
    assert not is_recent(None, WHEN)


def test_a_mailing_is_late_when_it_is_overdue_by_more_than_its_study_allows() -> None:
    """What is due just now, or will be, is not."""
    allowed = timedelta(days=2)
    dues = (WHEN + allowed, WHEN, WHEN - allowed, WHEN - allowed - SECOND)
    assert [is_late(due_at, allowed, WHEN) for due_at in dues] == [False, False, False, True]
