"""A message as bytes, written by hand: mail programs differ just where a library would write what is right (RFC 2045, RFC 5322)."""

from __future__ import annotations

import base64
import hashlib
import quopri
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr

_CHARSETS = ("us-ascii", "iso-8859-1", "windows-1252", "windows-1256")
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "csv": "text/csv",
}


@dataclass(frozen=True, slots=True)
class MimePart:
    """A MIME entity: header lines (folded, without their last line end) and the body as it is transferred, with CRLF line ends."""

    fields: tuple[str, ...]
    body: bytes

    @property
    def raw(self) -> bytes:
        """Return the whole entity."""
        return "\r\n".join(self.fields).encode() + b"\r\n\r\n" + self.body


def digest(*facts: object) -> str:
    """Return 64 hexadecimal digits that stand for these facts: what is random in real mail is made of it."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def message(fields: Iterable[str], content: MimePart) -> bytes:
    """Return a whole message: the fields of its head, then those of its content; a field that says nothing is left out."""
    return MimePart((*(line for line in fields if not line.endswith(": ")), *content.fields), content.body).raw


def multipart(kind: str, boundary: str, parts: Sequence[MimePart]) -> MimePart:
    """Return the parts as one; `kind` is the subtype, and may bring parameters."""
    subtype, _, more = kind.partition(";")
    content_type = f'Content-Type: multipart/{subtype};{more}\r\n\tboundary="{boundary}"'
    opened = b"".join(f"--{boundary}\r\n".encode() + part.raw.removesuffix(b"\r\n") + b"\r\n" for part in parts)
    return MimePart((content_type,), opened + f"--{boundary}--\r\n".encode())


def written(kind: str, text: str, charset: str) -> MimePart:
    """Return a text (`kind` is plain or html) in quoted-printable, or in base64 where most of it is not ASCII."""
    encoded = text.encode(charset)
    dense = sum(byte > 127 for byte in encoded) * 3 > len(encoded)
    lines = text.replace("\n", "\r\n").encode(charset)
    body = base64_lines(lines) if dense else quopri.encodestring(encoded).replace(b"\n", b"\r\n")
    transfer = "base64" if dense else "quoted-printable"
    return MimePart((f'Content-Type: text/{kind}; charset="{charset}"', f"Content-Transfer-Encoding: {transfer}"), body)


def narrowest(*texts: str) -> str:
    """Return the oldest charset that can hold these texts, as Outlook chooses it."""
    for charset in _CHARSETS:
        try:
            "".join(texts).encode(charset)
        except UnicodeEncodeError:
            continue
        return charset
    return "utf-8"


def base64_lines(data: bytes) -> bytes:
    """Return `data` in base64, 76 characters a line, with CRLF line ends."""
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def text_field(name: str, text: str) -> str:
    """Return an unstructured field, folded; what is not ASCII becomes encoded words (RFC 2047)."""
    return f"{name}: {encoded_words(text, len(name) + 2)}"


def address_field(name: str, display_name: str, address: str) -> str:
    """Return a field with one mailbox."""
    return f"{name}: {formataddr((display_name, address))}"


def encoded_words(text: str, taken: int = 0) -> str:
    """Return `text` as it stands in a header, folded at 76 characters; `taken` are those before it on its first line."""
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, maxlinelen=76, header_name="x" * max(0, taken - 2), continuation_ws=" ").encode(linesep="\r\n")


def media_type(file_name: str) -> str:
    """Return the media type that goes with a file's ending."""
    return _TYPES.get(file_name.rpartition(".")[2].lower(), "application/octet-stream")
