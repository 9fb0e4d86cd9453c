"""Who complained about a letter, or wants no more of them, as a feedback report tells (RFC 5965)."""

from __future__ import annotations

from domain.message import Report
from intake.parsing.headers import Headers
from intake.understanding.machine import untagged
from intake.understanding.rule import OpenedMessage

# Where providers put the recipient who complained; most leave it out, or put something else in its place.
_RECIPIENT = ("original-rcpt-to", "removal-recipient", "x-hmxmroriginalrecipient", "x-original-rcpt-to")


def complaints(kind: str, fields: Headers, letter: Headers, message: OpenedMessage) -> tuple[Report, ...]:
    """Return a report for each recipient that the fields of a feedback report name, or else the header of the letter that it returns."""
    named = (fields.addresses(*_RECIPIENT), letter.addresses(*_RECIPIENT), letter.addresses("to"))
    ours = {*message.own_addresses, *map(untagged, message.mail.headers.addresses("to"))}
    found = next((group for each in named if (group := [one for one in each if untagged(one) not in ours])), [])
    return tuple(
        Report(address=address, permanent=None, status=None, reason=f"complaint: {kind}", diagnostic=fields.get("user-agent"))
        for address in found
    )
