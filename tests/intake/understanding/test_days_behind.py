"""Until when time is asked for is told in the sentence that asks, or right behind it, where people say when the answer comes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

SENT = datetime(2027, 1, 20, 10, tzinfo=UTC)


def _until(text: str) -> date | None:
    (found,) = [one for one in said(text, sent=SENT) if one.intent is IntentKind.EXTENSION]
    return found.until


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("We need more time, as our accountant only sends the figures on 9 February. Could we have until the 10th?", date(2027, 2, 10)),
        ("We cannot make the deadline, the books close at the end of the month. The sheet goes out on 3 February.", date(2027, 2, 3)),
        ("Please bear with us, the auditors stay for the whole week. You get the form on Thursday, 4 February.", date(2027, 2, 4)),
    ],
)
def test_a_later_day_right_behind_is_the_one_that_is_asked_for(text: str, until: date) -> None:
    """What holds somebody up comes first."""
    assert _until(text) == until


@pytest.mark.parametrize(
    "behind",
    [
        "Our next meeting is on 12 June.",  # More than a month on it is that of something else.
        "The year 2028 will be better.",
        "The roof leaks. The hens are well. The road is long. Is the fair on 28 February, by the way?",
        "The fair of 25 January went well.",
    ],
)
def test_what_is_far_off_stands_far_behind_or_came_before_is_not(behind: str) -> None:
    """It is that of something else."""
    assert _until(f"Could we please have more time, until 15 February? {behind}") == date(2027, 2, 15)
