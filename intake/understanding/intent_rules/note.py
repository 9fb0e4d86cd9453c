"""More than courtesy, and no other intent."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, tells, words_of

_LONE = frozenset({"stop", "nil"})  # A word of these is no courtesy, however few there are: "nil. As every year."


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    if found or not said.sentences:
        return None
    polite = said.beside or any("courtesy" in one.heard.said for one in said.sentences)
    told = tuple(one for one in said.sentences if tells(one, beside=said.beside) or not polite or _is_alone(one, said))
    return Intent(intent=IntentKind.NOTE, words=words_of(told or said.sentences)) if told or said.cut else None


def _is_alone(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence tells something by a link or a lone word where no workbook came along."""
    return not said.beside and (sentence.leads or not sentence.heard.said.isdisjoint(_LONE))


RULE = IntentRule(
    intent=IntentKind.NOTE,
    order=98,
    says="A text with more words than courtesy needs, which carries no other intent.",
    find=_find,
)
