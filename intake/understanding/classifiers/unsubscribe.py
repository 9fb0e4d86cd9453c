"""A person asks not to be written to."""

from __future__ import annotations

from domain.intent import IntentKind
from domain.message import Kind
from domain.sentences import quoted
from intake.understanding.evidence.machine import is_daemon
from intake.understanding.intents.wanted import wanted
from intake.understanding.machines.carried import is_carried
from intake.understanding.own_words.words import own_words
from intake.understanding.rule import Hit, OpenedMessage, Rule


def _examine(message: OpenedMessage) -> Hit | None:
    if is_daemon(message.mail.sender) or is_carried(message):
        return None
    for intent in wanted(message, own_words(message.mail.text), IntentKind.UNSUBSCRIBE):
        return Hit(f"A person asks not to be written to: {quoted(intent.words)}.")
    return None


RULE = Rule(
    name="unsubscribe",
    order=70,
    says="A short text from a person who asks not to be written to again.",
    kind=Kind.UNSUBSCRIBE,
    examine=_examine,
)
