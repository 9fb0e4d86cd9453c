"""The fonts that letters are set in.

They come from packages (`pip install fontpkg-...` adds a script), never from the system: so a page looks the same everywhere, and a
character that no font has is an error, never a box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from domain.errors import ConfigurationError, LetterError
from languages.locales import script_of

_GROUP = "fontpkg.family"
# Characters that shape or divide text and are never drawn (Unicode, Default_Ignorable_Code_Point and white space).
_NEVER_DRAWN = frozenset(
    "\t\n\r \u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


# What families of a script (ISO 15924) other than the Latin one have in their name.
_SCRIPTS = {"Arab": "arabic", "Hebr": "hebrew", "Hans": " sc", "Hant": " tc", "Jpan": " jp", "Kore": " kr"}


@dataclass(frozen=True, slots=True)
class Family:
    """One font family: its name, the folder of its files, and the characters that its upright face can draw."""

    name: str
    folder: Path
    characters: frozenset[str]


@cache
def families() -> tuple[Family, ...]:
    """Return every installed family, in alphabetical order; ConfigurationError if there is none."""
    found = tuple(sorted((_family(point.value) for point in entry_points(group=_GROUP)), key=lambda family: family.name))
    if not found:
        remedy = "Install fontpkg-ibm-plex-sans and fontpkg-ibm-plex-sans-arabic from PyPI."
        raise ConfigurationError("No font package is installed, so letters cannot be made into PDFs.", where="fonts", remedy=remedy)
    return found


def _family(module: str) -> Family:
    package = import_module(module)
    folder = Path(package.ROOT) / "files"
    files = sorted(folder.glob("*.[ot]tf"))
    upright = [file for file in files if "italic" not in file.name.lower()] or files
    with TTFont(upright[0], lazy=True) as font:
        return Family(package.FAMILY, folder, frozenset(map(chr, font.getBestCmap())))


def in_order(language: str, fonts: Iterable[Family]) -> tuple[Family, ...]:
    """Return the families in the order in which they are tried: first one whose name says the language's script, then the plainest name."""
    script = _SCRIPTS.get(script_of(language), "\n")
    return tuple(sorted(fonts, key=lambda family: (script not in family.name.lower(), len(family.name), family.name)))


def missing_glyphs(text: str, fonts: Iterable[Family]) -> tuple[str, ...]:
    """Return the characters of `text` that none of `fonts` can draw, in order, each once."""
    drawn = frozenset().union(_NEVER_DRAWN, *(family.characters for family in fonts))
    return tuple(dict.fromkeys(character for character in text if character not in drawn))


def refuse_missing_glyphs(text: str, fonts: Iterable[Family], *, where: str) -> None:
    """Raise LetterError if a character of `text` cannot be drawn, naming each by its Unicode name."""
    missing = missing_glyphs(text, fonts)
    if missing:
        named = ", ".join(f"{character!r} (U+{ord(character):04X} {unicodedata.name(character, 'unnamed')})" for character in missing[:5])
        remedy = "Use another character, or install a font package that has it, such as `pip install fontpkg-noto-sans-sc`."
        raise LetterError(f"No installed font has {named}{' and others' if len(missing) > 5 else ''}.", where=where, remedy=remedy)


def drawable(value: Any, fonts: Sequence[Family]) -> Any:
    """Return a value with each character that no font has written as its number, as in [U+6F22]."""
    if isinstance(value, str):
        for character in missing_glyphs(value, fonts):
            value = value.replace(character, f"[U+{ord(character):04X}]")
        return value
    if isinstance(value, dict):
        return {key: drawable(one, fonts) for key, one in value.items()}
    return [drawable(one, fonts) for one in value] if isinstance(value, list) else value
