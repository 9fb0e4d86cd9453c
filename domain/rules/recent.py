"""When a collect is recent enough for reminders to leave, and a mailing too late to leave without a word."""

from __future__ import annotations

from datetime import datetime, timedelta

RECENT = timedelta(hours=1)


def is_recent(collected_at: datetime | None, now: datetime) -> bool:
    """Say whether the mailbox was taken in within the last hour; `collected_at` is when the last collect finished, None where none did."""
    return collected_at is not None and collected_at >= now - RECENT


def is_late(due_at: datetime, late_after: timedelta, now: datetime) -> bool:
    """Say whether a mailing is overdue by more than its study allows."""
    return now - due_at > late_after
