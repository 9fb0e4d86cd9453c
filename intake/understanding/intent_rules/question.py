"""They ask something."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.said import HeardSentence, IntentRule, Said, words_of

# A request for one of these may go on in a sentence that says no more than "can you do that?".
_REQUESTS = {
    IntentKind.CORRECTION,
    IntentKind.DECLINE,
    IntentKind.EXTENSION,
    IntentKind.RESEND,
    IntentKind.SUCCESSOR,
    IntentKind.UNSUBSCRIBE,
}


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
        if not (requests and "request" in one.heard.said and "interrogative" not in one.heard.said)
    )
    return Intent(intent=IntentKind.QUESTION, words=words_of(asking)) if asking else None


def _says_more(sentence: HeardSentence) -> bool:
    """Say whether a sentence says more than courtesy does; of one that is surely a question a word is enough."""
    surely = sentence.asks and "question" in sentence.heard.said
    return sentence.heard.unsaid > (0 if surely else 1)


RULE = IntentRule(
    intent=IntentKind.QUESTION,
    order=90,
    says="A sentence that asks, or asks for something, and is no other intent.",
    find=_find,
)
