"""The workbook is not final."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intent_rules.extension import days_to_come
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, words_of
from languages.likeness import stands_for

# What is not final, not yet, or later may be a draft though it speaks of the final version.
_UNFINISHED = {"not", "no_longer", "later", "draft", "time"}


def _find(said: Said, _found: Sequence[Intent]) -> Intent | None:
    # Answers that wait for approval are a draft where they came along; where they did not, that is why they are not there yet.
    names = (IntentKind.DRAFT, *(("pending",) if said.beside else ()))
    sentences = tuple(one for one in said.where(*names) if not one.asks and not _is_final(one, said))
    return Intent(intent=IntentKind.DRAFT, words=words_of(sentences)) if sentences else None


def _is_final(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence speaks of the final version that came along, and of nothing to come: "final version for the ministry"."""
    heard = sentence.heard
    if not said.beside or "completing" not in heard.said or "pending" in heard.said or days_to_come(sentence, said):
        return False
    return not stands_for(sentence.text, [one.text for one in said.sentences]) & _UNFINISHED


RULE = IntentRule(
    intent=IntentKind.DRAFT,
    order=20,
    says="A statement that the answers are a draft, or that those that came along wait for approval.",
    find=_find,
)
