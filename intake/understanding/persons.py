"""Whether a person speaks in what looks like a machine's message: their mail program marked it, and the words are theirs."""

from __future__ import annotations

from domain.intent import IntentKind
from intake.parsing.mail import Mail
from intake.understanding.answers import is_spreadsheet
from intake.understanding.intents import wanted
from intake.understanding.lines import count_words
from intake.understanding.machine import (
    by_mail_program,
    hints_at_a_machine,
    is_daemon,
    is_no_reply,
    is_postmaster,
    list_addresses,
    null_sender,
    responder_mark,
)
from intake.understanding.rule import OpenedMessage
from intake.understanding.words import FEWEST_ASKED, asks, own_words
from languages.mail import pattern

_LONGEST = 8_000


def answers_us(message: OpenedMessage) -> bool:
    """Say whether it brings a workbook, tells a figure, or says yes: no program does."""
    words = own_words(message.mail.text)[:_LONGEST]
    told = wanted(message, words, IntentKind.ANSWERS_IN_TEXT, IntentKind.CONFIRM)
    return any(map(is_spreadsheet, message.files)) or bool(told)


def speaks_to_us(message: OpenedMessage) -> bool:
    """Say whether it answers us, asks something or speaks of the questionnaire: what is left for everyone who writes seldom does."""
    words = own_words(message.mail.text)[:_LONGEST]
    # An absence may say that something will be sent, and a program sends it: beside a sign of one these words count nothing.
    promised = not hints_at_a_machine(message.mail, message.own_addresses) and pattern("sends_to_us").search(words)
    by_words = asks(words) or pattern("the_answer").search(words) or promised
    return bool(by_words) or any(asks_us(one.words) for one in wanted(message, words, IntentKind.QUESTION)) or answers_us(message)


def asks_us(words: str) -> bool:
    """Say whether words that were read as a question are one to us, and no "Urgent?" that leads to what is left for everyone."""
    return count_words(words) >= FEWEST_ASKED


def is_read(mail: Mail) -> bool:
    """Say whether somebody reads what is sent to its author, although From would deny it: answers go elsewhere, or to a postmaster."""
    if is_no_reply(mail.reply_address) or responder_mark(mail):
        return False
    return by_mail_program(mail) or (not null_sender(mail) and (not is_daemon(mail.reply_address) or is_postmaster(mail.sender)))


def through_a_group(mail: Mail) -> bool:
    """Say whether a person wrote to us, and the group of their organisation passed that on in its own name, as Google Groups does."""
    lists = list_addresses(mail)
    return mail.headers.has("x-original-sender") and mail.sender in lists and not lists & set(mail.headers.addresses("to", "cc"))
