"""Whether the service is alive and does its work, by when it was last seen to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.rules.ready import SILENT, LastAttempt, ago, clock, mailbox, relay, turns
from tests.domain.entries import WHEN

MINUTE = timedelta(minutes=1)


def test_a_service_turns_until_it_was_silent_for_half_an_hour_beyond_its_next_look() -> None:
    """A tick may take long, but not without any event."""
    assert turns(WHEN, WHEN + MINUTE + SILENT, MINUTE).well
    hangs = turns(WHEN, WHEN + MINUTE + SILENT + timedelta(seconds=1), MINUTE)
    assert (hangs.well, hangs.found) == (False, "hangs: the last sign of life was 31 minutes ago")


@pytest.mark.parametrize(
    ("minutes", "every", "well"),
    [(0, 1, True), (60, 1, True), (61, 1, False), (61, 31, True), (63, 31, False), (-61, 1, False), (-61, 31, False)],
)
def test_the_mailbox_was_taken_in_lately_within_the_hour_or_two_looks(minutes: int, every: int, well: bool) -> None:
    """As for reminders; who looks seldom means it; and what a clock that ran ahead dated says nothing."""
    assert mailbox({"a": WHEN - minutes * MINUTE}, WHEN, every * MINUTE).well is well


def test_the_study_that_waits_longest_counts() -> None:
    """Another one that was just collected for hides nothing."""
    found = mailbox({"a": WHEN - 90 * MINUTE, "b": WHEN}, WHEN, MINUTE)
    assert (found.well, found.found) == (False, "last taken in 90 minutes ago")


def test_a_study_for_which_nothing_was_ever_collected_is_named() -> None:
    """Without any study there is nothing to collect."""
    never = mailbox({"water-2027": None, "crime": WHEN}, WHEN, MINUTE)
    assert (never.well, never.found) == (False, "never taken in since water-2027 was applied")
    assert mailbox({}, WHEN, MINUTE).well


def test_a_relay_that_was_not_reached_counts_where_letters_wait() -> None:
    """One that nobody needs keeps nothing back; the others are told when they were used."""
    away, there = LastAttempt("itu", WHEN - 5 * MINUTE, reached=False), LastAttempt("default", WHEN - MINUTE, reached=True)
    told = relay([away, there], 3, WHEN)
    assert (told.well, told.found) == (False, "itu was not reached 5 minutes ago, and letters wait: 3")
    assert relay([away, there], 0, WHEN).well
    assert relay([there], 3, WHEN).found == "default was last used 60 seconds ago"
    assert relay([], 3, WHEN).well


@pytest.mark.parametrize(("seconds", "well"), [(-3600, True), (0, True), (120, True), (121, False), (86400, False)])
def test_a_clock_is_behind_where_the_last_thing_was_done_later(seconds: int, well: bool) -> None:
    """Machines that share a store differ by seconds, which is no fault."""
    assert clock(WHEN + timedelta(seconds=seconds), WHEN).well is well


def test_a_clock_that_is_behind_is_told() -> None:
    """Where nothing was done yet, any clock may be right."""
    assert clock(WHEN + MINUTE * 9, WHEN).found == "it is behind: the last thing was done in the future, by this machine's clock"
    assert clock(None, WHEN).well


def test_times_are_told_as_people_say_them() -> None:
    """To the second, then to the minute."""
    assert [ago(timedelta(seconds=one)) for one in (0, 119, 120, 3600)] == [
        "0 seconds ago",
        "119 seconds ago",
        "2 minutes ago",
        "60 minutes ago",
    ]
    assert "clock" in ago(timedelta(seconds=-5))
