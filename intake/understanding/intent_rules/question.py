"""They ask something."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, words_of

# A request for one of these may go on in a sentence that says no more than "can you do that?".
_REQUESTS = {
    IntentKind.CORRECTION,
    IntentKind.DECLINE,
    IntentKind.EXTENSION,
    IntentKind.RESEND,
    IntentKind.SUCCESSOR,
    IntentKind.UNSUBSCRIBE,
}
_BRIEF = 4  # So few words ask about the request before them: "would that be possible?".
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}(?:\.\d{1,2})?[.)]?\s")


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    answered = {intent.intent.value for intent in found}
    requests = any(intent.intent in _REQUESTS for intent in found)
    asking = tuple(
        one
        for one in said.spoken
        # A request that is another intent is no question, and courtesy asks nothing.
        if _says_more(one) and one.heard.said.isdisjoint(answered)
        if one.asks or "question" in one.heard.said
        # Beside a wish, or a workbook, a mark of a question may be one of politeness, or stand in what is quoted.
        if not (one.heard.unasked and (found or said.beside))
        if not (requests and _asks_for_it(one))
        # Whoever answers below the numbers of questions repeats these.
        if not (IntentKind.ANSWERS_IN_TEXT in answered and _NUMBERED.search(one.text))
    )
    return Intent(intent=IntentKind.QUESTION, words=words_of(asking)) if asking else None


def _asks_for_it(sentence: HeardSentence) -> bool:
    """Say whether a sentence may ask for what was asked for before it, and for nothing else."""
    brief = sentence.heard.words <= _BRIEF
    return (brief or "request" in sentence.heard.said) and "interrogative" not in sentence.heard.said


def _says_more(sentence: HeardSentence) -> bool:
    """Say whether a sentence says more than courtesy does; of one that is surely a question a word is enough."""
    surely = "question" in sentence.heard.said
    return sentence.heard.unsaid > (0 if surely else 1)


RULE = IntentRule(
    intent=IntentKind.QUESTION,
    order=90,
    says="A sentence that asks, or asks for something, and is no other intent.",
    find=_find,
)
