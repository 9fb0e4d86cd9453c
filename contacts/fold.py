"""Text as it is compared: without case, accents, punctuation, or the article of a language that joins it to the word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal

from languages import every, known, words

_PIECE = re.compile(r"\S{1,300}|\s+")  # No word that people write is longer.


# A list says the same few countries, languages and roles again and again.
@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return `text` folded for comparison: `fold("Pays / Country") == "pays country"`, `fold("É-mail :") == "e mail"`."""
    plain = "".join(character for character in normal("NFKD", text) if not unicodedata.combining(character))
    spaced = "".join(character if character.isalnum() else " " for character in plain.casefold().translate(_alike()))
    return _article().sub("", " ".join(spaced.split()))


@cache
def _alike() -> Mapping[int, str]:
    """Return the letters that NFKD leaves whole, and those that people write one for the other."""
    return str.maketrans({letter: other for code in known() for letter, other in words(code).letters.items()})


@cache
def _article() -> re.Pattern[str]:
    articles = "|".join(every(lambda one: (one.article,) if one.article else ()))
    return re.compile(rf"\b(?:{articles})(?=\w{{3}})")


def normal(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form of Unicode, word by word: to put a long row of accents in order takes the square of its length."""
    return text if text.isascii() else "".join(unicodedata.normalize(form, piece) for piece in _PIECE.findall(text))


def squeeze(text: str) -> str:
    """Return `text` in NFC, without marks that cannot be seen, and with each run of white space as one space."""
    composed = normal("NFC", text)
    # What can be printed holds no mark that cannot be seen, so that nearly every cell is done here.
    return " ".join((composed if composed.isprintable() else _without_marks(composed)).split())


def _without_marks(text: str) -> str:
    return "".join(
        character
        for character in text
        if unicodedata.category(character) not in {"Cc", "Cf"} or character.isspace() or character in "\u200c\u200d"
    )
