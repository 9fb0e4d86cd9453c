"""The answers stand in the text itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.said import IntentRule, Said, words_of

# The number of a question, then a short answer: as in "Q3: yes", "4.1 - 250" or "7) n/a".
_ROW = re.compile(r"^\W{0,3}(?:\w{1,12}\W{0,2}\s?)?\d{1,3}(?:\.\d{1,2}){0,3}[a-z]?\s?[.):=\uff1a\u2013\u3001-]\s?\S.{0,60}$", re.IGNORECASE)
_FEW = 2


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    told = said.where("answers_in_text")
    rows = tuple(one for one in said.sentences if not one.asks and _ROW.match(one.text) and not one.heard.telling)
    if not told and (len(rows) < _FEW or any(one.intent is IntentKind.CORRECTION for one in found)):
        return None
    return Intent(intent=IntentKind.ANSWERS_IN_TEXT, words=words_of(tuple(one for one in said.spoken if one in told or one in rows)))


RULE = IntentRule(
    intent=IntentKind.ANSWERS_IN_TEXT,
    order=55,
    says="A statement that the answers stand in the text, or two rows or more that begin with the number of a question and answer it.",
    find=_find,
)
