"""The times of log lines: those without a year or a zone are reckoned from the attempt of whose message the log tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailer.log_times import LogTime, instant

TRIED = datetime(2026, 11, 27, 21, 32, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun", "stamp", "at", "reckoned"),
    [
        ("2026-11-27T21:32:09+00:00", "2026-11-27T22:48:02+01:00", (27, 21, 48, 2), False),
        ("Nov 27 21:32:09", "Nov 27 21:48:02", (27, 21, 48, 2), True),
        ("Nov 27 22:32:09", "Nov 28 00:48:02", (27, 23, 48, 2), True),
        ("Nov 28 03:17:09", "Nov 28 03:17:12", (27, 21, 32, 12), True),
        ("Nov 27 13:32:09", "Nov 27 13:33:09", (27, 21, 33, 9), True),
        ("2026-11-27 22:32:09", "2026-11-27 22:32:11", (27, 21, 32, 11), True),
        ("2026-11-27 22:32:09 +0100", "2026-11-27 22:32:11 +0100", (27, 21, 32, 11), False),
        ("", "11/27/2026 9:32:11 PM", (27, 21, 32, 11), False),
        ("", "27/11/2026 21:32:11", (27, 21, 32, 11), False),
        ("", "27.11.2026 21:32:11", (27, 21, 32, 11), False),
    ],
)
def test_a_time_is_that_of_the_line(begun: str, stamp: str, at: tuple[int, int, int, int], reckoned: bool) -> None:
    """The server noted the message when it came, and so its clock is known; a connection may have broken some minutes later."""
    day, hour, minute, second = at
    late = TRIED + timedelta(minutes=10) if "13:32" in begun else TRIED
    assert instant(stamp, begun, late) == LogTime(datetime(2026, 11, day, hour, minute, second, tzinfo=UTC), reckoned)


def test_a_log_of_new_year_has_the_year_of_its_day() -> None:
    """The attempt was on the last evening of a year, and the line is of the first morning."""
    tried = datetime(2026, 12, 31, 23, 59, 50, tzinfo=UTC)
    assert instant("Jan  1 00:00:02", "Dec 31 23:59:49", tried).at == datetime(2027, 1, 1, 0, 0, 2, tzinfo=UTC)


@pytest.mark.parametrize("stamp", ["11/05/2026 4:43:01 AM", "05/11/2026 04:43:01", "5/11/2026 4:43:01 AM", "05.11.2026 04:43:01"])
def test_a_day_that_may_be_another_month_is_the_one_of_the_attempt(stamp: str) -> None:
    """Computers in Europe write the day first. Where it may be either, no proof says that the line itself tells which."""
    at = datetime(2026, 11, 5, 4, 43, 1, tzinfo=UTC)
    assert instant(stamp, "", at - timedelta(seconds=30)) == LogTime(at, reckoned="/" in stamp)
    assert instant(stamp, "", None).at == (None if "/" in stamp else at)


@pytest.mark.parametrize("stamp", ["", "yesterday", "Feb 30 10:00:00", "99/99/2026 9:32:11 PM"])
def test_what_is_no_time_is_none(stamp: str) -> None:
    """Nothing is guessed; nor where no attempt is known, or the log is of another day."""
    assert instant(stamp, "", TRIED).at is None
    assert instant("Nov 27 21:32:09", "Nov 27 21:32:09", None).at is None
    assert instant("Nov 20 21:32:09", "Nov 20 21:32:09", TRIED).at is None
