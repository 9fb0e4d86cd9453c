"""The words of a text, as dates are looked for in them, in all languages at once."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

MAX_WORDS = 20_000
# Kana, Han, Hangul and Thai, which are written without blanks: each sign is a word.
_SIGNS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e01-\u0e4e"
_VOWELS = {chr(code) for code in range(0x0E31, 0x0E4F)}  # Those of Thai stand above and below as accents do, and tell words apart.
_TOKEN = re.compile(
    r"(?P<full>(?<![\d.,/-])(?:\d{4}(?P<a>[-/.]) ?\d{1,2}(?P=a) ?\d{1,2}|"
    r"\d{1,2}(?P<b>[-/.]) ?\d{1,2}(?P=b) ?(?:\d{4}|\d\d))(?![\d/]|\.\d|-(?![^\W\d_]{2,4}\b(?!\.\w))))"
    r"|(?P<short>(?<![\d.,/-])(?:\d{1,2}[./]\d{1,2}|(?:0?[1-9]|[12]\d|3[01])\. (?:0?[1-9]|1[0-2])(?=\.))(?![\d%/-]|\.\d))"
    rf"|(?P<number>\d+)|(?P<sign>[{_SIGNS}])|(?P<word>[^\W\d_{_SIGNS}]+)|(?P<gap>\n[ \t]*\n)"
    r"|(?P<mark>[.,\u060c/\u2013%-]|[^\w\s'’\u05f3.,\u060c/\u2013%-]+)"
)


class Token(NamedTuple):
    """A word, a number, a numeric date or marks of a text. `text` is folded; it stands between `start` and `end` of the text."""

    text: str
    kind: str
    start: int
    end: int
    capital: bool = False


@lru_cache(maxsize=65_536)
def _folded(char: str) -> str:
    """Return a character without case, accents and width, and a digit of any script as 0 to 9; nothing for what cannot be seen."""
    if char in _VOWELS:
        return char
    if unicodedata.category(char) in {"Cf", "Mn"} or char == "\u0640":  # The tatweel only widens a word.
        return ""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", bare).casefold().replace("\u0131", "i").replace("\u0142", "l")  # These have no accent that goes.


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words, numbers and marks of `text` in order; of a very long one only the first, which is more than a person writes."""
    pieces = [(folded, position) for position, char in enumerate(text) if (folded := _folded(char))]
    line = "".join(piece for piece, _ in pieces)
    places = [position for piece, position in pieces for _ in piece]
    return tuple(
        Token(
            text=found[0],
            kind=str(found.lastgroup),
            start=places[found.start()],
            end=places[found.end() - 1] + 1,
            capital=text[places[found.start()]].isupper(),
        )
        for found in islice(_TOKEN.finditer(line), MAX_WORDS)
    )


@cache
def split(text: str) -> tuple[str, ...]:
    """Return the words of a phrase, without marks."""
    return tuple(token.text for token in tokens(text) if token.kind != "mark")


def has_any(words: tuple[Token, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Say whether any of these phrases stands in a text."""
    texts = tuple(one.text for one in words)
    return any(texts[start : start + length] in phrases for length in {*map(len, phrases)} for start in range(len(texts)))
