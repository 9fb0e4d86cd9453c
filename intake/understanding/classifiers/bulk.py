"""Mail of lists, newsletters and programs that is nobody's answer (RFC 2919, RFC 2369)."""

from __future__ import annotations

from domain.intent import IntentKind
from domain.message import Kind
from intake.parsing.mail import Mail
from intake.understanding.evidence.answers import is_aggregate_report
from intake.understanding.evidence.machine import bulk_mark, is_daemon, is_no_reply, is_postmaster, responder_mark, takes_bounces, untagged
from intake.understanding.intents.wanted import wanted
from intake.understanding.machines.carried import is_carried
from intake.understanding.machines.for_many import asks_for_opinions, calls_for_papers, is_sent_by_a_service, offers_goods
from intake.understanding.machines.persons import (
    answers_us,
    concerns_us,
    is_a_letter,
    is_read,
    speaks_in_person,
    speaks_of_our_letter,
    speaks_to_us,
    through_a_group,
    writes_to_us,
)
from intake.understanding.own_words.words import asks, own_words
from intake.understanding.rule import Hit, OpenedMessage, Rule
from languages.mail import pattern

_LONGEST = 8_000


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    if said := _of_servers(mail):
        return Hit(said)
    if is_carried(message):
        return None
    if said := _for_many(message):
        return Hit(said)
    mark = "" if through_a_group(mail) else bulk_mark(mail, message.own_addresses)
    no_reply = is_no_reply(mail.sender)
    # Nothing that is sent to many has to do with a letter of ours: what does is a person's, unless its words were a program's.
    concerns = bool(mark or no_reply) and concerns_us(message)
    by_nobody = is_daemon(mail.sender) or (no_reply and not concerns)
    if by_nobody and not (is_read(mail) and _is_to_us(message)) and not _is_by_a_person(message):
        why = f"It is from {mail.sender}, which nobody reads, so no person wrote it."
        return Hit(why, store_decides=not is_daemon(mail.sender) and is_a_letter(mail.text))
    # A person may answer through a list of their organisation; an answer to our letter is theirs all the same.
    if not mark or concerns or writes_to_us(message):
        return None
    why = f"It was sent by a list or in bulk ({mark}), and does not reply to any of our letters."
    # A program for many people that a contact writes in marks what is for us alone: whether they did, who is on record tells.
    return Hit(why, store_decides=is_a_letter(mail.text) or _refuses(message))


def _refuses(message: OpenedMessage) -> bool:
    """Say whether words speak of our letter, or say no to it, however they were sent."""
    words = own_words(message.mail.text)[:_LONGEST]
    return bool(pattern("our_letter").search(words) or wanted(message, words, IntentKind.DECLINE))


def _of_servers(mail: Mail) -> str:
    """Return what servers tell each other in a message, or ""."""
    if mail.feedback.fields:
        return "It is a feedback report that is no complaint."
    by_servers = any(is_aggregate_report(file.name) for file in mail.attachments)
    return "It brings a report that servers send each other about the mail of a domain." if by_servers else ""


def _for_many(message: OpenedMessage) -> str:
    """Return as what a message was sent to many that no list's field marks, or ""."""
    if is_sent_by_a_service(message):
        return "A service sent it to many: it tells how to get no more, and answers nothing."
    if offers_goods(message):
        return "It offers goods to everybody, and tells how to get no more of it."
    if asks_for_opinions(message):
        return "It asks many people for their opinions, and tells how to get no more of it."
    return "It calls many people for papers." if calls_for_papers(message) else ""


def _is_by_a_person(message: OpenedMessage) -> bool:
    """Say whether a person wrote what came from an address like one of nobody's."""
    return _is_called_so(message) or _is_from_a_form(message) or speaks_of_our_letter(message) or _says_what_a_person_says(message)


def _says_what_a_person_says(message: OpenedMessage) -> bool:
    """Say whether words tell, promise or ask what only a person does, as of what a scanner sent that has an address of nobody's."""
    marked = responder_mark(message.mail) or bulk_mark(message.mail, message.own_addresses)
    return not marked and speaks_in_person(message)


def _is_called_so(message: OpenedMessage) -> bool:
    """Say whether a person answers our letter from their own address, though that looks like one of nobody's."""
    mail = message.mail
    theirs = mail.return_path == mail.sender and not (responder_mark(mail) or bulk_mark(mail, message.own_addresses))
    return theirs and bool(mail.in_reply_to) and (answers_us(message) or asks(own_words(mail.text)))


def _is_from_a_form(message: OpenedMessage) -> bool:
    """Say whether a form on a page sent what a person wrote there: their address stands in the text, and an answer goes to it."""
    mail = message.mail
    person = mail.reply_address.lower()
    nobodys = person == mail.sender.lower() or untagged(person) in map(untagged, message.own_addresses)
    answered = is_no_reply(mail.sender) and not (nobodys or is_no_reply(person) or is_daemon(person))
    return answered and f"{person}\n" in f"{mail.text.lower()}\n" and not bulk_mark(mail, message.own_addresses)


def _is_by_a_program(mail: Mail) -> bool:
    """Say whether a message tells that it is automatic, or how full our own mailbox is, and answers no letter."""
    told = any(pattern(kind).search(f"{mail.subject}\n{mail.text[:_LONGEST]}") for kind in ("automatic", "own_mailbox"))
    return told and not (mail.in_reply_to or mail.references)


def _is_to_us(message: OpenedMessage) -> bool:
    """Say whether a person speaks: nothing marks the message as sent to many, and it greets, or says what is meant for us."""
    mail = message.mail
    # A service for mailings takes what comes back at an address of its own.
    by_a_service = takes_bounces(mail.return_path or "") and not concerns_us(message)
    if bulk_mark(mail, message.own_addresses) or by_a_service or _is_by_a_program(mail):
        return False
    # A postmaster may be all that an association has; what answers our letter and leads nowhere is theirs, in whatever words.
    by_hand = is_postmaster(mail.sender) and is_a_letter(mail.text) and concerns_us(message)
    return by_hand or bool(pattern("bounce_greeting", r"^\W{0,4}").match(mail.text)) or speaks_to_us(message)


RULE = Rule(
    name="bulk", order=65, says="A message to many people from a list, a newsletter or a program.", kind=Kind.BULK, examine=_examine
)
