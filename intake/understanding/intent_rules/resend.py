"""They want the workbook again."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import IntentRule, Said, by_phrases, words_of

_FIND = by_phrases(IntentKind.RESEND)


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    intent = _FIND(said, found)
    if intent is None or not said.where("answers_in_text", "elsewhere"):
        return intent
    # Whoever answers in another way tells with the same words why: "we cannot open your file, so here are our answers".
    wished = tuple(one for one in said.where("resend") if one.asks or "request" in one.heard.said)
    return Intent(intent=IntentKind.RESEND, words=words_of(wished)) if wished else None


RULE = IntentRule(
    intent=IntentKind.RESEND,
    order=70,
    says="A request for the workbook, or a complaint that it is missing, damaged or cannot be opened and that no other answer goes with.",
    find=_find,
)
