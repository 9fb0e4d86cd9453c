"""Whether a text has a word, however it is spelt: in capitals, with accents, or without blanks between words."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import lru_cache

IDEOGRAPHS = "\u4e00"  # From here on words are written without a blank between them.
_LONG = 120
_IDEOGRAPH = 3  # Letters that one ideograph stands for.
_KEPT = 4096  # Texts that are kept in memory, since the same few stand in many cells.


def plain(text: str) -> str:
    """Return a text in small letters without accents."""
    return _known(text) if len(text) <= _LONG else _folded(text)


@lru_cache(maxsize=_KEPT)
def _known(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))


def length(text: str) -> int:
    """Return how long a text is in letters: one ideograph says as much as several of them."""
    return sum(_IDEOGRAPH if one >= IDEOGRAPHS else 1 for one in text)


def begins(text: str, words: Collection[str]) -> bool:
    """Say whether one of the words begins a word of a text; what is written in ideographs is looked for anywhere."""
    if len(text) > _LONG:
        return False
    said = plain(text)
    there = [(said.find(word), word) for word in words if word in said]
    return any(at == 0 or not said[at - 1].isalpha() or word >= IDEOGRAPHS for at, word in there)
