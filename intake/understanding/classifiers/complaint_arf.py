"""A feedback report: a recipient marked our letter as spam (RFC 5965)."""

from __future__ import annotations

from domain.message import Kind
from intake.understanding.machines.complaints import complaints
from intake.understanding.machines.returned import returned_headers
from intake.understanding.rule import Hit, OpenedMessage, Rule

# What a receiving system found out by itself (RFC 6591), and the contrary of a complaint (RFC 6430), are no words of a recipient.
_NO_COMPLAINTS = {"auth-failure", "not-spam", "dmarc"}


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    if mail.report_type != "feedback-report" and not mail.feedback.fields:
        return None
    kind = mail.feedback.get("feedback-type").strip().lower() or "abuse"
    if kind in _NO_COMPLAINTS:
        return None
    return Hit(f"It is a feedback report of the type {kind}.", complaints(kind, mail.feedback, returned_headers(mail), message))


RULE = Rule(
    name="complaint_arf", order=20, says="A feedback report that a recipient complained (RFC 5965).", kind=Kind.COMPLAINT, examine=_examine
)
