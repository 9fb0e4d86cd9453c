"""They want the workbook again."""

from __future__ import annotations

from domain.intent import IntentKind
from intake.understanding.said import IntentRule, by_phrases

RULE = IntentRule(
    intent=IntentKind.RESEND,
    order=70,
    says="A request for the workbook, or a complaint that it is missing, damaged or cannot be opened.",
    find=by_phrases(IntentKind.RESEND),
)
