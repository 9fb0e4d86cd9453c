"""A message to the address of List-Unsubscribe, which a person's mail program wrote for them (RFC 2369)."""

from __future__ import annotations

from domain.message import Kind
from intake.understanding.evidence.evidence import leaving
from intake.understanding.rule import Hit, OpenedMessage, Rule


def _examine(message: OpenedMessage) -> Hit | None:
    # Mail programs mark what they write by themselves, as a machine would: so that this is asked before those rules.
    if not any(leaving(message.mail.headers, message.own_addresses)):
        return None
    return Hit("It was sent to the address at which a letter of ours says that its recipient can unsubscribe.")


RULE = Rule(
    name="unsubscribe_address",
    order=15,
    says="A message to the address of List-Unsubscribe of one of our letters (RFC 2369).",
    kind=Kind.UNSUBSCRIBE,
    examine=_examine,
)
