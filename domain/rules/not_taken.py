"""What an organisation sent in the place of a workbook with answers: a blank one, or a file that is none. Nothing could be taken of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.quality import CaseEvent, EventSource
from domain.submission import SubmissionState

UNUSABLE = (CaseEvent.BLANK, CaseEvent.UNREADABLE)


def anything_unusable(kept: Mapping[CaseEvent, EventSource]) -> bool:
    """Say whether anything came of which nothing could be taken."""
    return any(one in kept for one in UNUSABLE)


def not_taken(
    kept: Mapping[CaseEvent, EventSource], newest: SubmissionState | None = None, since: datetime | None = None
) -> CaseEvent | None:
    """Return what came last of an organisation, where that could not be taken.

    `newest` is the state of its newest workbook, which came at `since`. Whose workbook was sent back is asked for that one's corrections,
    also where a scan came in the place of these. What came together with a workbook came beside it.
    """
    came = [(kept[one].at, one) for one in UNUSABLE if one in kept]
    after = [(at, one) for at, one in came if since is None or (at is not None and at > since)]
    return max(after, key=lambda one: (one[0] is not None, one[0]))[1] if after and newest is not SubmissionState.QUERIED else None
