"""A delivery status notification (RFC 3464)."""

from __future__ import annotations

from collections.abc import Iterable

from domain.message import Kind, Report
from intake.understanding.evidence.machine import by_mail_server, null_sender, responder_mark
from intake.understanding.evidence.reports import delivered, report
from intake.understanding.machines import bounces
from intake.understanding.machines.persons import writes_above_a_report, writes_in_a_program
from intake.understanding.machines.returned import returned_headers
from intake.understanding.rule import Hit, OpenedMessage, Rule

_REPORTS = {"delivery-status", "global-delivery-status"}  # The second is of letters with addresses in Unicode (RFC 6533).


def _examine(message: OpenedMessage) -> Hit | None:
    mail = message.mail
    if mail.report_type not in _REPORTS and not (mail.statuses and _by_machine(message)):
        return None
    found = _once(one for fields in mail.statuses if (one := report(fields)) is not None)
    reports = bounces.as_written(found, message, returned_headers(mail)) or bounces.reports(message)
    return Hit(f"It is a delivery status notification: {_told(reports)}.", reports)


def _once(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return a report for each address: behind one that we wrote to there may be several, and what failed for good says most."""
    found: dict[str, Report] = {}
    for one in reports:
        if one.address not in found or (one.permanent and not found[one.address].permanent):
            found[one.address] = one
    return tuple(found.values())


def _by_machine(message: OpenedMessage) -> bool:
    """Say whether a machine sent this: a person passes on the parts of a report as files of their own message."""
    mail = message.mail
    if writes_above_a_report(message):
        return False
    return by_mail_server(mail) or null_sender(mail) or (bool(responder_mark(mail)) and not writes_in_a_program(message))


def _told(reports: tuple[Report, ...]) -> str:
    if not reports:
        return "it names no address"
    outcomes = (
        f"{one.address} {'was reached' if delivered(one) else 'failed permanently' if one.permanent else 'is delayed or failed for now'}"
        for one in reports[:5]
    )
    return ", ".join(outcomes)


RULE = Rule(
    name="bounce_dsn",
    order=30,
    says="A delivery status notification, which reports on each recipient (RFC 3464).",
    kind=Kind.BOUNCE,
    examine=_examine,
)
