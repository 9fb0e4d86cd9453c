"""A machine answered: out of office, vacation, a ticket, a read receipt (RFC 3834, RFC 8098)."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.intent import IntentKind
from domain.message import Kind
from domain.sentences import quoted
from intake.understanding.evidence.machine import (
    absent_subject,
    automatic_subject,
    hints_at_a_machine,
    is_no_reply,
    is_read_receipt,
    is_report_on_domain,
    list_mark,
    null_sender,
    responder_mark,
)
from intake.understanding.intents.wanted import wanted
from intake.understanding.machines.acknowledged import sounds_acknowledged
from intake.understanding.machines.away import (
    goes_on_behind_an_absence,
    leaves_something,
    sounds_automatic,
    sounds_like_a_receipt,
    sounds_unread,
    tells_beside_marks,
    tells_little_else,
    tells_something,
    told_by_a_program,
    unmentioned,
)
from intake.understanding.machines.carried import is_carried
from intake.understanding.machines.leaving import leaves_in_person
from intake.understanding.machines.pasted import pastes_a_report
from intake.understanding.machines.persons import (
    answers_us,
    concerns_us,
    has_desk_line,
    is_by_a_person,
    speaks_in_person,
    speaks_to_us,
    words_of_a_desk,
    writes_above_a_report,
    writes_in_a_program,
)
from intake.understanding.own_words.words import asks
from intake.understanding.rule import Hit, OpenedMessage, Rule
from languages.mail import pattern

_BEGINNING, _LONGEST = 600, 8_000
_OPENING = ('"', "\u201c", "\u201e", "\u00ab", "\u00ab\u00a0", "\u00ab\u202f", "\u00ab ", "\u300c", "\u300e")
_CLOSING = ('"', "\u201d", "\u201c", "\u00bb", "\u00a0\u00bb", "\u202f\u00bb", " \u00bb", "\u300d", "\u300f")


def _examine(message: OpenedMessage) -> Hit | None:
    hit = _by_marks(message)
    if hit is None or is_read_receipt(message.mail):
        return hit
    # Desks and gateways of an agency mark what their people write: whether a contact did, who is on record tells.
    return replace(hit, store_decides=tells_beside_marks(words_of_a_desk(message.mail)[:_LONGEST]))


def _by_marks(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    # A mail program that unsubscribes for its user may mark that as automatic.
    if wanted(message, "", IntentKind.UNSUBSCRIBE) or mail.feedback.fields:
        return None
    if is_read_receipt(mail):
        return Hit("It is a notification that our letter was displayed or deleted (RFC 8098), sent by the recipient's mail program.")
    if is_by_a_person(message) or writes_above_a_report(message) or pastes_a_report(message, certainly=True) or is_carried(message):
        return None
    mark, prefix = responder_mark(mail), automatic_subject(mail.subject)
    of_a_program = (mark.endswith("auto-generated") and _is_sent_to_many(message)) or writes_in_a_program(message)
    if mark and not of_a_program:
        return Hit(f"It says itself that a program wrote it: {mark}.")
    # A person's reply to an automatic answer begins with a mark of their own, as in "Re:".
    if prefix and _is_a_mark(prefix, mail.subject):
        return Hit(f"Its subject begins like that of an automatic reply: {quoted(prefix)}.")
    return _by_text(message, prefix)


def _by_text(message: OpenedMessage, prefix: str) -> Hit | None:
    """Judge by the text: what says of itself that it is automatic, and tells no answer, or what a person says to us in no way."""
    mail, words = message.mail, unmentioned(words_of_a_desk(message.mail)[:_LONGEST])
    itself = next((one for one in pattern("automatic").finditer(words) if not _is_quoted(one, words)), None)
    to_many = _is_sent_to_many(message) and not pattern("automatic_receipt").search(words)
    if itself and not to_many and not answers_us(message) and not _is_below_a_person(message, words[: itself.start()]):
        return Hit(f"Its text reads like an automatic reply: {quoted(itself[0])}.")
    if (unread := sounds_unread(words)) and not to_many and not answers_us(message):
        return Hit(f"Its text reads like an automatic reply: {quoted(unread)}.")
    by_a_person = speaks_to_us(message) or (prefix and asks(mail.subject)) or leaves_in_person(message)
    return None if by_a_person else _by_absence(message, words, prefix)


def _is_below_a_person(message: OpenedMessage, above: str) -> bool:
    """Say whether a gateway said that below a person's answer to our letter: they ask or tell something, and no program does."""
    told = above.rpartition("\n\n")[0]
    speaks = asks(told) or pattern("sends_to_us").search(told) or not tells_little_else(told)
    return bool(speaks) and concerns_us(message) and not null_sender(message.mail) and not told_by_a_program(told)


def _is_quoted(said: re.Match[str], words: str) -> bool:
    """Say whether words stand in quotation marks: somebody speaks of them, and does not say them of what they write."""
    return words[: said.start()].endswith(_OPENING) and words[said.end() :].startswith(_CLOSING)


def _is_a_mark(prefix: str, subject: str) -> bool:
    """Say whether a program put this before our subject, or in its place: in a person's sentence, words follow."""
    return not subject.lstrip("([ ").startswith(prefix) or not re.match(r"\s*\w", subject.lstrip("([ ")[len(prefix) :])


def _by_absence(message: OpenedMessage, words: str, prefix: str) -> Hit | None:
    """Judge by the absence. Beside a sign of a machine it is enough that somebody is away; without one it must sound like a machine."""
    mail = message.mail
    hinted = hints_at_a_machine(mail, message.own_addresses)
    # What a gateway adds to whatever leaves only hints: who tells more than an absence is a person.
    by_hand = not null_sender(mail) and not tells_little_else(words)
    by_subject = hinted or not (by_hand or goes_on_behind_an_absence(mail.subject))
    if away := prefix or (absent_subject(mail.subject) if by_subject else ""):
        return Hit(f"Its subject begins like that of an automatic reply: {quoted(away)}.")
    # Beside a gateway's mark alone, whoever tells anything else leaves something for everyone, or is a person.
    by_program = null_sender(mail) or not tells_something(words) or leaves_something(words)
    found = pattern("absent").search(words[:_BEGINNING]) if hinted and not by_hand and by_program else None
    said = (
        found[0]
        if found
        else (sounds_automatic(mail.subject, words) or sounds_like_a_receipt(mail.subject, words) or sounds_acknowledged(words, mail.sent))
    )
    # Beside a sign of a machine, or where nobody reads, it is enough that a program tells what became of our letter.
    marked = hinted or is_no_reply(mail.sender) or responder_mark(mail) or has_desk_line(mail)
    if not said and marked and not _is_sent_to_many(message):
        said = told_by_a_program(words)
    if said:
        return Hit(f"Its text reads like an automatic reply: {quoted(said)}.")
    to_many = list_mark(mail, message.own_addresses) or _is_sent_to_many(message)
    # Some scanners and desks send what people wrote without a sender.
    if null_sender(mail) and not to_many and not speaks_in_person(message):
        return Hit("Its envelope sender is null, so a machine sent it, but it does not report a failed delivery.")
    return None


def _is_sent_to_many(message: OpenedMessage) -> bool:
    """Say whether a program wrote this of its own accord: it has to do with no letter, and is of a list or from where nobody reads."""
    mail = message.mail
    marked = is_no_reply(mail.sender) or is_report_on_domain(mail.subject) or list_mark(mail, message.own_addresses)
    return bool(marked) and not (mail.in_reply_to or mail.references or concerns_us(message))


RULE = Rule(
    name="auto_reply",
    order=50,
    says="An automatic reply: out of office, a ticket, a read receipt (RFC 3834).",
    kind=Kind.AUTO_REPLY,
    examine=_examine,
)
