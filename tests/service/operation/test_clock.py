"""When the running service looks again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.operation.clock import sooner
from service.sending.delays import Delay
from service.sending.tick_report import TickReport
from tests.domain.entries import WHEN

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("until", "again"),
    [
        ([], None),
        ([30], 30),  # A minute's limit: not a whole minute is lost.
        ([1], 5),  # Not for each letter by itself.
        ([-3], 5),
        ([60], None),
        ([3600, 20], 20),
        ([86400], None),
    ],
)
def test_the_service_looks_again_as_soon_as_a_letter_may_leave_that_waits_for_its_turn(until: list[int], again: int | None) -> None:
    """But not before five seconds are over, and otherwise when it always does."""
    report = TickReport(waits=[Delay(1, "for a limit", WHEN + seconds * SECOND) for seconds in until])
    assert sooner(report, WHEN, 60) == (None if again is None else WHEN + again * SECOND)


def test_a_service_that_looks_every_second_goes_on_so() -> None:
    """It looks no less often for that."""
    assert sooner(TickReport(waits=[Delay(1, "for a limit", WHEN)]), WHEN, 1) == WHEN + SECOND
