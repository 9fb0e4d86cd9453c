"""They confirm what the letter that they answer asked."""

from __future__ import annotations

from domain.intent import IntentKind
from intake.understanding.said import IntentRule, by_phrases

RULE = IntentRule(
    intent=IntentKind.CONFIRM,
    order=75,
    says="A yes, or a statement that what was asked is so.",
    find=by_phrases(IntentKind.CONFIRM, asked=False),
)
