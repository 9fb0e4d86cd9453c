"""The answers come in another way: a link, by post, by telephone."""

from __future__ import annotations

from domain.intent import IntentKind
from intake.understanding.said import IntentRule, by_phrases

RULE = IntentRule(
    intent=IntentKind.ELSEWHERE,
    order=45,
    says="A statement that the answers are on a page, in the post, on another way, or are told by telephone.",
    find=by_phrases(IntentKind.ELSEWHERE, asked=False),
)
