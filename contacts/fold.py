"""Text as it is compared: without case, accents, punctuation, or the Arabic article."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that NFKD leaves whole, and the Arabic forms that people write one for the other.
_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ى": "ي", "ة": "ه", "\N{ARABIC TATWEEL}": None})
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{3})")


# A list says the same few countries, languages and roles again and again.
@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return `text` folded for comparison: `fold("Pays / Country") == "pays country"`, `fold("É-mail :") == "e mail"`."""
    plain = "".join(character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character))
    words = "".join(character if character.isalnum() else " " for character in plain.casefold().translate(_ALIKE))
    return _ARABIC_ARTICLE.sub("", " ".join(words.split()))


def squeeze(text: str) -> str:
    """Return `text` in NFC, without marks that cannot be seen, and with each run of white space as one space."""
    composed = unicodedata.normalize("NFC", text)
    # What can be printed holds no mark that cannot be seen, so that nearly every cell is done here.
    return " ".join((composed if composed.isprintable() else _without_marks(composed)).split())


def _without_marks(text: str) -> str:
    return "".join(
        character
        for character in text
        if unicodedata.category(character) not in {"Cc", "Cf"} or character.isspace() or character in "\u200c\u200d"
    )
