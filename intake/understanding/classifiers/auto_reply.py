"""A machine answered: out of office, vacation, a ticket, a read receipt (RFC 3834, RFC 8098)."""

from __future__ import annotations

from domain.intent import IntentKind
from domain.message import Kind
from intake.understanding.intents import wanted
from intake.understanding.machine import bulk_mark, null_sender, responder_mark
from intake.understanding.rule import Hit, OpenedMessage, Rule
from intake.understanding.words import own_words
from languages.mail import pattern


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    if wanted(message, "", IntentKind.UNSUBSCRIBE):
        return None  # A mail program that unsubscribes for its user may mark that as automatic.
    if mail.report_type == "disposition-notification" or mail.notification.fields:
        return Hit("It is a notification that our letter was displayed or deleted (RFC 8098), sent by the recipient's mail program.")
    # A person's reply to an automatic answer begins with a mark of their own, as in "Re:".
    mark, prefix = responder_mark(mail), pattern("automatic_subject", after=r"\b").match(mail.subject)
    if mark:
        return Hit(f"It says itself that a program wrote it: {mark}.")
    if prefix:
        return Hit(f"Its subject begins like that of an automatic reply: “{prefix[0]}”.")
    return _by_text(message)


def _by_text(message: OpenedMessage) -> Hit | None:
    """Judge by the text; that the person is away counts only beside a sign of a machine, since a person may write it too."""
    mail, words = message.mail, own_words(message.mail.text)
    hinted = null_sender(mail) or mail.headers.has("x-auto-response-suppress") or bool(bulk_mark(mail, message.own_addresses))
    said = pattern("automatic").search(words) or (pattern("absent").search(words[:600]) if hinted else None)
    if said:
        return Hit(f"Its text reads like an automatic reply: “{said[0]}”.")
    if null_sender(mail):
        return Hit("Its envelope sender is null, so a machine sent it, but it does not report a failed delivery.")
    return None


RULE = Rule(
    name="auto_reply",
    order=50,
    says="An automatic reply: out of office, a ticket, a read receipt (RFC 3834).",
    kind=Kind.AUTO_REPLY,
    examine=_examine,
)
