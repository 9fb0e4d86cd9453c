"""A feedback report: a recipient marked our letter as spam (RFC 5965)."""

from __future__ import annotations

from domain.message import Kind, Report
from intake.understanding.rule import Hit, OpenedMessage, Rule


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    if mail.report_type != "feedback-report" and not mail.feedback.fields:
        return None
    kind = mail.feedback.get("feedback-type").strip().lower() or "abuse"
    original = mail.enclosed[0].headers if mail.enclosed else None
    found = mail.feedback.addresses("original-rcpt-to", "removal-recipient")
    if not found and original:
        found = tuple(address for address in original.addresses("to") if address not in message.own_addresses)
    complaint = (
        Report(address=address, permanent=None, status=None, reason=f"complaint: {kind}", diagnostic=mail.feedback.get("user-agent"))
        for address in found
    )
    return Hit(f"It is a feedback report of the type {kind}.", tuple(complaint))


RULE = Rule(
    name="complaint_arf", order=20, says="A feedback report that a recipient complained (RFC 5965).", kind=Kind.COMPLAINT, examine=_examine
)
