"""Header fields as they arrive: unfolded, decoded, and forgiving, since broken ones are the rule in bounces and old clients.

Sources: RFC 5322 section 2.2, RFC 2047 (encoded words), RFC 2231 (parameters), RFC 2045 section 5.1.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import idna

from intake.parsing import charsets

MAX_FIELDS, MAX_VALUE = 1_000, 65_536
MAX_ADDRESS, MAX_LOCAL = 254, 64  # Octets of an address, and of what stands before its @ (RFC 5321, section 4.5.3.1, and its erratum 1690).
_SHORT = 998  # Characters of a line (RFC 5322, section 2.1.1).
_FIELD = re.compile(rb"^([!-9;-~]+)([ \t]*):([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.MULTILINE)
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
# The text of an encoded word should hold neither blanks nor question marks, and be 75 long; senders do all three.
_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([BbQq])\?((?:[^?=]|=(?!\?[^=])|\?(?!=)){0,2000}+)\?=")
# What is escaped outside of quotes, and a quote that nothing closes, stay; they are matched, so that no text is gone through twice.
_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*+")|\\.|"', re.DOTALL)
_ANGLE = re.compile(r"<\s*+(?:mailto:)?([^<>\s]*+)\s*+>", re.IGNORECASE)
# An apostrophe is a letter of what stands before an @ (RFC 5322, section 3.2.3): o'brien is not brien.
_BARE = re.compile(r"(?<![^\s<>()\[\],;:@])(?<!\.\s)[^\s<>()\[\],;:\"\\@]++@[^\s<>()\[\],;:\"'\\@]+'?+")
# The one mailbox of an author, and nothing beside it but a name in front of its brackets.
_ADDRESS = r"[^\s<>()\[\],;:\"\\@]++@[^\s<>()\[\],;:\"\\@]++"
_ALONE = re.compile(rf"(?:[^<>]*<\s*(?:mailto:)?({_ADDRESS})\s*>|({_ADDRESS}))[\s,;]*", re.IGNORECASE)
_JOINED = re.compile(r"[^\s<>()\[\],;:\"\\]")  # What may stand next to a quotation that is part of an address.
_PARENTHESIS = re.compile(r"\\.|[()]", re.DOTALL)  # What is escaped is none.
_PART = "\x00"  # Stands for such a quotation.
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_PARAMETER = re.compile(r';\s*([^\s=;*"]+)(?:\*(\d{1,3}))?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One header field: `value` is decoded for reading, `raw` is as it stood (unfolded), for addresses and identifiers.

    `obsolete` tells that a blank stands before its colon, as no server has written for decades (RFC 5322 section 4.5).
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
        found = set(_written(written[0])) if len(written) == 1 else set()
        return next(iter(addresses(written[0])), "") if len(found) == 1 and found == {_alone(written[0])} else ""

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
        fields.append(HeaderField(found[1].decode("ascii").lower(), decode_words(text, hint), text, bool(found[2])))
        if len(fields) == MAX_FIELDS:
            break
    return Headers(tuple(fields))


def decode_words(text: str, hint: str = "") -> str:
    """Return `text` with its RFC 2047 encoded words decoded; words of one charset are joined first, as a letter may be cut in two."""
    if "=?" not in text:
        return text
    pieces: list[tuple[str, bytes]] = []  # A charset and bytes; plain text is kept as UTF-8 under the charset "".
    end = 0
    for found in _WORD.finditer(text):
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


def addresses(raw: str) -> tuple[str, ...]:
    """Return the addresses in a field's raw text, in lower case and with the domain in ASCII (RFC 5891), as contacts are kept.

    Names are left out first, so that none passes for an address. What is longer than any mailbox is called is none: nobody can be written
    to there, and whatever repeats it would be as long as its author likes.
    """
    return tuple(address for address in _written(raw) if _is_short_enough(address))


def _is_short_enough(address: str) -> bool:
    """Say whether an address is no longer than SMTP allows, and has no part that is not read."""
    if _PART in address:
        return False
    octets = address.encode("utf-8", "replace")
    return len(octets) <= MAX_ADDRESS and len(octets.rpartition(b"@")[0]) <= MAX_LOCAL


def _written(raw: str) -> tuple[str, ...]:
    """Return what is written as an address, however long. Of one message the same few fields are asked for again and again."""
    return _written_in_short(raw) if len(raw) <= _SHORT else _written_in(raw)


@lru_cache(maxsize=64)
def _written_in_short(raw: str) -> tuple[str, ...]:
    return _written_in(raw)


def _written_in(raw: str) -> tuple[str, ...]:
    text = " ".join(_without_comments(_unquoted(_WORD.sub(" ", raw))).split())
    found = []
    for segment in re.split(r"[,;]", text):
        angles = _ANGLE.findall(segment)
        bare = _BARE.search(segment)
        if angles:
            found.append(angles[-1])
        elif bare:
            found.append(bare[0])
    return tuple(_plain(address) for address in found if "@" in address)


def _alone(raw: str) -> str:
    """Return the address of a field in which nothing else stands, but a name in front of brackets; else ""."""
    found = _ALONE.fullmatch(_without_comments(_unquoted(raw)).strip())
    return _plain(found[1] or found[2]) if found else ""


def _plain(address: str) -> str:
    """Return an address as it is kept: without the full stop of a sentence, and without apostrophes that enclose all of it."""
    bare = address.rstrip(".")
    if bare.endswith("'"):
        bare = bare[:-1].removeprefix("'")
    return in_ascii(bare.lower())


def _unquoted(text: str) -> str:
    """Return a field without its quotations, which are names; of one that is part of an address a mark stays."""

    def left(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0]
        before, behind = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        return _PART if _JOINED.match(before) or _JOINED.match(behind) else " "

    return _QUOTED.sub(left, text)


def _without_comments(text: str) -> str:
    """Return a field without its comments, which may stand in one another (RFC 5322, section 3.2.2); all of it where one is not closed.

    Of comments within an address a mark stays, however many stand there.
    """
    if "(" not in text:
        return text
    kept, depth, begun, before = list[str](), 0, 0, ""
    for found in _PARENTHESIS.finditer(text):
        if found[0] == "(":
            if depth == 0:
                kept.append(text[begun : found.start()])
                before = kept[-1][-1:] or before
            depth += 1
        elif found[0] == ")" and depth:
            depth, begun = depth - 1, found.end()
            if depth == 0 and _JOINED.match(before) and _JOINED.match(text[begun : begun + 1]):
                kept.append(_PART)
    return "".join((*kept, text[begun:])) if depth == 0 else text


def in_ascii(address: str) -> str:
    """Return an address with its domain in ASCII; as it is, where no domain can be called so."""
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except UnicodeError:  # An `idna.IDNAError` is one.
        return address


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
