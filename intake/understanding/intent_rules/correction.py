"""An answer in the text is to replace one in a workbook."""

from __future__ import annotations

from domain.intent import IntentKind
from intake.understanding.said import IntentRule, by_phrases

RULE = IntentRule(
    intent=IntentKind.CORRECTION,
    order=50,
    says="A request to change an answer, or a statement that one is wrong.",
    find=by_phrases(IntentKind.CORRECTION),
)
