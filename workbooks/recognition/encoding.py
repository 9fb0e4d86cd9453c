"""From bytes to text: UTF-8 and UTF-16 are certain, the one-byte encodings are told apart by the words they give."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # Before UTF-16, whose mark begins it.
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In this order where the words are equally good: French text has the same bytes in cp1252 and cp1256.
_ONE_BYTE = ("cp1252", "mac_roman", "cp1256", "cp1250", "cp1251", "latin-1")
_SAMPLE = 65_536
_WORD = re.compile(r"[^\W\d_]+")
_TYPOGRAPHY = frozenset("’‘“”«»–—…€£°№ \N{NO-BREAK SPACE}،؛؟\u200c\u200d\u200e\u200f")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; UnicodeDecodeError, with that name, where some bytes do not belong there."""
    encoding = encoding_of(data)
    return data.decode(encoding), encoding


def encoding_of(data: bytes) -> str:
    """Return the encoding that `data` most probably has."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    # Without a mark, the zero bytes of separators and digits tell UTF-16 and its byte order; a stray one tells nothing.
    even, odd = data[0:512:2], data[1:512:2]
    if max(even.count(0), odd.count(0)) * 20 > len(even):
        return "utf-16-le" if odd.count(0) > even.count(0) else "utf-16-be"
    return "utf-8" if _looks_like_utf_8(data) else _guess(data)


def _looks_like_utf_8(data: bytes) -> bool:
    """Say whether most letters are those of UTF-8: a few wrong bytes in it are damage to be told, and no sign of another encoding."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        letters, with_damage = (_beyond_ascii(data.decode("utf-8", errors=errors)) for errors in ("ignore", "replace"))
        return letters >= with_damage - letters
    return True


def _beyond_ascii(text: str) -> int:
    """Return how many characters of `text` are not ASCII."""
    return len(text) - len(text.encode("ascii", errors="ignore"))


def _guess(data: bytes) -> str:
    lines = b"\n".join(line for line in re.split(rb"[\r\n]+", data) if not line.isascii())
    sample = lines[:_SAMPLE]
    guessed = from_bytes(sample).best()
    candidates = [*_ONE_BYTE, *([guessed.encoding] if guessed else [])]
    return max(candidates, key=lambda encoding: _plausibility(sample, data, encoding))


def _plausibility(sample: bytes, data: bytes, encoding: str) -> float:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return float("-inf")
    text = sample.decode(encoding, errors="replace")
    score = 0.0
    for word in _WORD.findall(text):
        letters = sum(not character.isascii() for character in word)
        score += letters if letters and _is_word(word) else -letters
    for character in text:
        if not (character.isascii() or character.isalpha()):
            # A wrong guess turns letters into signs, so even a quotation mark weighs a little.
            score -= 5 if "\x80" <= character <= "\x9f" else 0.25 if character in _TYPOGRAPHY else 1
    return score


def _is_word(word: str) -> bool:
    """Say whether `word` could be one of a person's: one script, capitals only where they belong, not all of it accented."""
    scripts = {unicodedata.name(character, "? ").split()[0] for character in word}
    if len(scripts) > 1:
        return False
    accented = sum(not character.isascii() for character in word)
    if scripts == {"LATIN"} and len(word) > 1 and accented > len(word) * 2 / 3:
        return False
    return unicodedata.is_normalized("NFKC", word) and word in {word.lower(), word.upper(), word.capitalize()}
