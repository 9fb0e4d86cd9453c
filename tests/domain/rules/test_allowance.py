"""What a provider allows within any minute, or any day."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.rules.allowance import MINUTE, Allowance
from tests.domain.entries import WHEN

SECOND = timedelta(seconds=1)


@given(st.integers(1, 5), st.lists(st.integers(0, 30), max_size=60))
def test_in_no_span_more_leaves_than_is_allowed_and_what_is_allowed_may_leave(number: int, steps: list[int]) -> None:
    """Whenever letters come, and wherever the span begins; a letter that must wait may leave exactly when it is told."""
    allowance, now, left = Allowance(number, MINUTE), WHEN, list[datetime]()
    for step in steps:
        now = allowance.opens(now + step * SECOND)
        assert allowance.is_open(now)
        allowance.begin()
        allowance.end(now)
        left.append(now)
    for first, last in zip(left, left[number:], strict=False):
        assert last - first >= MINUTE


def test_what_is_under_way_counts_and_what_did_not_leave_does_not() -> None:
    """A token is there again at once where the letter was refused before its content."""
    allowance = Allowance(2, MINUTE, [WHEN])
    allowance.begin()
    assert not allowance.is_open(WHEN + SECOND)
    assert allowance.opens(WHEN + SECOND) == WHEN + MINUTE
    allowance.end(None)
    assert allowance.is_open(WHEN + SECOND)


def test_a_token_comes_back_one_span_after_its_letter_left() -> None:
    """Not a moment sooner, and the oldest first."""
    allowance = Allowance(2, MINUTE, [WHEN + SECOND, WHEN])
    assert not allowance.is_open(WHEN + MINUTE - timedelta(microseconds=1))
    assert allowance.is_open(WHEN + MINUTE)


def test_where_all_is_under_way_it_is_asked_again_after_a_span() -> None:
    """Nobody knows yet when the first of them leaves."""
    allowance = Allowance(1, MINUTE)
    allowance.begin()
    assert allowance.opens(WHEN) == WHEN + MINUTE
