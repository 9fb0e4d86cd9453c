"""The answers are not to be published or passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import IntentRule, Said, by_phrases

_FIND = by_phrases(IntentKind.CONFIDENTIAL)


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    """Look into the text alone: in a subject stands the class that an office or its gateway gives to every letter."""
    return _FIND(replace(said, titles=()), found)


RULE = IntentRule(
    intent=IntentKind.CONFIDENTIAL,
    order=40,
    says="A wish that answers stay secret, or a statement that they are.",
    find=_find,
)
