"""Header fields as bytes: encoded words (RFC 2047), folded lines (RFC 5322), parameters (RFC 2231). No value begins a field of its own."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from domain.errors import LetterError
from languages.telling import phrased
from mailer.address import ascii_address

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_WIDTH = 76
# An encoded word has at most 75 characters (RFC 2047 section 2): 45 bytes are 60 characters of base64, and the frame has 12.
_WORD_BYTES = 45


def clean(value: str) -> str:
    """Return `value` on one line: control characters and line ends become a space, what UTF-8 cannot carry becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", value)).strip(" ")


def encoded_words(value: str) -> list[str]:
    """Return `value` as encoded words of whole characters (RFC 2047); readers join them without a space between.

    They end at a space where that is possible, since some readers (Python's before 3.13) do show a space between two of them in a name.
    """
    words, size = [""], 0
    for piece in re.findall(r"[^ ]* *", value):
        length = len(piece.encode())
        if size + length > _WORD_BYTES:
            words.append("")
            size = 0
        # A piece that is longer than a word is cut between its characters.
        for part in (piece,) if length <= _WORD_BYTES else piece:
            more = len(part.encode())
            if size + more > _WORD_BYTES:
                words.append("")
                size = 0
            words[-1] += part
            size += more
    return [f"=?utf-8?b?{base64.b64encode(word.encode()).decode()}?=" for word in words if word]


def folded(name: str, parts: Iterable[str]) -> bytes:
    """Return a header field of parts that are divided by a space each; a new line begins where a part does not fit."""
    lines = [f"{name}:"]
    for part in parts:
        if len(lines[-1]) + 1 + len(part) > _WIDTH and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {part}"
    return "\r\n".join(lines).encode("ascii") + b"\r\n"


@lru_cache(maxsize=4096)
def text_field(name: str, value: str) -> bytes:
    """Return a field of free text, as Subject; encoded only if it must be."""
    text = clean(value)
    words = text.split(" ")
    plain = text.isascii() and "=?" not in text and all(0 < len(word) < 900 for word in words)
    return folded(name, words if plain else encoded_words(text))


@lru_cache(maxsize=8192)
def mailbox(name: str, address: str) -> tuple[str, ...]:
    """Return `Name <address>` as the parts of a field; LetterError for an address that cannot stand there."""
    spec, text = ascii_address(address), " ".join(clean(name).split())
    if not text:
        return (spec,)
    if not text.isascii() or "=?" in text or len(text) > 200:
        return (*encoded_words(text), f"<{spec}>")
    if _ATOMS.fullmatch(text):
        return (*text.split(" "), f"<{spec}>")
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    return (f'"{escaped}"', f"<{spec}>")


@lru_cache(maxsize=4096)
def address_field(name: str, mailboxes: tuple[tuple[str, str], ...]) -> bytes:
    """Return a field of mailboxes (name, address), as To."""
    parts = [mailbox(*one) for one in mailboxes]
    return folded(name, [part for one in parts[:-1] for part in (*one[:-1], f"{one[-1]},")] + [*parts[-1]])


def bare_identifier(value: str) -> str | None:
    """Return a message identifier without its angle brackets (RFC 5322 section 3.6.4), or None if it is none."""
    inner = value.strip().removeprefix("<").removesuffix(">")
    return inner if re.fullmatch(r"[!-;=?A-~]+@[!-;=?A-~]+", inner) and len(inner) < 900 else None


def identifier(value: str) -> str:
    """Return our own message identifier in angle brackets; LetterError if it is none."""
    inner = bare_identifier(value)
    if inner is None:
        raise LetterError(f"{value!r} is not a message identifier.", where="Message-ID", remedy="Write it as <name@domain>.")
    return f"<{inner}>"


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


@lru_cache(maxsize=1024)
def file_headers(name: str, media_type: str, encoding: str = "base64") -> bytes:
    """Return the fields of an attachment. A name beyond ASCII stands in RFC 2231 form, beside a plain one for old readers."""
    text = clean(name).replace("/", "_").replace("\\", "_").replace('"', "'") or "file"
    if len(text.encode()) > 240:
        raise LetterError(phrased("letters.long_name", name=repr(text[:40])), where=text, remedy=phrased("letters.long_name_do"))
    stem, dot, ending = text.rpartition(".")
    plain = "".join(
        character if character.isalnum() or character in "._- " else "_" for character in _without_accents(stem or ending)
    ).strip()
    plain = f"{plain or 'file'}{dot}{_without_accents(ending)}" if stem else plain or "file"
    shown = f'filename="{text}"' if text.isascii() else f"filename*=utf-8''{quote(text, safe='')}"
    return (
        f'Content-Type: {media_type};\r\n name="{text if text.isascii() else plain}"\r\n'
        f"Content-Disposition: attachment;\r\n {shown}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode("ascii")
