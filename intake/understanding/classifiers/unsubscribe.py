"""A person asks not to be written to."""

from __future__ import annotations

from domain.message import Kind
from intake.understanding.intents import wants_no_mail
from intake.understanding.machine import is_daemon
from intake.understanding.rule import Hit, OpenedMessage, Rule
from intake.understanding.words import bare_subject, own_words


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    if is_daemon(mail.sender):
        return None
    # The subject of an answer is ours, not the sender's.
    subject = "" if mail.in_reply_to and mail.subject != bare_subject(mail.subject) else bare_subject(mail.subject)
    said = wants_no_mail(own_words(mail.text), subject)
    return Hit(f"A person asks not to be written to: “{said}”.") if said else None


RULE = Rule(
    name="unsubscribe",
    order=70,
    says="A short text from a person who asks not to be written to again.",
    kind=Kind.UNSUBSCRIBE,
    examine=_examine,
)
