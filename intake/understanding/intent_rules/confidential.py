"""The answers are not to be published or passed on."""

from __future__ import annotations

from domain.intent import IntentKind
from intake.understanding.said import IntentRule, by_phrases

RULE = IntentRule(
    intent=IntentKind.CONFIDENTIAL,
    order=40,
    says="A wish that answers stay secret, or a statement that they are.",
    find=by_phrases(IntentKind.CONFIDENTIAL),
)
