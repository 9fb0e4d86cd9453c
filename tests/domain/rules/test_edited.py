"""Whether a desk edit stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.answer import AnswerValue
from domain.edit import Edit
from domain.rules.edited import leaves, standing, stands, with_edits
from domain.rules.overlay import Layer, Merging, Side

EDIT = Edit(id=1, study="study", invitation_id=1, question="employees", given=4010, before=4010, value=401, entry=10, stands=True)


@pytest.mark.parametrize(
    ("sent", "now", "expected"),
    [
        ([(3, 4010)], 4010, True),  # Nothing came since.
        ([(3, 4010), (12, 4010)], 4010, True),  # The same wrong value again.
        ([(3, 4010), (12, 402)], 402, False),  # Another value.
        ([(3, 4010), (12, 401)], 401, False),  # The right one: it is their own now.
        ([(3, 4010), (12, None)], None, False),  # They took it back.
        ([(3, 4010), (12, 402), (15, 4010)], 4010, False),  # They sent another one, and then the wrong one: it is theirs.
        ([(3, 390)], 390, False),  # What was edited was undone, and an earlier answer counts.
        ([(1, 390), (3, 4010)], 4010, True),  # What they sent before is no answer to the edit.
    ],
)
def test_an_edit_stands_until_the_organisation_sends_another_value(
    sent: list[tuple[int, AnswerValue]], now: AnswerValue, expected: bool
) -> None:
    """An unchanged wrong value does not undo it."""
    said = [(rank, value == EDIT.given) for rank, value in sent]
    assert stands(EDIT, said, again=now == EDIT.given) is expected


def test_of_several_edits_of_an_answer_the_last_that_stands_counts() -> None:
    """One that was undone counts for nothing."""
    later = replace(EDIT, id=2, value=402, entry=11)
    assert standing([later, EDIT])["employees"].value == 402
    assert standing([replace(later, stands=False), EDIT])["employees"].value == 401


def test_the_answers_of_a_workbook_count_as_edited_where_they_say_again_what_was_edited() -> None:
    """Anywhere else they are the organisation's own."""
    assert with_edits({"employees": 4010, "members": 3}, [EDIT]) == {"employees": 401, "members": 3}
    assert with_edits({"employees": 402}, [EDIT]) == {"employees": 402}


@pytest.mark.parametrize(
    ("value", "given", "merging", "replaced", "left"),
    [
        (None, 4, None, None, False),
        (None, 4, Merging(), None, True),
        (None, 4, Merging(wins=Side.SECOND, instead=(1,)), None, True),
        (None, 4, Merging(wins=Side.SECOND, instead=(1,)), 4, False),
        (None, 4, Merging(wins=Side.SECOND, blank=("a",)), None, False),
        (7, 4, Merging(wins=Side.FIRST), None, True),
        (7, 4, Merging(wins=Side.SECOND), None, False),
        (7, 4, Merging(wins=Side.SECOND, but=("a",)), None, True),
        (7, None, Merging(wins=Side.FIRST), None, False),
        (7, 4, None, None, False),
    ],
)
def test_a_workbook_that_was_added_leaves_what_it_does_not_answer(
    value: AnswerValue, given: AnswerValue, merging: Merging | None, replaced: AnswerValue, left: bool
) -> None:
    """A blank takes an answer back only where it is the word of whoever had answered; what loses beside another answer changes nothing."""
    assert leaves("a", given, Layer(2, {"a": value}, merging), [Layer(1, {"a": replaced})]) is left
