"""The limits of a provider after the clock ran ahead and was put right: what left then is no reason to send nothing for a year."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from service.sending.send import send_due
from tests.service.sending.test_pace import NOW, Server, sending

LETTERS, LIMIT = 10, 4


@pytest.mark.parametrize("limit", ["per_day", "per_minute", "per_minute_to_domain"])
def test_what_left_while_the_clock_ran_ahead_counts_for_no_limit_of_today(tmp_path: Path, limit: str) -> None:
    """Otherwise no letter leaves before the day to which the clock had run."""
    server = Server()
    with sending(tmp_path, server, slow=LETTERS, quick=0, settings=f"connections = 1\n{limit} = {LIMIT}") as service:
        send_due(service, NOW + timedelta(days=365))
        assert len(server.taken) == LIMIT
        sent = send_due(service, NOW)
        assert len(server.taken) == 2 * LIMIT
        (wait,) = sent.waits
        assert wait.until <= NOW + timedelta(days=1, minutes=1)


def test_a_clock_that_went_back_by_an_hour_gives_nobody_a_second_day(tmp_path: Path) -> None:
    """What left within the day still counts, on whichever side of the new time it stands."""
    server = Server()
    with sending(tmp_path, server, slow=LETTERS, quick=0, settings=f"connections = 1\nper_day = {LIMIT}") as service:
        send_due(service, NOW)
        send_due(service, NOW - timedelta(hours=1))
        assert len(server.taken) == LIMIT
        send_due(service, NOW + timedelta(days=1, minutes=1))
        assert len(server.taken) == 2 * LIMIT
