"""When the mailbox was last taken in for a study, to its end: whoever chases answers asks that first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.rules.recent import is_recent
from store import Transaction, studies

COLLECT = "collect"
TAKEN_IN = "taken in"  # By a collect of which others have still to read something.


def recently_collected(tx: Transaction, study_ids: Iterable[str], now: datetime) -> bool:
    """Say whether the mailbox was taken in for all of these studies, to its end, shortly before `now`."""
    return all(is_recent(collected_at(tx, study), now) for study in study_ids)


def collected_at(tx: Transaction, study_id: str) -> datetime | None:
    """Return when the mailbox was last taken in for a study, to its end; None where it never was."""
    done = studies.due(tx, study_id, COLLECT)
    return done.done_at if done else None
