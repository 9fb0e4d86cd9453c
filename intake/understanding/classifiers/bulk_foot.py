"""Mail to many that no field marks: its foot tells how to get no more of it, and it has nothing to do with a letter of ours."""

from __future__ import annotations

from domain.message import Kind
from intake.understanding.evidence.answering import answers
from intake.understanding.evidence.machine import untagged
from intake.understanding.machines.carried import is_carried
from intake.understanding.machines.persons import LINK, concerns_us, speaks_in_person, tells_us
from intake.understanding.own_words.lines import count_words, unwrapped
from intake.understanding.own_words.words import own_words, sentences, with_signature
from intake.understanding.rule import Hit, OpenedMessage, Rule
from languages.mail import pattern

_LONGEST, _FEWEST_OF_NEWS = 8_000, 12


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    by_us = untagged(mail.sender) in map(untagged, message.own_addresses)
    if by_us or not pattern("leaves_list").search(with_signature(mail.text)[:_LONGEST]):
        return None
    if _is_brief(own_words(mail.text)[:_LONGEST]) or _may_be_an_answer(message):
        return None
    return Hit(
        "It tells how to get no more of it, as what is sent to many does, and does not reply to any of our letters.", store_decides=True
    )


def _is_brief(words: str) -> bool:
    """Say whether besides how to leave there are fewer words than news have, as where somebody says no more than that they have closed.

    Where there is nothing else, it is somebody's own wish, unless it leads to a page.
    """
    told = [one for one in sentences(unwrapped(words)) if not pattern("leaves_list").search(one)]
    return count_words(" ".join(told)) < _FEWEST_OF_NEWS if told else not LINK.search(words)


def _may_be_an_answer(message: OpenedMessage) -> bool:
    """Say whether somebody answers, hands something over, has a letter of ours or speaks of it, asks, or tells what news do not."""
    if answers(message.mail) or is_carried(message) or concerns_us(message):
        return True
    return tells_us(message) or speaks_in_person(message)


RULE = Rule(
    name="bulk_foot",
    order=75,  # Behind who wishes no more of our mail, and says so in the same words.
    says="A message whose foot tells how to get no more of it, from nobody on record: whoever is may have such a foot.",
    kind=Kind.BULK,
    examine=_examine,
)
