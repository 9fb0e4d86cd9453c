"""A machine answered: out of office, vacation, a ticket, a read receipt (RFC 3834, RFC 8098)."""

from __future__ import annotations

from domain.intent import IntentKind
from domain.message import Kind
from domain.sentences import quoted
from intake.understanding.away import sounds_automatic
from intake.understanding.intents import wanted
from intake.understanding.machine import automatic_subject, bulk_mark, is_no_reply, list_mark, null_sender, responder_mark
from intake.understanding.rule import Hit, OpenedMessage, Rule
from intake.understanding.words import own_words
from languages.mail import pattern

_BEGINNING, _LONGEST = 600, 8_000


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    if wanted(message, "", IntentKind.UNSUBSCRIBE):
        return None  # A mail program that unsubscribes for its user may mark that as automatic.
    if mail.feedback.fields:
        return None
    if mail.report_type == "disposition-notification" or mail.notification.fields:
        return Hit("It is a notification that our letter was displayed or deleted (RFC 8098), sent by the recipient's mail program.")
    mark, prefix = responder_mark(mail), automatic_subject(mail.subject)
    if mark and not (mark.endswith("auto-generated") and _is_sent_to_many(message)):
        return Hit(f"It says itself that a program wrote it: {mark}.")
    # A person's reply to an automatic answer begins with a mark of their own, as in "Re:".
    if prefix:
        return Hit(f"Its subject begins like that of an automatic reply: {quoted(prefix)}.")
    return _by_text(message)


def _by_text(message: OpenedMessage) -> Hit | None:
    """Judge by the text. Beside a sign of a machine it is enough that somebody is away; without one it must sound like a machine."""
    mail, words = message.mail, own_words(message.mail.text)[:_LONGEST]
    hinted = null_sender(mail) or mail.headers.has("x-auto-response-suppress") or bool(bulk_mark(mail, message.own_addresses))
    found = pattern("automatic").search(words) or (pattern("absent").search(words[:_BEGINNING]) if hinted else None)
    said = found[0] if found else sounds_automatic(mail.subject, words)
    if said:
        return Hit(f"Its text reads like an automatic reply: {quoted(said)}.")
    if null_sender(mail) and not list_mark(mail, message.own_addresses):
        return Hit("Its envelope sender is null, so a machine sent it, but it does not report a failed delivery.")
    return None


def _is_sent_to_many(message: OpenedMessage) -> bool:
    """Say whether a program wrote this of its own accord: it answers no letter, and is of a list or from where nobody reads."""
    mail = message.mail
    return not (mail.in_reply_to or mail.references) and (is_no_reply(mail.sender) or bool(list_mark(mail, message.own_addresses)))


RULE = Rule(
    name="auto_reply",
    order=50,
    says="An automatic reply: out of office, a ticket, a read receipt (RFC 3834).",
    kind=Kind.AUTO_REPLY,
    examine=_examine,
)
