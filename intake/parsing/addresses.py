"""Addresses as they are written in fields (RFC 5322, section 3.4): exactly what stands there, or nobody."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

import idna

MAX_ADDRESS, MAX_LOCAL = 254, 64  # Octets of an address, and of what stands before its @ (RFC 5321, section 4.5.3.1, and its erratum 1690).
_SHORT = 998  # Characters of a line (RFC 5322, section 2.1.1).
# The text of an encoded word should hold neither blanks nor question marks, and be 75 long; senders do all three.
ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([BbQq])\?((?:[^?=]|=(?!\?[^=])|\?(?!=)){0,2000}+)\?=")
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


def addresses(raw: str) -> tuple[str, ...]:
    """Return the addresses in a field's raw text, in lower case and with the domain in ASCII (RFC 5891), as contacts are kept.

    Names are left out first, so that none passes for an address. What is longer than any mailbox is called is none: nobody can be written
    to there, and whatever repeats it would be as long as its author likes.
    """
    return tuple(address for address in _written(raw) if _is_short_enough(address))


def only_address(raw: str) -> str:
    """Return the one address of a field in which nothing else stands that could be one; "" where it may be read in two ways."""
    found = set(_written(raw))
    return next(iter(addresses(raw)), "") if len(found) == 1 and found == {_alone(raw)} else ""


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
    text = " ".join(_without_comments(_unquoted(ENCODED_WORD.sub(" ", raw))).split())
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
    address = _plain(found[1] or found[2]) if found else ""
    return "" if _PART in address else address


def _plain(address: str) -> str:
    """Return an address as it is kept: without the full stop of a sentence, and without apostrophes that enclose all of it.

    A letter that is another one's double (as the sign for kelvin is of K, which is another mailbox) gets a mark, so that it is nobody's.
    """
    bare = address.rstrip(".")
    if bare.endswith("'"):
        bare = bare[:-1].removeprefix("'")
    local = bare.rpartition("@")[0]
    doubles = not local.isascii() and any(normalize("NFKC", letter) != letter for letter in local)
    return in_ascii(bare.lower()) + (_PART if doubles else "")


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
