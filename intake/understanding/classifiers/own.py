"""A letter of ours that came back to us."""

from __future__ import annotations

from domain.mail.reference import read_tagged
from domain.message import Kind
from intake.understanding.evidence.evidence import own_tag
from intake.understanding.evidence.machine import untagged
from intake.understanding.rule import Hit, OpenedMessage, Rule


def _examine(message: OpenedMessage) -> Hit | None:
    sender = message.mail.sender
    # Nobody else gives a letter an answer or bounce address of ours, so that it is known also where our own addresses are not.
    tagged = any(read_tagged(address) for address in message.mail.headers.addresses("reply-to", "return-path"))
    is_ours = sender in message.own_addresses or untagged(sender) in message.own_addresses or tagged
    if is_ours and own_tag(message.mail, message.own_addresses):
        return Hit(
            "It is a letter that we sent ourselves: its sender is our address, and its Message-ID is one of ours.", store_decides=True
        )
    return None


RULE = Rule(
    name="own",
    order=10,
    says="A letter of ours that came back, known by our address and our Message-ID.",
    kind=Kind.OWN,
    examine=_examine,
)
