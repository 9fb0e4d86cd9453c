"""Lines as mail programs break them, and what can be told of one by its looks alone, in any script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from languages.courtesies import UNSPACED
from languages.mail import pattern

Paragraph = tuple[str, ...]
# Before a word: no letter. Chinese and Japanese words stand side by side.
WORD_BEGINS = r"(?<![^\W\d_\u3040-\u30ff\u3400-\u9fff])"
DELIMITER = re.compile(r"\s{0,4}(?:--|\u2014|\u2013)\s*$")  # RFC 3676 section 4.3, and what becomes of it.
_SENTENCE = re.compile(r"(?<=[.!?\u061f])\s+|(?<=[\u3002\uff01\uff1f])\s*")
_ABBREVIATION = 12  # Characters at the end of a part in which an abbreviation stands.
_WRAPPED = 50  # No program breaks a line before it has that many characters.
_BROKEN = re.compile(r"[ \t]{0,8}\n(?=[^\s<>])")
_ENDS = (".", "!", "?", "\u061f", "\u3002", "\uff01", "\uff1f", "\u2026", ":", "\uff1a")


def unwrapped(text: str) -> str:
    """Return a text with its lines joined, since programs break their sentences anywhere; before an address or a blank line a line ends."""
    return _BROKEN.sub(" ", text)


def paragraphs(lines: Sequence[str]) -> tuple[Paragraph, ...]:
    """Return the paragraphs: what stands between blank lines."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return tuple(tuple(one) for one in found if one)


def sentences_of(paragraph: Paragraph) -> tuple[tuple[str, ...], ...]:
    """Return the sentences of a paragraph, those of each line together; a line that was only broken goes on in the next one."""
    whole: list[str] = []
    for line in paragraph:
        if whole and _goes_on(whole[-1], line):
            whole[-1] = f"{whole[-1]} {line}"
        else:
            whole.append(line)
    return tuple(uncut(part for part in _SENTENCE.split(line) if part) for line in whole)


def uncut(parts: Iterable[str]) -> tuple[str, ...]:
    """Return parts of a line as sentences: what ends with an abbreviation before a name, as in `Mme. Dupont`, goes on in the next part."""
    abbreviated, whole, goes_on = pattern("abbreviation", f"{WORD_BEGINS}(?:", r")\.$"), list[list[str]](), False
    for part in parts:
        if goes_on:
            whole[-1].append(part)
        else:
            whole.append([part])
        goes_on = abbreviated.search(part, max(0, len(part) - _ABBREVIATION)) is not None
    return tuple(map(" ".join, whole))


def _goes_on(line: str, following: str) -> bool:
    first = following[:1]
    lower = first in "(<" or (first.isalpha() and not first.isupper() and not UNSPACED.match(first))
    return is_broken(line) and lower


def is_broken(line: str) -> bool:
    """Say whether a mail program may have broken a sentence at the end of a line."""
    return len(line) >= _WRAPPED and not line.endswith(_ENDS)


def count_words(text: str) -> int:
    """Return how many words a text has; where a script puts no blanks between them, two signs are about a word."""
    unspaced = len(UNSPACED.findall(text))
    return unspaced // 2 + len(UNSPACED.sub(" ", text).split())


def is_prose(text: str, least: int) -> bool:
    """Say whether a text reads as a sentence of at least so many words, unlike a name, a title or an address."""
    words = [word for word in text.split() if word[:1].isalpha()]
    asks = "?" in text or "\u061f" in text or "\uff1f" in text
    if count_words(text) < (min(least, 3) if asks else least) or not (asks or text.rstrip("\"'\u00bb\u201d) ").endswith(_ENDS)):
        return False
    if sum(word.endswith(".") for word in words) >= max(2, len(words) / 2):
        return False  # Degrees and titles.
    capitals = sum(word[0].isupper() for word in words)
    return capitals <= 0.6 * len(words)


def is_named(text: str) -> bool:
    """Say whether a text may be the name of a person: a few words, with capitals where the script has them, and abbreviated titles."""
    words = [word.rstrip(")") for word in re.findall(r"[^\W\d_][^\s,;/]*", text)]
    whole = [word for word in words if not word.endswith(".") or len(word) > 5]
    return len(whole) <= 5 and len(text) <= 60 and all(not word[0].islower() or len(word) <= 3 for word in whole)


def is_delimiter(line: str) -> bool:
    """Say whether a line parts a signature from what stands above it, or from nothing."""
    return DELIMITER.match(line) is not None


def is_postscript(line: str) -> bool:
    """Say whether a line begins what is added to a letter by its sender."""
    return bool(pattern("postscript", r"^\W{0,4}").match(line))
