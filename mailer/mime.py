"""A letter -> the bytes of its message (RFC 5322, RFC 2045), in pieces: its own, and those that it shares with others.

The message is written as bytes, not built as an object and flattened, and the base64 of what many letters carry is made once. It is
7-bit clean, with CRLF line ends and no line over 998 characters, so that no server on the way has a reason to change it.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from functools import cache
from struct import Struct

from domain.errors import LetterError
from domain.letter import Piece, Shared, bytes_of
from languages import ENGLISH
from mailer.address import ascii_address
from mailer.headers import address_field, bare_identifier, clean, file_headers, folded, identifier, text_field

_LINE = 57  # bytes of base64 a line: 76 characters (RFC 2045 section 6.8)
_ROW = 76
_BLOCK = 256  # Rows that are cut at once.
_CRLF = b"\r\n"
MESSAGE = "message/rfc822"


class AutoSubmitted(StrEnum):
    """That a machine decided to write: of itself, or in answer to a message (RFC 3834 section 5)."""

    GENERATED = "auto-generated"
    REPLIED = "auto-replied"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterHeader:
    """What stands in a letter's header. Addresses are (name, address); `date` is aware.

    `list_unsubscribe` are the addresses (https:, mailto:) at which mailings can be stopped, the one to be preferred first (RFC 2369).
    `list_id` is a name and the domain in which it is one, as `study@agency.example` (RFC 2919).
    `auto_submitted` is set where a machine decided to write, None for a mailing planned by staff; `language` is "" where it is not known.
    """

    sender_name: str
    sender: str
    to: tuple[tuple[str, str], ...]
    subject: str
    date: datetime
    message_id: str
    cc: tuple[tuple[str, str], ...] = ()
    reply_to: str | None = None
    auto_submitted: AutoSubmitted | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    list_unsubscribe: tuple[str, ...] = ()
    list_id: str | None = None
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture inside of the HTML, named there as `cid:<cid>`."""

    cid: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class BodyPart:
    """One MIME part that is ready, without the boundary before it."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Stamped:
    """A file whose beginning all letters share, and whose end is each letter's own."""

    name: str
    media_type: str
    shared: Shared
    rest: bytes

    def personal(self, tail: bytes, *, name: str | None = None) -> BodyPart:
        """Return the part of one letter: the shared beginning, then `tail`. `name` is its own file name, if it has one."""
        return BodyPart((file_headers(name or self.name, self.media_type), self.shared, base64_lines(self.rest + tail)))


def attach_shared(name: str, media_type: str, data: bytes) -> BodyPart:
    """Return a file that many letters carry as it is."""
    return BodyPart((Shared.of(file_headers(name, media_type) + base64_lines(data)),))


def attach_stamped(name: str, media_type: str, prefix: bytes) -> Stamped:
    """Return a file that begins with `prefix` in every letter; its base64 is shared up to the last whole line."""
    cut = len(prefix) // _LINE * _LINE
    return Stamped(name, media_type, Shared.of(base64_lines(prefix[:cut])), prefix[cut:])


def attach_own(name: str, media_type: str, data: bytes) -> BodyPart:
    """Return a file that one letter carries. A message is attached as it is, since it may not be encoded (RFC 2046 section 5.2.1)."""
    if media_type == MESSAGE:
        return BodyPart((file_headers(name, media_type, encoding="7bit") + data,))
    return BodyPart((file_headers(name, media_type) + base64_lines(data),))


def compose_plain(header: LetterHeader, text: str, attachments: Sequence[BodyPart] = ()) -> bytes:
    """Return a whole message of text, without HTML: mixed(text, attachments). LetterError as in `compose`."""
    body: list[Piece] = [_text_part("plain", text, header.language)]
    if attachments:
        body = _multipart("mixed", f"{_boundary(header.message_id)}m", [body, *(list(attached.pieces) for attached in attachments)])
    return b"".join(map(bytes_of, (_header(header), *body)))


def compose(
    header: LetterHeader, text: str, html: str, inlines: Sequence[Inline] = (), attachments: Sequence[BodyPart] = ()
) -> tuple[Piece, ...]:
    """Return the message: mixed(alternative(text, related(html, pictures)), attachments), each level only where it is needed.

    LetterError for an address, identifier or file name that cannot stand in a header.
    """
    boundary = _boundary(header.message_id)
    page: list[Piece] = [_text_part("html", html, header.language)]
    if inlines:
        page = _multipart("related", f"{boundary}r", [page, *([_picture(inline)] for inline in inlines)], '; type="text/html"')
    body = _multipart("alternative", f"{boundary}a", [[_text_part("plain", text, header.language)], page])
    if attachments:
        body = _multipart("mixed", f"{boundary}m", [body, *(list(attached.pieces) for attached in attachments)])
    return _joined([_header(header), *body])


def base64_lines(data: bytes) -> bytes:
    """Return `data` in base64, 76 characters a line, each line ended by CRLF."""
    encoded = binascii.b2a_base64(data, newline=False)
    whole = len(encoded) // _ROW
    rows = [row for start in range(0, whole, _BLOCK) for row in _rows(min(_BLOCK, whole - start)).unpack_from(encoded, start * _ROW)]
    rest = encoded[whole * _ROW :]
    return _CRLF.join((*rows, rest, b"") if rest else (*rows, b""))


@cache
def _rows(count: int) -> Struct:
    """Return what cuts so many rows at once, in less than half of the time that a slice for each takes."""
    return Struct(f"{_ROW}s" * count)


def _boundary(message_id: str) -> str:
    """Return a boundary that no part can hold: `=_` occurs neither in quoted-printable nor in base64 (RFC 2045 section 6.7)."""
    return f"=_{hashlib.sha256(message_id.encode('utf-8', 'replace')).hexdigest()[:24]}"


def _header(header: LetterHeader) -> bytes:
    fields = [
        address_field("From", ((header.sender_name, header.sender),)),
        address_field("To", header.to),
        address_field("Cc", header.cc) if header.cc else b"",
        address_field("Reply-To", (("", header.reply_to),)) if header.reply_to else b"",
        text_field("Subject", header.subject),
        folded("Date", [format_datetime(header.date)]),
        folded("Message-ID", [identifier(header.message_id)]),
        _threading("In-Reply-To", (header.in_reply_to or "",)),
        _threading("References", header.references),
        text_field("Auto-Submitted", header.auto_submitted) if header.auto_submitted else b"",
        folded("List-Id", [f"<{ascii_address(header.list_id)}>".replace("@", ".")]) if header.list_id else b"",
        _unsubscribe(header.list_unsubscribe) if header.list_unsubscribe else b"",
        b"MIME-Version: 1.0\r\n",
    ]
    return b"".join(fields)


def _threading(name: str, identifiers: Sequence[str]) -> bytes:
    """Return a field of other people's identifiers; one that is malformed is left out, since no answer may fail for want of a thread."""
    known = [f"<{inner}>" for inner in map(bare_identifier, identifiers) if inner]
    return folded(name, known) if known else b""


def _unsubscribe(targets: Sequence[str]) -> bytes:
    """Return the fields by which mail programs stop mailings: where one address is in the web, that one click there does it (RFC 8058)."""
    inner = [clean(one).removeprefix("<").removesuffix(">") for one in targets]
    for target in inner:
        if not re.fullmatch(r"(mailto|https):[!-+\--;=?-~]+", target):
            remedy = "Give a mailto: or https: link."
            raise LetterError(f"{target!r} cannot be used to unsubscribe.", where="List-Unsubscribe", remedy=remedy)
    one_click = any(target.startswith("https:") for target in inner)
    post = folded("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]) if one_click else b""
    return folded("List-Unsubscribe", [*(f"<{one}>," for one in inner[:-1]), f"<{inner[-1]}>"]) + post


def _text_part(subtype: str, text: str, language: str) -> bytes:
    """Return a text part: quoted-printable for Latin script, which stays readable, base64 where that would be longer."""
    data = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
    data = data if data.endswith(_CRLF) else data + _CRLF
    latin = len(data) - len(text) < len(text) // 8
    encoded = binascii.b2a_qp(data, istext=True) if latin else base64_lines(data)
    spoken = f"Content-Language: {clean(language)}\r\n" if language else ""
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n{spoken}"
        f"Content-Transfer-Encoding: {'quoted-printable' if latin else 'base64'}\r\n\r\n"
    ).encode("ascii") + encoded


def _picture(inline: Inline) -> bytes:
    head = f"Content-Type: {inline.media_type}\r\nContent-ID: <{clean(inline.cid)}>\r\nContent-Disposition: inline\r\n"
    return f"{head}Content-Transfer-Encoding: base64\r\n\r\n".encode("ascii") + base64_lines(inline.data)


def _multipart(subtype: str, boundary: str, parts: Sequence[Sequence[Piece]], more: str = "") -> list[Piece]:
    pieces: list[Piece] = [f'Content-Type: multipart/{subtype}{more};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")]
    for part in parts:
        pieces += [f"--{boundary}\r\n".encode("ascii"), *part, _CRLF]
    return [*pieces, f"--{boundary}--\r\n".encode("ascii")]


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Join neighbours that are the letter's own."""
    joined: list[Piece] = []
    own: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            own.append(piece)
            continue
        joined += [b"".join(own), piece]
        own = []
    return (*joined, b"".join(own))
