"""Courtesy only."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import IntentRule, Said, words_of


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    return Intent(intent=IntentKind.THANKS, words=words_of(said.sentences)) if said.sentences and not found else None


RULE = IntentRule(intent=IntentKind.THANKS, order=99, says="A text that says no more than courtesy does.", find=_find)
