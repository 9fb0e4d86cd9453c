"""The days that a message names count from when it came, where its own date is missing or wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.message import Kind
from intake.understanding.received import as_received
from tests.intake.understanding.test_machines import examined

CAME = datetime(2012, 2, 20, 9, tzinfo=UTC)
GONE = "I have left the organisation. I no longer work here as of 30 March 2012. Please write to info@atlstel.example."
AWAY = "I am out of the office until 5 March 2012."
WRONG = ("Mon, 20 Feb 2040 10:00:06 +0100", "nonsense")


@pytest.mark.parametrize("written", ["Mon, 20 Feb 2012 10:00:06 +0100", *WRONG])
def test_who_has_left_does_not_come_back_whatever_the_date_of_their_reply(written: str) -> None:
    """As it is where the date is right; who is away is away until the day that they name."""
    for text, until in ((GONE, None), (AWAY, date(2012, 3, 5))):
        found = as_received(examined({"subject": "Automatic reply: Survey", "text": text, "date": written}), CAME)
        assert found.classification.kind is Kind.AUTO_REPLY
        assert [one.until for one in found.intents] == [until]
