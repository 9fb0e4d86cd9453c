"""Header fields as they arrive: unfolded, decoded, and forgiving, since broken ones are the rule in bounces and old clients.

Sources: RFC 5322 section 2.2, RFC 2047 (encoded words), RFC 2231 (parameters), RFC 2045 section 5.1.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from intake.parsing import charsets
from intake.parsing.addresses import ENCODED_WORD, addresses, only_address

MAX_FIELDS, MAX_VALUE = 1_000, 65_536
_FIELD = re.compile(rb"^([!-9;-~]+)([ \t]*):([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.MULTILINE)
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_PARAMETER = re.compile(r';\s*([^\s=;*"]+)(?:\*(\d{1,3}))?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_OBSOLETE = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")  # RFC 5322 section 4.1: every control character but what folds a line, and tabs.


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One header field: `value` is decoded for reading, `raw` is as it stood (unfolded), for addresses and identifiers.

    `obsolete` tells that a blank stands before its colon, or a control character in it, as no server has written for decades (RFC 5322
    section 4): here such a character reads as a blank, and other programs may read it in another way.
    """

    name: str
    value: str
    raw: str
    obsolete: bool = False


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields of one message or part, in order; names are found in any case."""

    fields: tuple[HeaderField, ...] = ()

    def get(self, name: str) -> str:
        """Return the first field called `name`, decoded, or ""."""
        wanted = name.lower()
        return next((field.value for field in self.fields if field.name == wanted), "")

    def has(self, name: str) -> bool:
        """Say whether there is a field called `name`."""
        wanted = name.lower()
        return any(field.name == wanted for field in self.fields)

    def addresses(self, *names: str) -> tuple[str, ...]:
        """Return the addresses in all fields called so, in lower case, each once; the null address `<>` is none."""
        wanted = {name.lower() for name in names}
        found = (address for field in self.fields if field.name in wanted for address in addresses(field.raw))
        return tuple(dict.fromkeys(found))

    def only_address(self, name: str) -> str:
        """Return the address in the one field called `name`, or "" where there are more of either; what is too long counts as one.

        It is exactly what is written there: forms in which another mailbox could hide (quotations, blanks and comments within an address,
        which RFC 5322 allows for old mail) name nobody.
        """
        written = [field.raw for field in self.fields if field.name == name.lower()]
        return only_address(written[0]) if len(written) == 1 else ""

    def message_ids(self, *names: str) -> tuple[str, ...]:
        """Return the message identifiers in all fields called so, without their angle brackets."""
        wanted = {name.lower() for name in names}
        return tuple(found for field in self.fields if field.name in wanted for found in _MESSAGE_ID.findall(field.raw))


def parse_headers(block: bytes, hint: str = "") -> Headers:
    """Return the fields of a header block; `hint` is the charset for bytes that are neither ASCII nor UTF-8. Never raises."""
    fields = []
    for found in _FIELD.finditer(block):
        raw = _FOLD.sub(b"", found[3])[:MAX_VALUE].strip()
        text = _CONTROL.sub(" ", charsets.decode(raw, hint=hint))
        fields.append(
            HeaderField(found[1].decode("ascii").lower(), decode_words(text, hint), text, bool(found[2] or _OBSOLETE.search(raw)))
        )
        if len(fields) == MAX_FIELDS:
            break
    return Headers(tuple(fields))


def decode_words(text: str, hint: str = "") -> str:
    """Return `text` with its RFC 2047 encoded words decoded; words of one charset are joined first, as a letter may be cut in two."""
    if "=?" not in text:
        return text
    pieces: list[tuple[str, bytes]] = []  # A charset and bytes; plain text is kept as UTF-8 under the charset "".
    end = 0
    for found in ENCODED_WORD.finditer(text):
        between = text[end : found.start()]
        if between and not (pieces and pieces[-1][0] and between.isspace()):
            pieces.append(("", between.encode("utf-8", "replace")))
        name, data = found[1].lower(), _word_bytes(found[2], found[3])
        if pieces and pieces[-1][0] == name:
            pieces[-1] = (name, pieces[-1][1] + data)
        else:
            pieces.append((name, data))
        end = found.end()
    pieces.append(("", text[end:].encode("utf-8", "replace")))
    return _CONTROL.sub(" ", "".join(charsets.decode(data, name or "utf-8", hint) for name, data in pieces))


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    return decode_base64(raw) if encoding in "Bb" else binascii.a2b_qp(raw.replace(b"_", b" "), header=False)


def decode_base64(data: bytes) -> bytes:
    """Return what base64 `data` holds; foreign characters are passed over and a cut end is completed."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        clean = clean[: len(clean) - (len(clean) % 4 == 1)]
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def parse_date(text: str) -> datetime | None:
    """Return an RFC 5322 date as an instant, or None where it is none; a time without a known zone is taken as UTC."""
    found = parse_local_date(text)
    return found.astimezone(UTC) if found else None


def parse_local_date(text: str) -> datetime | None:
    """Return an RFC 5322 date in its own zone, as its sender saw it on the clock; as `parse_date` else."""
    try:
        found = parsedate_to_datetime(text)
        local = found if found.tzinfo else found.replace(tzinfo=UTC)
        local.astimezone(UTC)  # A day before the first or behind the last of the calendar cannot be one in UTC.
    except (TypeError, ValueError, IndexError, OverflowError, AttributeError):
        return None
    return local


def parse_parameters(value: str, hint: str = "") -> tuple[str, dict[str, str]]:
    """Return the first word of a structured field in lower case, and its parameters (RFC 2231, and what senders make of it)."""
    head, _, _ = value.partition(";")
    plain: dict[str, list[tuple[int, str, bool]]] = {}
    for name, number, starred, quoted, bare in _PARAMETER.findall(value):
        text = re.sub(r'\\(["\\])', r"\1", quoted) if quoted else bare.strip()
        plain.setdefault(name.lower() + ("*" if number or starred else ""), []).append((int(number or 0), text, bool(starred)))
    parameters = {name: decode_words(parts[0][1], hint) for name, parts in plain.items() if not name.endswith("*")}
    extended = {name[:-1]: _join(parts, hint) for name, parts in plain.items() if name.endswith("*")}
    return head.strip().lower(), parameters | extended


def _join(parts: list[tuple[int, str, bool]], hint: str) -> str:
    """Join the numbered parts of one RFC 2231 parameter; only the first one names the charset."""
    charset, data = "", b""
    for position, (_, text, starred) in enumerate(sorted(parts, key=lambda part: part[0])):
        rest = text
        if position == 0 and starred and text.count("'") >= 2:
            charset, _, rest = text.split("'", 2)
        data += unquote_to_bytes(rest) if starred else rest.encode("utf-8", "replace")
    return _CONTROL.sub(" ", charsets.decode(data, charset, hint))


NONE = Headers()
