"""Why letters wait, in sentences that agree with how many they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.letter import DeliveryState
from languages.telling import told_in
from service.sending.delays import Delay, not_due

AT = datetime(2012, 2, 10, 12, tzinfo=UTC)
# Words that speak of several letters.
PLURALS = {"en": ("they", " were"), "es": ("pudieron",), "fr": ("elles",)}


@pytest.mark.parametrize("language", PLURALS)
def test_one_letter_that_waits_to_be_tried_again_is_spoken_of_as_one(language: str) -> None:
    """The reason is the same sentence for one and for many, so that it names no number."""
    said = told_in(Delay(1, not_due("study", DeliveryState.DEFERRED, AT).why, AT).__str__(), language)
    assert said
    assert not any(one in said for one in PLURALS[language])


def test_it_says_why_they_wait() -> None:
    """Of one or two: only the number and the verbs change."""
    why = not_due("study", DeliveryState.DEFERRED, AT).why
    assert (
        str(Delay(1, why, AT))
        == "1 letter waits to be tried again, since the mail could not be handed over before; it leaves at 2012-02-10 12:00 UTC."
    )
    assert (
        str(Delay(2, why, AT))
        == "2 letters wait to be tried again, since the mail could not be handed over before; the first leave at 2012-02-10 12:00 UTC."
    )
