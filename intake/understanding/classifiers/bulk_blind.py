"""Mail to many whose recipients are hidden, as of ministries and firms: "undisclosed-recipients:;" (RFC 5322 section 3.4)."""

from __future__ import annotations

from domain.intent import IntentKind
from domain.message import Kind
from intake.parsing.mail import Mail
from intake.understanding.evidence.answering import answers
from intake.understanding.evidence.machine import untagged
from intake.understanding.intents.wanted import wanted
from intake.understanding.machines.persons import concerns_us, speaks_in_person
from intake.understanding.own_words.words import own_words
from intake.understanding.rule import Hit, OpenedMessage, Rule
from languages.mail import pattern

_LONGEST = 8_000


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    by_us = untagged(mail.sender) in map(untagged, message.own_addresses)
    if by_us or not _hides_recipients(mail) or _has_to_do_with_us(message):
        return None
    return Hit("It was sent to people whom it does not name, and does not reply to any of our letters.", store_decides=True)


def _hides_recipients(mail: Mail) -> bool:
    """Say whether a message names no recipient but its own author."""
    named = mail.headers.has("to") or mail.headers.has("cc")
    return named and not set(mail.headers.addresses("to", "cc")) - {mail.sender}


def _has_to_do_with_us(message: OpenedMessage) -> bool:
    """Say whether somebody answers, has a letter of ours or speaks of the questionnaire, says no, or speaks as only a person does."""
    mail, words = message.mail, own_words(message.mail.text)[:_LONGEST]
    spoken_of = pattern("our_letter").search(words) or pattern("the_answer").search(words)
    return bool(answers(mail) or concerns_us(message) or spoken_of or wanted(message, words, IntentKind.DECLINE)) or speaks_in_person(
        message
    )


RULE = Rule(
    name="bulk_blind",
    order=67,
    says="A message whose recipients are hidden, from nobody on record: who is on record may tell all of whom to write to.",
    kind=Kind.BULK,
    examine=_examine,
)
