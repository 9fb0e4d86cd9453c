"""A message that came in, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from domain.texts.visible import without_unseen
from intake.parsing.headers import NONE, Headers, parse_date, parse_local_date

_ANSWER = re.compile(rb"^METHOD:\s*(?:REPLY|COUNTER)\b", re.IGNORECASE | re.MULTILINE)
# Where the address that a message was sent to may stand, beside To and Cc: each delivery agent and forwarder has its own.
RECIPIENTS = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "x-forwarded-to",
    "x-rcpt-to",
    "resent-to",
    "apparently-to",
    "original-recipient",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that came with a message. `inline` is one that the text shows (a logo); `forwarded` is one of a message inside of it."""

    name: str
    media_type: str
    data: bytes
    inline: bool = False
    forwarded: bool = False


def is_office(data: bytes) -> bool:
    """Say whether bytes begin as what office programs save (ZIP, OLE2), and as no signature, calendar or picture does."""
    return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def answers_invitation(file: File) -> bool:
    """Say whether a file is what a calendar sends for its user who accepts a meeting, declines it, or proposes another time (RFC 5546)."""
    return file.media_type in {"text/calendar", "application/ics"} and bool(_ANSWER.search(file.data))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was inside of a wrapping: files by name and content, or a whole MIME entity, or nothing that can be read without a key."""

    files: tuple[tuple[str, bytes], ...] = ()
    entity: bytes = b""
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A message inside of a message: forwarded by a person, or sent back by a machine (often its header alone, or another report)."""

    headers: Headers
    text: str = ""
    statuses: tuple[Headers, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message, read as far as it can be read.

    `text` is what was written (HTML turned to text, what is flowed put together). `statuses` are the groups of fields of a
    message/delivery-status (RFC 3464: the first is about the message), `feedback` those of a message/feedback-report (RFC 5965),
    `notification` those of a message/disposition-notification (RFC 8098). `defects` are sentences about what was broken; `readable` is
    false where nothing of a message was found.
    """

    headers: Headers = NONE
    text: str = ""
    attachments: tuple[File, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()
    report_type: str = ""
    statuses: tuple[Headers, ...] = ()
    feedback: Headers = NONE
    notification: Headers = NONE
    encrypted: bool = False
    readable: bool = True
    defects: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """Return what is seen of the subject, decoded."""
        return " ".join(without_unseen(self.headers.get("subject")).split())

    @property
    def sender(self) -> str:
        """Return the address of the author, or of whoever else is named, or ""."""
        found = (address for name in ("from", "sender", "reply-to", "return-path") for address in self.headers.addresses(name))
        return next(found, "")

    @property
    def author(self) -> str:
        """Return the address in From, or "" where there is none or more than one: then nobody is believed to have written it."""
        return self.headers.only_address("from")

    @property
    def reply_address(self) -> str:
        """Return where an answer goes: Reply-To, or else the author."""
        return next(iter(self.headers.addresses("reply-to")), self.sender)

    @property
    def return_path(self) -> str | None:
        """Return the envelope sender ("" is the null sender of RFC 5321), or None where the message does not tell."""
        if not self.headers.has("return-path"):
            return None
        return next(iter(self.headers.addresses("return-path")), "")

    @property
    def recipients(self) -> tuple[str, ...]:
        """Return every address that the message was sent to, as far as its header tells."""
        return self.headers.addresses(*RECIPIENTS)

    @property
    def date(self) -> datetime | None:
        """Return when it was written (an instant), or None where the header does not say."""
        return parse_date(self.headers.get("date"))

    @property
    def sent(self) -> datetime | None:
        """Return when it was written, in the zone of who wrote it ("next Monday" counts from there), or None as `date`."""
        return parse_local_date(self.headers.get("date"))

    @property
    def message_id(self) -> str:
        """Return the message identifier without angle brackets, or ""."""
        return next(iter(self.headers.message_ids("message-id")), "")

    @property
    def in_reply_to(self) -> tuple[str, ...]:
        """Return the identifiers of the messages that this one answers."""
        return self.headers.message_ids("in-reply-to")

    @property
    def references(self) -> tuple[str, ...]:
        """Return the identifiers of the messages of its thread."""
        return self.headers.message_ids("references")
