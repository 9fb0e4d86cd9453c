"""The workbook is not final."""

from __future__ import annotations

from domain.intent import IntentKind
from intake.understanding.said import IntentRule, by_phrases

RULE = IntentRule(
    intent=IntentKind.DRAFT,
    order=20,
    says="A statement that the answers are a draft, or wait for approval.",
    find=by_phrases(IntentKind.DRAFT, asked=False),
)
