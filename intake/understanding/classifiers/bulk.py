"""Mail of lists, newsletters and programs that is nobody's answer (RFC 2919, RFC 2369)."""

from __future__ import annotations

from domain.message import Kind
from domain.reference import find_references
from intake.understanding.evidence import answers_ours
from intake.understanding.machine import bulk_mark, is_daemon, is_no_reply
from intake.understanding.rule import Hit, OpenedMessage, Rule


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    if mail.feedback.fields:
        return Hit("It is a feedback report that is no complaint.")
    if is_daemon(mail.sender) or is_no_reply(mail.sender):
        return Hit(f"It is from {mail.sender}, which nobody reads, so no person wrote it.")
    mark = bulk_mark(mail, message.own_addresses)
    threaded = answers_ours(mail, message.own_addresses)
    # A person may answer through a list of their organisation; an answer to our letter is theirs all the same.
    if not mark or threaded or find_references(mail.subject):
        return None
    return Hit(f"It was sent by a list or in bulk ({mark}), and does not reply to any of our letters.")


RULE = Rule(
    name="bulk", order=65, says="A message to many people from a list, a newsletter or a program.", kind=Kind.BULK, examine=_examine
)
