"""A person wrote: the kind of whatever no other rule claims."""

from __future__ import annotations

from domain.message import Kind
from intake.understanding.answers import answers
from intake.understanding.intents import asks
from intake.understanding.rule import Hit, OpenedMessage, Rule
from intake.understanding.words import own_words


def _examine(message: OpenedMessage) -> Hit | None:
    if not answers(message):
        return Hit("A person wrote.")
    return Hit("Its text also asks something.") if asks(own_words(message.mail.text)) else None


RULE = Rule(
    name="question",
    order=90,
    says="A message from a person. If it brings a workbook, only when the text asks something.",
    kind=Kind.QUESTION,
    examine=_examine,
)
