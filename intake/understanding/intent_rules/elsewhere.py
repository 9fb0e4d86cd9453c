"""The answers come in another way: a link, by post, by telephone, or from another body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.intent import Intent, IntentKind
from intake.understanding.intents.remarks import comes_here
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, by_phrases, words_of
from languages.likeness import another_holds

_BORNE_OUT = {"successor", "elsewhere"}
_plainly = by_phrases(IntentKind.ELSEWHERE, asked=False)


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    if intent := _plainly(said, found):
        here = tuple(one for one in said.where(IntentKind.ELSEWHERE) if not one.asks and not comes_here(one))
        return replace(intent, words=words_of(here)) if here else None
    # Where somebody else is to be written to, another sentence says who has the data: "the court has none, they are with the prisons".
    instead = any(one.intent == IntentKind.SUCCESSOR for one in found)
    held = tuple(one for one in said.sentences if (instead or one.heard.rather & _BORNE_OUT) and _is_held(one, said))
    return Intent(intent=IntentKind.ELSEWHERE, words=words_of(held)) if held else None


def _is_held(sentence: HeardSentence, said: Said) -> bool:
    return not sentence.asks and another_holds(sentence.text, [one.text for one in said.sentences])


RULE = IntentRule(
    intent=IntentKind.ELSEWHERE,
    order=45,
    says="A statement that the answers are on a page, in the post, on another way, with another body, or are told by telephone.",
    find=_find,
)
