"""Who still owes an answer (rule 4)."""

from __future__ import annotations

import pytest

from domain.rules.owes import Owes, owes
from domain.submission import Standing


@pytest.mark.parametrize("standing", [Standing.SILENT, Standing.UNDELIVERABLE])
def test_who_sent_nothing_owes_an_answer(standing: Standing) -> None:
    """Also where no letter reached it so far: it may have an address that does, some day."""
    assert owes(standing, waits=False) is Owes.ANSWER


def test_who_was_asked_to_correct_owes_a_correction() -> None:
    """It is not reminded as if it had been silent."""
    assert owes(Standing.QUERIED, waits=False) is Owes.CORRECTION


@pytest.mark.parametrize("standing", [Standing.ANSWERED, Standing.DECLINED, None])
def test_who_answered_or_declined_or_is_not_asked_owes_nothing(standing: Standing | None) -> None:
    """None is for who is ineligible."""
    assert owes(standing, waits=False) is Owes.NOTHING


@pytest.mark.parametrize("standing", [*Standing, None])
def test_who_waits_for_us_owes_nothing(standing: Standing | None) -> None:
    """It is our turn, however it stands."""
    assert owes(standing, waits=True) is Owes.NOTHING
