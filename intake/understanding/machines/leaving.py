"""Who answers our letter to say that they have left: a person, where nothing but their words is like an automatic reply.

A program for absences leaves such words for everyone who writes, and quotes no letter. That somebody else is to be written to is then
heard as from anybody; where a program says it, `intake.understanding.machines.away.absence` tells that its owner has left.
"""

from __future__ import annotations

from intake.understanding.evidence.answering import is_an_answer
from intake.understanding.evidence.machine import hints_at_a_machine, is_no_reply, responder_mark
from intake.understanding.machines.persons import concerns_us
from intake.understanding.own_words.words import own_words, with_signature
from intake.understanding.rule import OpenedMessage
from languages.mail import pattern

_LONGEST = 8_000


def leaves_in_person(message: OpenedMessage) -> bool:
    """Say whether somebody answers a letter of ours, and quotes it, to say that they have left, and no sign of a machine is there."""
    mail = message.mail
    if hints_at_a_machine(mail, message.own_addresses) or responder_mark(mail) or is_no_reply(mail.sender):
        return False
    by_hand = is_an_answer(mail.subject) and _quotes(mail.text[:_LONGEST]) and concerns_us(message)
    return by_hand and pattern("has_left").search(own_words(mail.text)[:_LONGEST]) is not None


def _quotes(text: str) -> bool:
    """Say whether something stands below what the author wrote: the letter that they answer."""
    return len(with_signature(text).split()) < len(text.split())
