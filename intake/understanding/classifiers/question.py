"""A person wrote: the kind of whatever no other rule claims."""

from __future__ import annotations

from domain.intent import IntentKind
from domain.message import Kind
from intake.understanding.evidence.answers import answers
from intake.understanding.intents.wanted import intents
from intake.understanding.own_words.words import own_words
from intake.understanding.rule import Hit, OpenedMessage, Rule


def _examine(message: OpenedMessage) -> Hit | None:
    if not answers(message):
        return Hit("A person wrote.")
    told = [intent.intent for intent in intents(message, own_words(message.mail.text)) if intent.intent is not IntentKind.THANKS]
    return Hit(f"Its text is more than a cover note: {', '.join(told)}.") if told else None


RULE = Rule(
    name="question",
    order=90,
    says="A message from a person. If it brings a workbook, only when the text is more than courtesy.",
    kind=Kind.QUESTION,
    examine=_examine,
)
