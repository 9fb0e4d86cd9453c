"""The fonts that letters are set in.

They come from packages (`languages.typefaces`), never from the system: so a page looks the same everywhere, and a character that no font
has is an error, never a box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from domain.errors import ConfigurationError, LetterError
from languages import catalogue, spoken
from languages.locales import script_of
from languages.telling import phrased
from languages.typefaces import Typeface, typefaces

# Characters that shape or divide text and are never drawn (Unicode, Default_Ignorable_Code_Point and white space).
_NEVER_DRAWN = frozenset(
    "\t\n\r \u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


# What families of a script (ISO 15924) other than the Latin one have in their name.
_SCRIPTS = {"Arab": "arabic", "Hebr": "hebrew", "Hans": " sc", "Hant": " tc", "Jpan": " jp", "Kore": " kr"}


@cache
def families() -> tuple[Typeface, ...]:
    """Return every installed family, in the order in which they are tried; ConfigurationError if there is none."""
    found = typefaces()
    if not found:
        raise ConfigurationError(phrased("letters.no_fonts"), where="fonts", remedy=phrased("letters.no_fonts_do"))
    return found


def in_order(language: str, fonts: Iterable[Typeface]) -> tuple[Typeface, ...]:
    """Return the families in the order in which they are tried: first those whose name says the language's script."""
    script = _SCRIPTS.get(script_of(language), "\n")
    return tuple(sorted(fonts, key=lambda family: script not in family.name.lower()))


def missing_glyphs(text: str, fonts: Iterable[Typeface]) -> tuple[str, ...]:
    """Return the characters of `text` that none of `fonts` can draw, in order, each once."""
    missing = dict.fromkeys(character for character in text if character not in _NEVER_DRAWN)
    for family in fonts:
        if missing:  # A large family is opened only for what the others lack.
            missing = {character: None for character in missing if character not in family.characters}
    return tuple(missing)


def languages_without_glyphs(fonts: Sequence[Typeface]) -> tuple[str, ...]:
    """Return the languages that the program speaks and of whose own sentences these families cannot draw every character."""
    said = {language: "".join(one.message + one.remedy for one in catalogue(language).sentences.values()) for language in spoken()}
    return tuple(language for language, text in said.items() if missing_glyphs(text, in_order(language, fonts)))


def refuse_missing_glyphs(text: str, fonts: Iterable[Typeface], *, where: str) -> None:
    """Raise LetterError if a character of `text` cannot be drawn, naming each by its Unicode name."""
    missing = missing_glyphs(text, fonts)
    if missing:
        named = tuple(f"{character!r} (U+{ord(character):04X} {unicodedata.name(character, 'unnamed')})" for character in missing[:5])
        what = phrased("letters.no_font_more" if len(missing) > 5 else "letters.no_font", characters=named)
        raise LetterError(what, where=where, remedy=phrased("letters.no_font_do", more=phrased("doctor.more_fonts")))


def drawable(value: Any, fonts: Sequence[Typeface]) -> Any:
    """Return a value with each character that no font has written as its number, as in [U+6F22]."""
    if isinstance(value, str):
        for character in missing_glyphs(value, fonts):
            value = value.replace(character, f"[U+{ord(character):04X}]")
        return value
    if isinstance(value, dict):
        return {key: drawable(one, fonts) for key, one in value.items()}
    return [drawable(one, fonts) for one in value] if isinstance(value, list) else value
