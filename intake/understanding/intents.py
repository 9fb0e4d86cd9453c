"""What a person wants, read from their own words, in the languages of the respondents; whatever is not understood is for a person to read."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache

import intake.understanding.intent_rules
from domain.intent import Intent
from domain.plugins import discover, keyed
from intake.understanding.answers import answers
from intake.understanding.rule import OpenedMessage
from intake.understanding.said import IntentRule, Said, is_cut, read
from intake.understanding.words import bare_subject


@cache
def intent_rules() -> tuple[IntentRule, ...]:
    """Return the rules in the order in which they are asked; two for one intent or of one order are an error at start-up."""
    found: tuple[IntentRule, ...] = discover(intake.understanding.intent_rules, "RULE")
    keyed(found, lambda rule: (f"intent {rule.intent}", f"order {rule.order}"), "intent rule's")
    return tuple(sorted(found, key=lambda rule: rule.order))


def intents(message: OpenedMessage, words: str) -> tuple[Intent, ...]:
    """Return what a person's own `words` say, and the subject of their message where it is theirs; nothing where there is no word."""
    mail = message.mail
    subject = bare_subject(mail.subject)
    # The subject of an answer is ours, not the sender's.
    theirs = "" if mail.in_reply_to and mail.subject.strip() != subject else subject
    return intents_of(said_in(words, theirs, beside=bool(answers(message)), own=message.own_addresses | {mail.sender}, sent=mail.date))


def said_in(  # noqa: PLR0913 - what a message tells of itself
    words: str,
    subject: str = "",
    *,
    beside: bool = False,
    own: frozenset[str] = frozenset(),
    sent: datetime | None = None,
) -> Said:
    """Return own words, and a subject that is the sender's, sentence by sentence."""
    sentences, titles = _read(words), _read(subject)
    return Said(sentences=sentences, titles=titles, beside=beside, own=own, sent=sent, cut=is_cut(words))


def intents_of(said: Said) -> tuple[Intent, ...]:
    """Return the intents, in the order of their rules; a subject counts where the words below it say nothing of their own."""
    found: list[Intent] = []
    for rule in intent_rules():
        if intent := rule.find(said, found):
            found.append(intent)
    return tuple(found)


_read = lru_cache(maxsize=16)(read)
