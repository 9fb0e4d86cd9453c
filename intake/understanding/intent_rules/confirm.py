"""They confirm what the letter that they answer asked."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.said import IntentRule, Said, words_of


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    # A yes to something else goes on with what it is a yes to: "yes, we need more time".
    sentences = () if found else tuple(one for one in said.where(IntentKind.CONFIRM) if not one.asks)
    return Intent(intent=IntentKind.CONFIRM, words=words_of(sentences)) if sentences else None


RULE = IntentRule(
    intent=IntentKind.CONFIRM,
    order=82,
    says="A yes, or a statement that what was asked is so, and nothing else.",
    find=_find,
)
