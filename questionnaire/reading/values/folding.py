"""Texts made comparable: what a person types is seldom letter for letter what is printed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from workbooks.cells import CellError, CellValue

# Zero-width space and joiners, marks of direction, the byte order mark, and the Arabic tatweel: nobody sees them.
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF, 0x0640])
_QUOTES = {ord(one): plain for plain, kinds in {"'": "’‘`", '"': "“”«»"}.items() for one in kinds}
# The signs of ASCII as wide as a Chinese character, as its keyboards type them (U+FF01 to U+FF5E).
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)}
# What turns digits around for whoever reads them, unseen: an override anywhere, a mark or a beginning of the right between two.
_TURNED = re.compile(r"\u202e|\d\D*[\u200f\u061c\u202b\u2067]\D*\d")
# Letters that are written one for the other: by Egyptian hands and Persian keyboards, and without the dot of Turkish.
_ALIKE = {0x0649: "\u064a", 0x06CC: "\u064a", 0x06A9: "\u0643", 0x0629: "\u0647", 0x0131: "i"}
_OUTER = " .,;:!،؛。、"  # Not the question mark: whoever types “Yes?” is not sure.
_KNOWN = 20_000  # Characters of which is remembered what they come to: more than people write with.


class _Bare(dict[int, str]):
    """What each character comes to without case, accents and its kind of quotes, worked out where it is met first.

    Each comes apart by itself. To take a whole text apart would put its accents in order as well, which takes the square of the length of a
    row of them, and is in vain where they go.
    """

    def __missing__(self, code: int) -> str:
        apart = unicodedata.normalize("NFKD", chr(code))
        bare = (
            "".join(character for character in apart if not unicodedata.combining(character))
            .casefold()
            .translate(_INVISIBLE)
            .translate(_ALIKE)
        )
        if len(self) < _KNOWN:
            self[code] = bare
        return bare


_BARE = _Bare(_QUOTES)


def visible(text: str) -> str:
    """Return `text` without what nobody sees, white space collapsed: "" where nothing is left."""
    return " ".join((text if text.isascii() else text.translate(_INVISIBLE)).split())


def is_turned(text: str) -> bool:
    """Say whether signs that nobody sees let a person read another number in a text than the one that is written there."""
    return not text.isascii() and _TURNED.search(text) is not None


def fold(text: str) -> str:
    """Return `text` without case, accents, double spaces, kinds of quotes and outer punctuation, for comparison only."""
    bare = text.casefold() if text.isascii() else text.translate(_BARE)
    return " ".join(bare.split()).strip(_OUTER)


def western_digits(text: str) -> str:
    """Return `text` with the decimal digits of every alphabet (Arabic-Indic among them) as 0 to 9, and full-width signs as plain ones."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(character, character)) for character in text.translate(_FULL_WIDTH))


def is_blank(value: CellValue | None) -> bool:
    """Say whether a person sees nothing in the cell."""
    return value is None or (isinstance(value, str) and not value[:1].isalnum() and not visible(value))


def as_text(value: CellValue) -> str:  # noqa: PLR0911 - one return for each kind of value
    """Return what a cell says as text: whole numbers without a point, dates by ISO 8601."""
    match value:
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n").strip() if "\r" in value else value.strip()
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case int() | float() | timedelta():
            return str(value)
        case CellError(code):
            return code
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
