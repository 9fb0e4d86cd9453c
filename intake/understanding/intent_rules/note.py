"""More than courtesy, and no other intent."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.said import IntentRule, Said, tells, words_of


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    if found or not said.sentences:
        return None
    polite = said.beside or any("courtesy" in one.heard.said for one in said.sentences)
    told = tuple(one for one in said.sentences if tells(one, beside=said.beside) or not polite or (one.leads and not said.beside))
    return Intent(intent=IntentKind.NOTE, words=words_of(told or said.sentences)) if told or said.cut else None


RULE = IntentRule(
    intent=IntentKind.NOTE,
    order=98,
    says="A text with more words than courtesy needs, which carries no other intent.",
    find=_find,
)
