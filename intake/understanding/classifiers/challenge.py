"""A challenge: a program holds our letter until somebody proves to be a person (TMDA, Boxbe, Spam Arrest), often within a report."""

from __future__ import annotations

from domain.message import Kind
from domain.sentences import quoted
from intake.understanding.evidence.machine import hints_at_a_machine, is_no_reply, responder_mark
from intake.understanding.rule import Hit, OpenedMessage, Rule
from languages.mail import pattern

_BEGINNING = 2_000


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    marked = mail.statuses or is_no_reply(mail.sender) or responder_mark(mail) or hints_at_a_machine(mail, message.own_addresses)
    if mail.in_reply_to and not marked:
        return None
    said = pattern("automatic_challenge").search(mail.text[:_BEGINNING])
    return Hit(f"A program holds our letter until somebody proves to be a person: {quoted(said[0])}.") if said else None


RULE = Rule(
    name="challenge",
    order=25,
    says="A program asks for a proof that a person wrote our letter, before it delivers it.",
    kind=Kind.AUTO_REPLY,
    examine=_examine,
)
