"""What was sent to many: to the members of a list, or without a list's fields, as offers, surveys, and calls for papers."""

from __future__ import annotations

from intake.parsing.mail import Mail
from intake.understanding.evidence.answering import answers, is_an_answer
from intake.understanding.evidence.machine import (
    bulk_mark,
    is_no_reply,
    list_addresses,
    list_mark,
    list_of,
    null_sender,
    takes_bounces,
    untagged,
)
from intake.understanding.machines.persons import LINK, concerns_us, speaks_in_person, speaks_to_us
from intake.understanding.own_words.lines import unwrapped
from intake.understanding.own_words.words import asks, own_words, sentences
from intake.understanding.rule import OpenedMessage
from languages.mail import pattern

_LONGEST, _BEGINNING = 8_000, 1_500
_TERMS = 2  # Of trade: one stands in the sentence of whoever speaks of what they sell.


def is_sent_by_a_service(message: OpenedMessage) -> bool:
    """Say whether a service sent an offer to many, though it has the address of one letter and no list's fields.

    What comes back goes to the service, and the text leads somewhere and tells how to get no more. A person has such a footer too, who
    answers, asks, or speaks of our letter.
    """
    mail, words = message.mail, own_words(message.mail.text)[:_LONGEST]
    service = {one.rpartition("@")[2] for one in mail.headers.addresses("errors-to")} - {mail.sender.rpartition("@")[2]}
    if not service or not bulk_mark(mail, message.own_addresses).startswith("Precedence") or not _leads_out(mail):
        return False
    ours = answers(mail) or pattern("our_letter").search(words)
    return not (ours or speaks_to_us(message) or speaks_in_person(message))


def calls_for_papers(message: OpenedMessage) -> bool:
    """Say whether a conference or a journal calls many for papers, in plain mail: it leads somewhere and tells how to get no more."""
    mail, words = message.mail, own_words(message.mail.text)[:_LONGEST]
    calls = pattern("call_for_papers").search(f"{mail.subject}\n{words[:_BEGINNING]}")
    if not calls or not _leads_out(mail) or mail.in_reply_to or mail.references or concerns_us(message):
        return False
    return not (asks(words) or pattern("our_letter").search(words) or pattern("the_answer").search(words))


def offers_goods(message: OpenedMessage) -> bool:
    """Say whether a factory or a dealer offers goods to everybody, in plain mail: in the terms of trade, with how to get no more of it.

    Whoever answers, asks, or speaks of our letter or of the questionnaire is a person, whatever they sell.
    """
    mail = message.mail
    # How to answer for no more has the words of whoever speaks of the answer.
    words = pattern("stops_offers").sub(" ", own_words(mail.text)[:_LONGEST])
    if mail.in_reply_to or mail.references or not pattern("stops_offers").search(mail.text):
        return False
    terms = {found[0].lower() for found in pattern("trade_offer").finditer(f"{mail.subject}\n{words}")}
    # What is offered may be put as a question: "May I send you our price list?".
    others = "\n".join(one for one in sentences(unwrapped(words)) if not pattern("trade_offer").search(one))
    speaks = asks(others) or speaks_in_person(message) or pattern("our_letter").search(words) or pattern("the_answer").search(words)
    # Who offers to everybody writes as if they had been asked; but a program may have lost what a person answers.
    return len(terms) >= _TERMS + is_an_answer(mail.subject) and not speaks


def asks_for_opinions(message: OpenedMessage) -> bool:
    """Say whether a program for surveys asks many for their opinions: nobody reads what comes back, and it tells how to get no more.

    Whoever answers, asks something else, or speaks as only a person does, is one.
    """
    mail, words = message.mail, own_words(message.mail.text)[:_LONGEST]
    marked = bulk_mark(mail, message.own_addresses) and (is_no_reply(mail.sender) or takes_bounces(mail.return_path or ""))
    if not marked or not pattern("leaves_list").search(mail.text):
        return False
    return bool(pattern("others_survey").search(words)) and not (answers(mail) or asks(words) or speaks_in_person(message))


def is_to_members(message: OpenedMessage) -> bool:
    """Say whether a list sent this to all of its members, or as its digest, which may speak of bounces."""
    mail = message.mail
    if not list_mark(mail, message.own_addresses) or null_sender(mail):
        return False
    named = {*mail.headers.addresses("sender", "reply-to"), list_of(mail.return_path or ""), list_of(mail.sender)}
    ours = {untagged(one) for one in message.own_addresses}
    lists = {one for one in {*named, *list_addresses(mail)} & set(mail.headers.addresses("to", "cc")) if untagged(one) not in ours}
    return bool(lists or pattern("digest_subject").search(mail.subject))


def _leads_out(mail: Mail) -> bool:
    """Say whether a text leads somewhere, and tells how to leave a list."""
    return bool(LINK.search(mail.text) and pattern("leaves_list").search(mail.text))
