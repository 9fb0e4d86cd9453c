"""What came last of an organisation, where nothing in it could be taken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.quality import CaseEvent, EventSource
from domain.rules.not_taken import anything_unusable, not_taken
from domain.submission import SubmissionState

FIRST, SECOND, THIRD = (datetime(2012, 3, day, tzinfo=UTC) for day in (1, 2, 3))


def kept(**events: datetime | None) -> dict[CaseEvent, EventSource]:
    """Return what is kept of a case, by the names of its events."""
    return {CaseEvent[name.upper()]: EventSource(at) for name, at in events.items()}


def test_of_several_the_last_is_told() -> None:
    """What is known without its time came before the others."""
    assert not_taken(kept(blank=FIRST, unreadable=SECOND)) is CaseEvent.UNREADABLE
    assert not_taken(kept(blank=SECOND, unreadable=FIRST)) is CaseEvent.BLANK
    assert not_taken(kept(blank=FIRST, unreadable=None)) is CaseEvent.BLANK
    assert not_taken(kept(unreadable=None)) is CaseEvent.UNREADABLE


def test_of_who_sent_nothing_or_only_wrote_nothing_is_told() -> None:
    """Words are no file."""
    assert not_taken({}) is None
    assert not_taken(kept(wrote=FIRST)) is None
    assert not anything_unusable(kept(wrote=FIRST))


@pytest.mark.parametrize("state", [one for one in SubmissionState if one is not SubmissionState.QUERIED])
def test_what_came_before_a_workbook_or_with_it_is_not_told_any_more(state: SubmissionState) -> None:
    """Whatever became of that workbook; what came after it is told."""
    assert not_taken(kept(blank=FIRST), state, SECOND) is None
    assert not_taken(kept(blank=SECOND), state, SECOND) is None
    assert not_taken(kept(blank=None), state, SECOND) is None
    assert not_taken(kept(blank=THIRD), state, SECOND) is CaseEvent.BLANK
    assert anything_unusable(kept(blank=FIRST))


def test_whose_workbook_was_sent_back_is_asked_for_its_corrections() -> None:
    """Also where a scan came in their place."""
    assert not_taken(kept(unreadable=THIRD), SubmissionState.QUERIED, SECOND) is None
