"""The bucket of whoever asked to be slower."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.rules.bucket import FREE, GROWTH, LEAST, LONGEST, START, WAITS, Bucket, opens, quicker, returned, slower, spread, taken, tokens
from tests.domain.entries import WHEN

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def closed(wait: timedelta | None = MINUTE) -> Bucket:
    """Return a bucket that was closed for the first time."""
    return slower(None, "default", "atlstel.example", "451 Later", wait, WHEN)


def test_nothing_leaves_until_the_server_wants_it_and_then_one_letter() -> None:
    """Not before the time that it named, and at most a fifth after it; the next one leaves when there is a token again."""
    bucket = closed()
    at = opens(bucket, WHEN)
    assert MINUTE <= at - WHEN <= MINUTE * 1.2
    assert tokens(bucket, at - SECOND) == 0
    after = taken(bucket, at)
    assert (opens(after, at) - at) / MINUTE == pytest.approx(1 / START, abs=1e-6)


def test_a_token_that_no_letter_used_is_put_back() -> None:
    """Whoever took it out and sent nothing keeps no other letter waiting; a bucket that is full stays so."""
    full = Bucket(transport="t", domain="a.example", tokens=1.0, per_minute=2.0, filled_at=WHEN, since=WHEN, strikes=1, said="450 later")
    after = taken(full, WHEN)
    assert opens(after, WHEN) > WHEN
    assert opens(returned(after), WHEN) == WHEN
    assert returned(full) == full


def test_without_a_time_the_waits_grow_with_each_refusal() -> None:
    """Five minutes, fifteen, an hour, four hours, and that stays."""
    bucket, now = None, WHEN
    for wait in (*WAITS, WAITS[-1]):
        bucket = slower(bucket, "default", "atlstel.example", "451 Later", None, now)
        assert wait * 0.8 <= bucket.filled_at - now <= wait
        now = bucket.filled_at
    assert bucket is not None
    assert (bucket.strikes, bucket.since) == (5, WHEN)


def test_a_named_time_that_did_not_help_is_doubled_up_to_a_day() -> None:
    """So that a server which always says the same few seconds is not asked for five days every few seconds."""
    bucket, now, waits = None, WHEN, []
    for _ in range(14):
        bucket = slower(bucket, "default", "atlstel.example", "451 Later", MINUTE, now)
        waits.append(bucket.filled_at - now)
        now = bucket.filled_at
    for number, wait in enumerate(waits):
        least = min(MINUTE * 2**number, LONGEST)
        assert least <= wait <= least * 1.2


def test_what_was_on_its_way_when_it_was_closed_makes_it_no_slower() -> None:
    """Eight connections that hear the same at once are one refusal; a longer time that is named holds all the same."""
    bucket = closed()
    assert slower(bucket, "default", "atlstel.example", "451 Later", None, WHEN + SECOND) == bucket
    longer = slower(bucket, "default", "atlstel.example", "451 Later", 10 * MINUTE, WHEN + SECOND)
    assert (longer.strikes, longer.per_minute) == (1, bucket.per_minute)
    assert 10 * MINUTE < longer.filled_at - WHEN <= 12.1 * MINUTE


def test_each_refusal_halves_the_pace_and_each_letter_that_is_taken_quickens_it_until_it_is_free() -> None:
    """From one letter a minute at least to one a second; what was taken ends the strikes."""
    bucket = closed()
    for _ in range(6):
        bucket = slower(bucket, "default", "atlstel.example", "451 Later", None, bucket.filled_at)
    assert bucket.per_minute == LEAST
    number = 0
    while (grown := quicker(bucket, bucket.filled_at)) is not None:
        assert grown.per_minute == pytest.approx(bucket.per_minute * GROWTH)
        assert grown.strikes == 0
        bucket, number = grown, number + 1
    assert FREE / GROWTH < bucket.per_minute <= FREE
    assert 30 < number < 60


def test_whoever_waited_for_long_sends_no_more_at_once_for_that() -> None:
    """Ten seconds' worth, and one letter at least."""
    bucket = closed()
    later = bucket.filled_at + timedelta(days=1)
    assert tokens(bucket, later) == pytest.approx(START / 6)
    assert tokens(replace(bucket, per_minute=LEAST), later) == 1


def test_the_first_refusal_after_a_letter_was_taken_begins_a_new_time() -> None:
    """How long a domain has taken nothing is counted from there."""
    bucket = quicker(closed(), WHEN + 2 * MINUTE)
    assert bucket is not None
    again = slower(bucket, "default", "atlstel.example", "451 Later", None, WHEN + timedelta(hours=1))
    assert again.since == WHEN + timedelta(hours=1)


def test_waits_are_spread_the_same_way_each_time() -> None:
    """By the letter: so that a restart changes nothing."""
    assert spread(MINUTE, "7 1") == spread(MINUTE, "7 1") != spread(MINUTE, "8 1")


def test_a_bucket_that_nobody_asked_at_for_longer_than_any_wait_begins_its_time_anew() -> None:
    """The server was away, or nothing might leave: it has not refused for all that time."""
    bucket = closed()
    asked = bucket.filled_at + LONGEST
    assert taken(bucket, asked).since == WHEN
    assert taken(bucket, asked + SECOND).since == asked + SECOND
