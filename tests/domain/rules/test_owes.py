"""Who still owes an answer."""

from __future__ import annotations

import pytest

from domain.rules.owes import Owes, owes
from domain.submission import Standing, SubmissionState


@pytest.mark.parametrize("standing", [Standing.SILENT, Standing.UNDELIVERABLE])
def test_who_sent_nothing_owes_an_answer(standing: Standing) -> None:
    """Also where no letter reached it so far: it may have an address that does, some day."""
    assert owes(standing, waits=False) is Owes.ANSWER


def test_who_was_asked_to_correct_owes_a_correction() -> None:
    """It is not reminded as if it had been silent."""
    assert owes(Standing.QUERIED, waits=False, newest=SubmissionState.QUERIED) is Owes.CORRECTION


def test_who_sent_what_could_not_be_taken_is_asked_for_what_can_be() -> None:
    """Also whose workbook before that a person rejected; who waits for us owes nothing."""
    assert owes(Standing.QUERIED, waits=False, not_taken=True) is Owes.CORRECTION
    assert owes(Standing.QUERIED, waits=False, newest=SubmissionState.REJECTED, not_taken=True) is Owes.CORRECTION
    assert owes(Standing.QUERIED, waits=True, not_taken=True) is Owes.NOTHING


def test_whose_newest_workbook_a_person_rejected_owes_an_answer_and_no_correction() -> None:
    """An earlier one was sent back, but that is no longer what is asked for."""
    assert owes(Standing.QUERIED, waits=False, newest=SubmissionState.REJECTED) is Owes.ANSWER


@pytest.mark.parametrize("standing", [Standing.ANSWERED, Standing.DECLINED, None])
def test_who_answered_or_declined_or_is_not_asked_owes_nothing(standing: Standing | None) -> None:
    """None is for who is ineligible."""
    assert owes(standing, waits=False) is Owes.NOTHING


@pytest.mark.parametrize("standing", [*Standing, None])
def test_who_waits_for_us_owes_nothing(standing: Standing | None) -> None:
    """It is our turn, however it stands."""
    assert owes(standing, waits=True) is Owes.NOTHING
