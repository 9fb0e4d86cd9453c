"""When a collect is recent enough for reminders to leave, and a mailing too late, or too soon after another, to leave without a word."""

from __future__ import annotations

from datetime import datetime, timedelta

RECENT = timedelta(hours=1)
APART = timedelta(hours=12)  # What leaves shortly before midnight and shortly after does not leave on two days.


def is_recent(collected_at: datetime | None, now: datetime) -> bool:
    """Say whether the mailbox was taken in within the last hour; `collected_at` is when the last collect finished, None where none did.

    What a clock that ran ahead dated is not recent, once it is put right.
    """
    return collected_at is not None and abs(now - collected_at) <= RECENT


def is_late(due_at: datetime, late_after: timedelta, now: datetime) -> bool:
    """Say whether a mailing is overdue by more than its study allows."""
    return now - due_at > late_after


def counts_as_today(now: datetime) -> datetime:
    """Return since when a mailing counts as one of this day; `now` is the study's local time."""
    return min(now.replace(hour=0, minute=0, second=0, microsecond=0), now - APART)
