"""Who complained about a letter, or wants no more of them, as a feedback report tells (RFC 5965)."""

from __future__ import annotations

from domain.message import Report
from intake.parsing.headers import Headers
from intake.understanding.evidence.machine import untagged
from intake.understanding.machines.recipients import named as named_in_text
from intake.understanding.machines.returned import server_text
from intake.understanding.rule import OpenedMessage

# Where providers put the recipient who complained; most leave it out, or put something else in its place.
_HIDDEN = ("redacted", "x@")  # What stands in place of an address that is not told (RFC 6590 section 3); the second is SpamCop's.
_RECIPIENT = ("original-rcpt-to", "removal-recipient", "x-hmxmroriginalrecipient", "x-original-rcpt-to")


def complaints(kind: str, fields: Headers, letter: Headers, message: OpenedMessage) -> tuple[Report, ...]:
    """Return a report for each recipient that the fields of a feedback report name, or else the header of the letter that it returns."""
    named = (fields.addresses(*_RECIPIENT), letter.addresses(*_RECIPIENT), letter.addresses("to"))
    ours = {*message.own_addresses, *map(untagged, message.mail.headers.addresses("to"))}
    told = ([one for one in group if untagged(one) not in ours and not one.startswith(_HIDDEN)] for group in named)
    found = next((group for group in told if group), None) or _in_words(letter, message)
    return tuple(
        Report(address=address, permanent=None, status=None, reason=f"complaint: {kind}", diagnostic=fields.get("user-agent"))
        for address in found
    )


def _in_words(letter: Headers, message: OpenedMessage) -> list[str]:
    """Return the recipients that the text of a report names; none where a report in fields leaves them out."""
    if message.mail.feedback.fields:
        return []
    return list(dict.fromkeys(one.address for one in named_in_text(server_text(message.mail.text), message, letter)))
