"""What a message of ours holds, read from its recorded bytes: fields of its header, and the files that it carries.

Only what the program itself wrote is looked at, the header and the frame of the parts. What somebody else wrote and a letter passes on is
one file, and is not opened (see `cage`).
"""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser

_CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a letter carried, as whoever saves it has it: its size in `bytes`, and its SHA-256."""

    name: str
    media_type: str
    bytes: int
    sha256: str


def field(header: bytes, name: str) -> str:
    """Return a field of a message's header as a person reads it, on one line; "" where there is none."""
    value = _parsed(header).get(name)
    return " ".join(str(make_header(decode_header(value))).split()) if value else ""


def files(message: bytes) -> tuple[SentFile, ...]:
    """Return the files that are attached to a message, in order."""
    return tuple(one for one, _ in contents(message))


def contents(message: bytes) -> Iterator[tuple[SentFile, bytes]]:
    """Yield the files that are attached to a message, in order, each with its bytes as whoever saves it has them."""
    return (_file(head, content) for head, content in _parts(message) if head.get_content_disposition() == "attachment")


def _parts(message: bytes) -> Iterator[tuple[Message, bytes]]:
    """Yield the header and the content of each part of the outermost multipart."""
    header, _, body = message.partition(_CRLF * 2)
    boundary = _parsed(header).get_boundary()
    if boundary is None:
        return
    # No part can hold the boundary (see `mailer.mime`): each begins after one, and ends before the line end that leads to the next.
    for part in (_CRLF + body).split(f"\r\n--{boundary}".encode())[1:-1]:
        head, _, content = part.removeprefix(_CRLF).partition(_CRLF * 2)
        yield _parsed(head), content


def _file(head: Message, content: bytes) -> tuple[SentFile, bytes]:
    data = binascii.a2b_base64(content) if str(head.get("Content-Transfer-Encoding", "")).lower() == "base64" else content
    return SentFile(head.get_filename() or "", head.get_content_type(), len(data), hashlib.sha256(data).hexdigest()), data


def _parsed(header: bytes) -> Message:
    return BytesHeaderParser().parsebytes(header + _CRLF * 2)
