"""From the text of one cell to a value of ours, or a sentence that says why not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from email_validator import EmailNotValidError

from contacts.addresses import normalised
from contacts.fold import fold, normal
from domain.contact import Role
from languages.lists import lists
from languages.telling import phrased, together

_NAMED = re.compile(r"^(?P<name>.*?)\s*<\s*(?P<address>[^<>]*?)\s*>?$")
# What mail programs and people leave around an address.
_WRAPPING = " \t\"'`.,:;<>[]()«»“”‘’"
# What stands between a name and an address, and an address with whatever stands before and behind it. A stroke may be a part of an
# address before its @ (RFC 5322, section 3.2.3), and never behind it.
_APART = ":,-–—/(["
_BESIDE = re.compile(
    r"^(?P<before>(?:[^@]*[\s()\[\]<>:,;])?)(?P<address>[^\s()\[\]<>:,;@]+@[^\s()\[\]<>:,;/|&@]+)(?:[)\]]\s*$|\s*)(?P<after>[^@]*)$"
)
_STROKE = re.compile(r"[/|&]")
# Programs that deliver mail have taken an address with such a beginning for a command, a file or an option.
_COMMANDS = ("|", "/", "-")
_CODE_LENGTH = 28
_CALLED = 6  # Digits; a short number is a room, or a year.


@dataclass(frozen=True, slots=True)
class NamedAddress:
    """An address, and the name that stood beside it, as in `Ana Rossi <ana@telco.example>`."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be taken, and what to do."""

    value: str
    message: str
    remedy: str


def role(text: str) -> Role | None:
    """Return the role that `text` names, or None."""
    return _roles().get(fold(text))


def is_title(text: str) -> bool:
    """Say whether `text` is only what goes before a name, as in "Ms" or "Mr/Mme"."""
    words = [fold(word) for word in re.split(r"[/,]| or ", text) if fold(word)]
    return bool(words) and all(word in _titles() for word in words)


def is_number(text: str) -> bool:
    """Say whether `text` is a number to call, as in "+33 1 22 33 44 55" or "Tel. 022 730 51 11", and names nobody."""
    digits = sum(char.isdigit() for char in text)
    return digits >= _CALLED and digits > sum(char.isalpha() for char in text)


@cache
def _titles() -> frozenset[str]:
    return frozenset(fold(word) for said in lists().values() for word in said.titles)


@cache
def _joins() -> frozenset[str]:
    return frozenset(fold(word) for said in lists().values() for word in said.joins)


@cache
def _roles() -> Mapping[str, Role]:
    return {fold(word): Role(role) for said in lists().values() for role, words in said.roles.items() for word in words}


def named_addresses(text: str) -> list[NamedAddress | Fault]:
    """Return what one cell says: each address, checked for syntax only (RFC 5321, 5322, IDNA 2008), or why it is none.

    Addresses may be separated by semicolons, commas, white space, strokes or a word such as "and"; a comma inside of a name
    ("Rossi, Ana <...>") separates nothing.
    """
    return [_named_address(piece) for piece in _pieces(text)]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for part in re.sub(r">\s*", ">;", text).split(";"):
        if part.count("@") > 1 and "<" not in part:
            part = _parted(part)  # noqa: PLW2901 - white space between two addresses is one more separator
        pending: list[str] = []
        for word in part.split(","):
            pending.append(word)
            if "@" in word:
                pieces.append(",".join(pending))
                pending = []
        pieces.append(",".join(pending))
    return [piece for piece in pieces if piece.strip(_WRAPPING)]


def _parted(text: str) -> str:
    """Return several addresses with commas for the white space and the strokes between them: one that is a part of an address stays."""
    tight = re.sub(r"[^\s,]+", lambda word: _parted_word(word[0]), text)
    loose = re.sub(r"(?<=\S)(@[^\s@]+\s+)[/|&](?=[^\s/|&]+@)", r"\1", tight)
    return re.sub(r"(?<=\S)\s+(?:[/|&]\s+)?(?=\S*@)", ",", loose)


def _parted_word(word: str) -> str:
    parts = _STROKE.split(word)
    return ",".join(parts) if all("@" in part for part in parts) else word


def _named_address(piece: str) -> NamedAddress | Fault:
    named = _NAMED.match(piece.strip())
    name, address = (named["name"], named["address"]) if named else _beside(piece)
    address = re.sub(r"(?i)^\W*mailto:\s*", "", address).strip(_WRAPPING)
    try:
        found = normalised(address)
    except EmailNotValidError as error:
        why = phrased("lists.not_address", address=address, why=_lowered(str(error)))
        return Fault(address, why, phrased("lists.correct"))
    if not found.isascii():
        return Fault(address, phrased("letters.wrong_local", address=repr(address)), _ask_and_correct())
    if found.startswith(_COMMANDS):
        return Fault(address, phrased("lists.command", address=address, sign=found[0]), phrased("lists.without_sign"))
    return NamedAddress(found, name.strip(_WRAPPING) if "@" not in name else "")


def _ask_and_correct() -> str:
    return together(phrased("letters.wrong_local_do"), phrased("lists.correct"))


def _beside(piece: str) -> tuple[str, str]:
    """Return the name that stands beside an address without angle brackets, and the address: `Ana Rossi: ana@telco.example`.

    One word before it, as in `ana rossi@telco.example`, may be a part of the address that somebody cut in two: then the piece is taken
    as it is, and is none.
    """
    bare = re.sub(r"(?i)mailto:\s*", "", piece).strip()
    found = _BESIDE.match(bare)
    if not found:
        return "", bare
    before, after = found["before"].rstrip(), found["after"].strip()
    # A stroke at the end of a word, or within the address, may belong to what was cut in two.
    cut = (before and _STROKE.search(found["address"])) or re.fullmatch(r"\S+/", before)
    apart = not cut and (not before or before[-1] in _APART or len(before.split()) > 1)
    joins = not after or after[0] in "([/&|" or fold(after) in _joins()
    if not (apart and joins):
        return "", bare
    name = before or (after if after[:1] in ("(", "[") else "")
    return name.strip(_WRAPPING + _APART), found["address"]


def derived_code(name: str) -> str:
    """Return a code made from an organisation's name: always the same for the same name, whatever else is in the list.

    Names that differ by case, accents or punctuation alone have the same code. Where letters had to be left out (a long name, another
    script) a piece of a SHA-256 keeps it unlike others.
    """
    words = fold(name)
    ascii_words = normal("NFKD", words).encode("ascii", "ignore").decode().upper().split()
    code = "-".join(ascii_words)
    if code and len(code) <= _CODE_LENGTH and " ".join(ascii_words).casefold() == words:
        return code
    digest = hashlib.sha256(words.encode()).hexdigest()[:6].upper()
    return f"{code[: _CODE_LENGTH - 7] or 'ORG'}-{digest}".replace("--", "-")


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
