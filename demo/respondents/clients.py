"""How each mail program writes the same message: Outlook, Apple Mail and Gmail, with the oddities that each is known for."""

from __future__ import annotations

import base64
import html
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Literal
from urllib.parse import quote

from demo.respondents.files import File
from demo.respondents.mime import (
    MimePart,
    address_field,
    base64_lines,
    digest,
    encoded_words,
    media_type,
    message,
    multipart,
    narrowest,
    text_field,
    written,
)

Style = Literal["outlook", "apple", "gmail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message as its author sees it before it is sent.

    `below_text` and `below_html` are what the program put beneath the author's own text. `references` are the message identifiers of the
    thread, the last one being that which is answered. `enclosed` are whole messages that are carried along.
    """

    sender: str
    sender_name: str
    to: str
    to_name: str
    subject: str
    text: str
    now: datetime
    files: tuple[File, ...] = ()
    below_text: str = ""
    below_html: str = ""
    references: tuple[str, ...] = ()
    enclosed: tuple[bytes, ...] = ()

    @property
    def seed(self) -> str:
        """Return 64 hexadecimal digits that only this message has."""
        return digest(self)

    @property
    def own_html(self) -> str:
        """Return the author's text as HTML, a block a line."""
        return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in self.text.split("\n"))

    @property
    def whole_text(self) -> str:
        """Return the author's text with what stands beneath it."""
        return f"{self.text}\n\n{self.below_text}".rstrip() + "\n"

    def fields(self, message_id: str) -> tuple[str, ...]:
        """Return the fields that all programs write alike."""
        return (
            address_field("From", self.sender_name, self.sender),
            address_field("To", self.to_name, self.to),
            text_field("Subject", self.subject),
            f"Date: {format_datetime(self.now)}",
            f"Message-ID: {message_id}",
            f"In-Reply-To: {self.references[-1] if self.references else ''}",
            "References: " + "\r\n ".join(self.references),
            "MIME-Version: 1.0",
        )


def outlook(draft: Draft) -> bytes:
    """Return the message as Outlook with Exchange writes it: files have no type, their names are encoded words within quotes."""
    seed = draft.seed.upper()
    page = f'<html><body lang="EN-GB">{draft.own_html}{draft.below_html}</body></html>'
    charset = narrowest(draft.whole_text, page)
    boundary = f"_{{}}_{seed[:32]}EXCH01_"
    content = multipart(
        "alternative", boundary.format("000"), [written("plain", draft.whole_text, charset), written("html", page, charset)]
    )
    files = [_outlook_file(draft, file) for file in draft.files]
    carried = [MimePart(("Content-Type: message/rfc822", "Content-Disposition: attachment"), raw) for raw in draft.enclosed]
    if files or carried:
        content = multipart("mixed", boundary.format("004"), [content, *files, *carried])
    topic = draft.subject.partition(": ")[2] if draft.references else draft.subject
    fields = (
        *draft.fields(f"<{seed[:32]}@EXCH01.{draft.sender.rpartition('@')[2]}>"),
        text_field("Thread-Topic", topic),
        f"Thread-Index: {base64.b64encode(bytes.fromhex(seed)[:22]).decode()}",
        "Accept-Language: en-GB, en-US",
        f"X-MS-Has-Attach: {'yes' if draft.files else ''}",
        "X-Mailer: Microsoft Outlook 14.0",
    )
    return message(fields, content)


def _outlook_file(draft: Draft, file: File) -> MimePart:
    name, content = file
    shown = encoded_words(name) if not name.isascii() else name
    day = format_datetime(draft.now)
    return MimePart(
        (
            f'Content-Type: application/octet-stream;\r\n\tname="{shown}"',
            f"Content-Description: {shown}",
            f'Content-Disposition: attachment;\r\n\tfilename="{shown}"; size={len(content)};\r\n'
            f'\tcreation-date="{day}";\r\n\tmodification-date="{day}"',
            "Content-Transfer-Encoding: base64",
        ),
        base64_lines(content),
    )


def apple(draft: Draft) -> bytes:
    """Return the message as Apple Mail writes it: files stand inline, between two pieces of the HTML alternative, names decomposed."""
    seed = draft.seed.upper()
    page = f"<html><body>{draft.own_html}{{}}</body></html>"
    content = written("html", page.format(draft.below_html), "utf-8")
    if draft.files:
        rest = written("html", f"<html><body>{draft.below_html or '<br>'}</body></html>", "utf-8")
        content = multipart(
            "mixed", f"Apple-Mail=_{_uuid(seed[32:])}", [written("html", page.format(""), "utf-8"), *map(_apple_file, draft.files), rest]
        )
    content = multipart("alternative", f"Apple-Mail=_{_uuid(seed)}", [written("plain", draft.whole_text, "utf-8"), content])
    fields = (*draft.fields(f"<{_uuid(seed)}@{draft.sender.rpartition('@')[2]}>"), "X-Mailer: Apple Mail (2.3445.104.21)")
    return message(fields, content)


def _apple_file(file: File) -> MimePart:
    name = unicodedata.normalize("NFD", file[0])
    escaped = quote(name)
    return MimePart(
        (
            f"Content-Disposition: inline;\r\n\tfilename*=utf-8''{escaped}",
            f"Content-Type: {media_type(name)};\r\n\tx-unix-mode=0644;\r\n\tname*=utf-8''{escaped}",
            "Content-Transfer-Encoding: base64",
        ),
        base64_lines(file[1]),
    )


def gmail(draft: Draft) -> bytes:
    """Return the message as Gmail writes it: a Content-ID for every file, and text in UTF-8."""
    seed = draft.seed
    page = f'<div dir="ltr">{draft.own_html}</div>{draft.below_html}'
    content = multipart(
        "alternative", f"000000000000{seed[:20]}", [written("plain", draft.whole_text, "UTF-8"), written("html", page, "UTF-8")]
    )
    if draft.files:
        files = [_gmail_file(file, f"f_{seed[number : number + 10]}") for number, file in enumerate(draft.files)]
        content = multipart("mixed", f"000000000000{seed[20:40]}", [content, *files])
    identifier = base64.urlsafe_b64encode(bytes.fromhex(seed)).decode().strip("=")
    return message(draft.fields(f"<CA+{identifier}@mail.gmail.com>"), content)


def _gmail_file(file: File, identifier: str) -> MimePart:
    name = encoded_words(file[0]) if not file[0].isascii() else file[0]
    return MimePart(
        (
            f'Content-Type: {media_type(file[0])};\r\n\tname="{name}"',
            f'Content-Disposition: attachment;\r\n\tfilename="{name}"',
            "Content-Transfer-Encoding: base64",
            f"Content-ID: <{identifier}>",
            f"X-Attachment-Id: {identifier}",
        ),
        base64_lines(file[1]),
    )


def _uuid(seed: str) -> str:
    return "-".join((seed[:8], seed[8:12], seed[12:16], seed[16:20], seed[20:32]))


CLIENTS: dict[Style, Callable[[Draft], bytes]] = {"outlook": outlook, "apple": apple, "gmail": gmail}
