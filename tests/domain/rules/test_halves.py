"""Which workbooks of an organisation are halves of one answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.answer import AnswerValue
from domain.rules.halves import answered, beside, complement, differ, sent_back
from domain.submission import Submission, SubmissionState

QUERIED, SUPERSEDED, HELD = SubmissionState.QUERIED, SubmissionState.SUPERSEDED, SubmissionState.HELD


def sent(number: int, sender: str, state: SubmissionState = QUERIED, **answers: AnswerValue) -> Submission:
    """Return a workbook that somebody sent."""
    return Submission(
        id=number,
        invitation_id=1,
        file_name="a.xlsx",
        fingerprint=str(number),
        sender=sender,
        state=state,
        language="en",
        answers=answers,
        findings=(),
        received_at=datetime(2012, 3, 1, tzinfo=UTC),
    )


def halves(mine: str, *others: Submission) -> list[int]:
    """Return the numbers of the workbooks that are halves beside one that answers these items."""
    return [one.id for one in beside(mine.split(), others, lambda one: answered(one.answers))]


def test_of_each_other_person_the_newest_that_was_sent_back_is_meant() -> None:
    """Also where what somebody else sent since took its place; not what was rejected, and nothing of whoever asks."""
    filed = [sent(1, "marta", SUPERSEDED), sent(2, "rui"), sent(3, "Marta"), sent(4, "eva", SubmissionState.REJECTED)]
    assert [one.id for one in sent_back(filed, "RUI")] == [3]
    assert [one.id for one in sent_back(filed, "x")] == [3, 2]


def test_where_an_answer_counts_nothing_that_was_sent_back_is_meant() -> None:
    """What is added is added to that."""
    assert sent_back([sent(1, "marta"), sent(2, "rui", SubmissionState.ACCEPTED)], "x") == ()


def test_what_waits_is_meant_of_contacts_alone() -> None:
    """A stranger's that a person has not decided about says nothing yet."""
    filed = [sent(1, "marta", HELD), sent(2, "x", HELD)]
    assert [one.id for one in sent_back(filed, "rui", {"marta", "rui"})] == [1]
    assert sent_back(filed, "rui") == ()


@pytest.mark.parametrize(
    ("mine", "theirs", "halved"),
    [
        ("a b", "c d", True),
        ("name a b", "name c d", True),
        ("name a", "name b", True),
        ("a b c", "a b c d", False),  # Somebody went on in a copy.
        ("a b c d", "a b c", False),
        ("a b c", "a b c", False),
        ("a b c d e", "b c d e f", False),  # One was corrected and cleared, and another filled in.
        ("name system a", "name system b", False),
        ("", "a", False),
    ],
)
def test_halves_have_more_than_a_third_of_what_they_say_to_themselves(mine: str, theirs: str, halved: bool) -> None:
    """What repeats nearly all of the other is the other one corrected."""
    assert complement(mine.split(), theirs.split()) is halved
    assert complement(theirs.split(), mine.split()) is halved


def test_several_halves_meet_and_one_that_was_corrected_since_by_another_person_is_left_out() -> None:
    """It says something else there, or nothing besides."""
    assert halves("a b", sent(1, "x", c=1), sent(2, "y", d=2)) == [1, 2]
    assert halves("a b", sent(1, "x", c=1), sent(2, "y", c=2, d=2)) == [2]
    assert halves("a b", sent(1, "x", c=1), sent(2, "y", c=1, d=2)) == [2]
    assert halves("a b", sent(1, "x", a=1, b=2), sent(2, "y", d=2)) == [2]


def test_an_earlier_half_that_says_otherwise_than_a_later_one_is_left_out_though_it_gives_something_besides() -> None:
    """What it gives besides is no more believed than the rest; where both say the same, both are halves."""
    assert halves("a b", sent(1, "x", c=1, e=1), sent(2, "y", c=2, d=2)) == [2]
    assert halves("a b", sent(1, "x", c=2, e=1), sent(2, "y", c=2, d=2)) == [1, 2]


def test_workbooks_that_differ_in_more_than_one_item_for_five_that_each_gives_alone_are_no_halves() -> None:
    """Of the smaller of the two; and what does not matter may differ."""
    mine: dict[str, AnswerValue] = dict.fromkeys("abcdefxy", 1)
    five: dict[str, AnswerValue] = dict.fromkeys("ghijk", 1)
    assert not differ(mine, five | {"x": 2, "y": 1}, lambda _: True)
    assert differ(mine, five | {"x": 2, "y": 2}, lambda _: True)
    assert differ(mine, dict.fromkeys("ghij", 1) | {"x": 2}, lambda _: True)
    assert not differ(mine, five | {"x": 2, "y": 2}, lambda key: key == "x")
