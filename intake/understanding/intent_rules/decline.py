"""The organisation will not take part."""

from __future__ import annotations

from domain.intent import IntentKind
from intake.understanding.intents.said import IntentRule, by_phrases

RULE = IntentRule(
    intent=IntentKind.DECLINE,
    order=10,
    says="A statement that the organisation will not answer, or does not take part in studies.",
    find=by_phrases(IntentKind.DECLINE, asked=False),
)
