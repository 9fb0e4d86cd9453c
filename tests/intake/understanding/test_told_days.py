"""Whatever is more than courtesy reaches a person: who tells that something was done on a day says more, however few the words are."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.intent import IntentKind
from intake.understanding.intents import said

SENT = datetime(2026, 2, 10, 9, tzinfo=UTC)
CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "told_days.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", CASES["told"])
def test_what_was_done_on_a_day_is_more_than_courtesy(text: str) -> None:
    """A person hears of it, as of a note or of an answer elsewhere."""
    assert IntentKind.THANKS not in {one.intent for one in said(text, sent=SENT)}


@pytest.mark.parametrize("text", CASES["polite"])
def test_thanks_for_a_letter_or_a_call_of_a_day_are_courtesy(text: str) -> None:
    """As is what is wished for one."""
    assert {one.intent for one in said(text, sent=SENT)} == {IntentKind.THANKS}


def test_beside_a_workbook_a_day_explains_it() -> None:
    """What came along says more than the words."""
    assert {one.intent for one in said("Handed over on Monday. Regards", sent=SENT, beside=True)} == {IntentKind.THANKS}
