"""An answer in the text is to replace one in a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, by_phrases, words_of
from languages.likeness import stands_for

_AMISS = frozenset({"wrong", "twice"})
_OF_FIGURES = frozenset({"figure", "label", "form", "unit", "#"})
_RIVALS = frozenset({"answers_in_text", "confirm"})
_plainly = by_phrases(IntentKind.CORRECTION)


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    if intent := _plainly(said, found):
        return intent
    # What is wrong with a figure is told in more words than are known: "the catch on sheet 2 is too high, the lake reported twice".
    amiss = tuple(one for one in said.spoken if _is_amiss(one, said))
    return Intent(intent=IntentKind.CORRECTION, words=words_of(amiss)) if amiss else None


def _is_amiss(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence may be a correction, and names a figure and what is wrong: no answer, and nothing that is right."""
    heard = sentence.heard
    if sentence.asks or "correction" not in heard.maybe or _RIVALS & (heard.rather | heard.said):
        return False
    told = stands_for(sentence.text, [one.text for one in said.sentences])
    return bool(told & _AMISS and told & _OF_FIGURES)


RULE = IntentRule(
    intent=IntentKind.CORRECTION,
    order=50,
    says="A request to change an answer, or a statement that one is wrong.",
    find=_find,
)
