"""Whether a decision can be undone (People overrule: whatever can be decided can be undone, and the undoing too)."""

from __future__ import annotations

import pytest

from domain.journal import Subject, What
from domain.rules.undone import Obstacle, obstacle
from tests.domain.entries import PERSON, about, entry, undoing

CASE, ORGANISATION = about(Subject.CASE), about(Subject.ORGANISATION)
HAPPENED = (
    What.APPLY,
    What.SEND,
    What.TEST,
    What.REMIND,
    What.UNSENT,
    What.ERASE,
    What.EXPORT,
    What.GRANT,
    What.REVOKE,
    What.LINK,
    What.BIND,
    What.UNBIND,
)
LEADING = entry(1, What.DECIDE, CASE, by=PERSON)


@pytest.mark.parametrize(
    "what",
    sorted({*What} - {*HAPPENED, What.HOLD, What.UNDO}),
)
@pytest.mark.parametrize("by", ["rule:return", PERSON])
def test_a_decision_that_holds_can_be_undone_whoever_made_it(what: What, by: str) -> None:
    """By a rule or by a person."""
    one = entry(1, what, by=by)
    assert obstacle(one, [one]) is None


@pytest.mark.parametrize("what", HAPPENED)
def test_what_left_the_house_or_ran_cannot_be_undone(what: What) -> None:
    """It happened, also where it was a part of another decision."""
    for one in (entry(1, what), entry(2, what, follows=1)):
        assert obstacle(one, [one]) is Obstacle.HAPPENED


def test_what_only_asks_a_person_is_decided_and_not_undone() -> None:
    """A submission that is held, and a case that was opened."""
    for one in (entry(1, What.HOLD), entry(1, What.OPEN, CASE), entry(2, What.HOLD, follows=1)):
        assert obstacle(one, [one]) is Obstacle.WAITS


def test_a_mark_that_was_taken_away_can_be_put_back() -> None:
    """The same word is about an organisation there, and asks nobody."""
    opened = entry(2, What.OPEN, ORGANISATION, by=PERSON)
    assert obstacle(opened, [entry(1, What.DECLINED, ORGANISATION), opened]) is None


def test_what_another_decision_brought_falls_with_that_one() -> None:
    """It cannot be undone for itself."""
    part = entry(2, What.DECLINED, ORGANISATION, follows=1)
    assert obstacle(part, [LEADING, part]) is Obstacle.PART


def test_nothing_is_undone_twice() -> None:
    """But an undoing can be undone, and then what it had undone can be undone anew."""
    first, second, third = undoing(2, 1), undoing(3, 2), undoing(4, 3)
    assert obstacle(LEADING, [LEADING, first]) is Obstacle.ALREADY
    assert obstacle(first, [LEADING, first]) is None
    assert obstacle(first, [LEADING, first, second]) is Obstacle.ALREADY
    assert obstacle(LEADING, [LEADING, first, second]) is None
    assert obstacle(first, [LEADING, first, second, third]) is None
