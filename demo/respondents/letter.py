"""A letter as its reader's mail program shows it."""

from __future__ import annotations

import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from demo.respondents.files import File

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_PAGE_LANGUAGE = re.compile(r"<html[^>]*\blang=[\"']?([a-z]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One letter. `path` is where it was found, None where it came as bytes; all that the letter does not say is "" or None.

    `sender`, `reply_to` and `to` (the first one) are bare addresses; `reply_to` is where a reply goes, so it is `sender` where the letter
    names no other. `return_path` is known only where the delivery wrote it down. `message_id` and `references` keep their angle brackets.
    """

    path: Path | None
    subject: str
    sender: str
    reply_to: str
    return_path: str
    message_id: str
    to: str
    text: str
    html: str
    attachments: tuple[File, ...]
    sender_name: str
    to_name: str
    references: tuple[str, ...]
    date: datetime | None
    language: str
    raw: bytes

    @property
    def workbook(self) -> File | None:
        """Return the first attachment that is a spreadsheet by its name."""
        return next((file for file in self.attachments if file[0].lower().endswith(_WORKBOOKS)), None)


def open_letter(raw: bytes | Path) -> Received:
    """Return the letter in these bytes or in this file."""
    content = raw if isinstance(raw, bytes) else raw.read_bytes()
    message = message_from_bytes(content, EmailMessage, policy=email.policy.default)
    sender_name, sender = _address(message, "From")
    to_name, to = _address(message, "To")
    html = _body(message, "html")
    return Received(
        path=None if isinstance(raw, bytes) else raw,
        subject=str(message.get("Subject", "")),
        sender=sender,
        reply_to=_address(message, "Reply-To")[1] or sender,
        return_path=_address(message, "Return-Path")[1],
        message_id=str(message.get("Message-ID", "")).strip(),
        to=to,
        text=_body(message, "plain"),
        html=html,
        attachments=tuple(_attachments(message)),
        sender_name=sender_name,
        to_name=to_name,
        references=tuple(str(message.get("References", "")).split()),
        date=parsedate_to_datetime(str(message["Date"])) if "Date" in message else None,
        language=_language(message, html),
        raw=content,
    )


def _address(message: EmailMessage, field: str) -> tuple[str, str]:
    return next(iter(getaddresses([str(value) for value in message.get_all(field, [])])), ("", ""))


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _attachments(message: EmailMessage) -> list[File]:
    parts = [(part.get_filename(), _content(part)) for part in message.iter_attachments()]
    return [(name, content) for name, content in parts if name and isinstance(content, bytes)]


def _content(part: EmailMessage) -> object:
    """Return the bytes of an attachment; those of a message are its own."""
    return part.get_content().as_bytes() if part.get_content_type() == "message/rfc822" else part.get_payload(decode=True)


def _language(message: EmailMessage, html: str) -> str:
    """Return the language in which the letter says it is written (RFC 3282, or the page's own word), two letters."""
    named = next((str(part["Content-Language"]) for part in message.walk() if "Content-Language" in part), "")
    page = _PAGE_LANGUAGE.search(html)
    return named[:2].lower() or (page[1].lower() if page else "")
