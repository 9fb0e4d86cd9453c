"""They ask something."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.said import IntentRule, Said, words_of


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    answered = {intent.intent.value for intent in found}
    asking = tuple(
        one
        for one in said.spoken
        # A request that is another intent is no question, and courtesy asks nothing.
        if (one.asks or "question" in one.heard.said) and one.heard.more > 1 and one.heard.said.isdisjoint(answered)
    )
    return Intent(intent=IntentKind.QUESTION, words=words_of(asking)) if asking else None


RULE = IntentRule(
    intent=IntentKind.QUESTION,
    order=90,
    says="A sentence that asks, or asks for something, and is no other intent.",
    find=_find,
)
