"""What a service carries for a person who sends us something: a shared file, a transfer, a secure message, something to sign."""

from __future__ import annotations

from intake.understanding.evidence.machine import (
    absent_subject,
    automatic_subject,
    bulk_mark,
    is_daemon,
    is_no_reply,
    null_sender,
    responder_mark,
    takes_bounces,
    untagged,
)
from intake.understanding.machines.for_many import is_to_members
from intake.understanding.own_words.words import own_words
from intake.understanding.rule import OpenedMessage
from languages.mail import pattern

_BEGINNING, _FIRST = 1_500, 300
_OF_A_DESK = ("automatic_receipt", "automatic_thanks", "automatic_urgent", "automatic_return", "absent", "has_left", "unread_mailbox")
_ANSWERED = "Auto-Submitted: auto-replied"


def is_carried(message: OpenedMessage) -> bool:
    """Say whether a service tells that somebody shared something with us, or sent us files or a secure message.

    Whoever does so answers elsewhere, so that a person must see it, whatever marks the service puts on all of its mail. A service is known
    by what it says, since nobody can list all of them. What it tells all who use it (its news, a summary of the week) says so at the
    beginning of its subject.
    """
    mail = message.mail
    if is_daemon(mail.sender) or mail.statuses or mail.feedback.fields or responder_mark(mail) == _ANSWERED:
        return False
    if automatic_subject(mail.subject) or absent_subject(mail.subject) or is_to_members(message):
        return False
    if pattern("service_news", r"^\W{0,4}").match(mail.subject):
        return False
    words = own_words(mail.text)[:_BEGINNING] or mail.text[:_BEGINNING]
    # What answers our letter and tells a number of it is a desk's, which names our letter by what it brings.
    if mail.in_reply_to and pattern("automatic_receipt").search(words):
        return False
    told = any(pattern("hands_files").search(one) for one in (mail.subject, words)) and _is_of_a_service(message, words)
    return told or _names_its_author(message, words)


def _is_of_a_service(message: OpenedMessage, words: str) -> bool:
    """Say whether anything tells that a program wrote this: people say of themselves, too, that they shared something with us."""
    mail = message.mail
    marked = responder_mark(mail) or bulk_mark(mail, message.own_addresses) or null_sender(mail) or takes_bounces(mail.return_path or "")
    return bool(marked or is_no_reply(mail.sender) or pattern("automatic").search(words))


def _names_its_author(message: OpenedMessage, words: str) -> bool:
    """Say whether an address that nobody reads writes for somebody whom an answer goes to, and whose address its first words name.

    So does a service whose words are not known. What took a letter in, or is left for everyone, names where else to ask.
    """
    mail = message.mail
    person, domain = mail.reply_address.lower(), mail.sender.rpartition("@")[2]
    ours = {untagged(one) for one in message.own_addresses}
    theirs = "@" in person and person.rpartition("@")[2] != domain and untagged(person) not in ours
    if not theirs or not is_no_reply(mail.sender) or is_no_reply(person) or is_daemon(person) or takes_bounces(person):
        return False
    if any(pattern(kind).search(words) for kind in _OF_A_DESK):
        return False
    named = f"{mail.headers.get('from')}\n{mail.subject}\n{words[:_FIRST]}".lower()
    return not mail.in_reply_to and person in named
