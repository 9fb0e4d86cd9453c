"""Who says that somebody has answered already is heard: where no answer came, a person looks for it, and it is no mere courtesy."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

SENT = datetime(2026, 12, 1, 9, tzinfo=UTC)
CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "answered_already.toml").read_text(encoding="utf-8"))


def kinds(text: str, *, beside: bool = False) -> set[IntentKind]:
    """Return what is read in a text."""
    return {one.intent for one in said(text, sent=SENT, beside=beside)}


@pytest.mark.parametrize("text", CASES["answered_already"])
@pytest.mark.parametrize("frame", ["{}", "Dear colleagues,\n\n{}\n\nKind regards\nAnn Lee"])
def test_who_says_that_a_colleague_answered_is_no_mere_courtesy(text: str, frame: str) -> None:
    """A colleague is no greeting, nor is a name with a title, in whatever language."""
    assert kinds(frame.format(text)) == {IntentKind.ELSEWHERE}


@pytest.mark.parametrize("text", CASES["not_answered"])
def test_who_greets_colleagues_or_waits_for_one_has_not_answered(text: str) -> None:
    """Nothing was sent."""
    assert IntentKind.ELSEWHERE not in kinds(text)


@pytest.mark.parametrize("text", ["Добрый день, коллеги! Спасибо за напоминание.", "Estimadas compañeras, muchas gracias por su mensaje."])
def test_a_greeting_of_colleagues_stays_courtesy(text: str) -> None:
    """Nobody needs to read thanks."""
    assert kinds(text) == {IntentKind.THANKS}
