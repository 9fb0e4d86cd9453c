"""Sentences that are nothing but courtesy in languages of which only such words are known: "attached is the completed questionnaire".

Such a sentence has words of courtesy alone (`courtesy.toml`), beside numbers, dates and names; one word more, such as "not", and a person
reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from languages import known, toml_of
from languages.checked import Lines, checked

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
# What is numbered: a reference, a date with or without its month in words.
_NUMBERED = re.compile(r"\d{1,2}\.?(?: d[ei])? [^\W\d_]{3,12}\.?(?: d[ei])? \d{4}|[^\W_]*\d[^\s,;]*|\b[A-Z]{2,8}(?=[-/]\d)")
_NUMBERED_UNSPACED = re.compile(r"[A-Za-z\d./-]*\d[A-Za-z\d./-]*")  # Where no blank ends a number, as in a sentence of Japanese.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_Phrase = tuple[frozenset[str], ...]
_KANA = re.compile("[\u3040-\u30ff]")  # Of Japanese alone; its other signs are of Chinese as well.
_LONGEST = 400
_MOST = 0.4  # Of the words of a text that tells something besides its courtesy.
_ASKS = re.compile("[?\u061f\uff1f\u037e]")


@dataclass(frozen=True, kw_only=True)
class CourtesyWords:
    """`courtesy.toml`: `words` are those of courtesy, and of a sentence that is one, some are of `anchors`; `word*` begins such a word.

    `phrases` are courtesy as a whole, of words that alone may say more, as in "if you have any questions": one on a line, and for one of
    its words there may be several, as in `if you have/had questions`.
    """

    anchors: str = ""
    words: str = ""
    phrases: Lines = ()


@dataclass(frozen=True, slots=True)
class _Words:
    whole: frozenset[str]
    begun: tuple[str, ...]

    def has(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.begun)


def is_courtesy(sentence: str, *, anchored: bool = True) -> bool:
    """Say whether a sentence says no more than courtesy in one of the languages that have such words; questions do.

    Where it is part of a text of which the language is known, it need not be `anchored`: "in answer to your letter".
    """
    if len(sentence) > _LONGEST or _ASKS.search(sentence):
        return False
    text = _plain((_NUMBERED_UNSPACED if _UNSPACED.search(sentence) else _NUMBERED).sub(" ", sentence))
    text, found = _without_phrases(text)
    anchored = anchored and not found
    if _UNSPACED.search(text):
        return any(_is_made_of(text, anchors, words, anchored=anchored) for anchors, words in _all())
    said = [(found[0].casefold().replace("\u2019", "'"), _is_name(text, found)) for found in _WORD.finditer(text)]
    return any(
        (not anchored or any(anchors.has(word) for word, _ in said))
        and all(name or anchors.has(word) or words.has(word) for word, name in said)
        for anchors, words in _all()
    )


def is_of_few_words(sentences: Sequence[str]) -> bool:
    """Say whether a text is written in one of these languages: half of its words, or nearly, are courtesy there, and one of its anchors."""
    if any(_KANA.search(one) for one in sentences):
        return any(_covers("".join(sentences)[:_LONGEST], anchors, words) for anchors, words in _all())
    said = [found[0].casefold().replace("\u2019", "'") for one in sentences for found in _WORD.finditer(_plain(one[:_LONGEST]))]
    return any(
        any(anchors.has(word) for word in said) and sum(anchors.has(word) or words.has(word) for word in said) >= _MOST * len(said)
        for anchors, words in _all()
    )


def _is_name(text: str, found: re.Match[str]) -> bool:
    """Say whether a word within a sentence is a name by its capital."""
    return found[0][0].isupper() and found[0][1:].islower() and text[: found.start()].rstrip()[-1:] not in ".!:;\u2026-\u2013"


def _is_made_of(text: str, anchors: _Words, words: _Words, *, anchored: bool) -> bool:
    """Say whether a text without blanks is made of such words alone."""
    rest, found = _taken_out(text, anchors, words)
    return (found or not anchored) and not _WORD.search(rest)


def _covers(text: str, anchors: _Words, words: _Words) -> bool:
    """Say whether so many signs of a text without blanks are of such words, and some of an anchor."""
    signs = len("".join(_WORD.findall(text)))
    rest, found = _taken_out(text, anchors, words)
    return found and signs - len("".join(_WORD.findall(rest))) >= _MOST * signs


def _taken_out(text: str, anchors: _Words, words: _Words) -> tuple[str, bool]:
    """Return what is left of a text without blanks when such words are taken out, the longest first, and whether an anchor was."""
    found = False
    for word in sorted(anchors.whole | words.whole, key=len, reverse=True):
        if word in text:
            found |= word in anchors.whole
            text = text.replace(word, " ")
    return text, found


@cache
def _all() -> tuple[tuple[_Words, _Words], ...]:
    return tuple((_words(one.anchors), _words(one.words)) for one in _files())


@cache
def _files() -> tuple[CourtesyWords, ...]:
    return tuple(checked(CourtesyWords, toml) for code in known() if (toml := toml_of(code, "courtesy.toml")))


def _without_phrases(text: str) -> tuple[str, bool]:
    """Return a text without the phrases that are courtesy as a whole, the longest first, and whether there were any."""
    spaced, unspaced = _phrases()
    left = text
    for phrase in unspaced:
        left = left.replace(phrase, " ")
    found = [*_WORD.finditer(left)]
    words = [one[0].casefold().replace("\u2019", "'") for one in found]
    at = 0
    while at < len(words):
        length = next((len(one) for one in spaced.get(words[at], ()) if _stands(one, words[at : at + len(one)])), 0)
        if length:
            start, end = found[at].start(), found[at + length - 1].end()
            left = left[:start] + " " * (end - start) + left[end:]
        at += max(1, length)
    return left, left != text


def _stands(phrase: _Phrase, words: Sequence[str]) -> bool:
    return len(words) == len(phrase) and all(word in beside for word, beside in zip(words, phrase, strict=True))


@cache
def _phrases() -> tuple[Mapping[str, tuple[_Phrase, ...]], tuple[str, ...]]:
    """Return the phrases by each first word of theirs, and those that are written without blanks; the longest first."""
    lines = sorted((_plain(line).casefold() for one in _files() for line in one.phrases), key=len, reverse=True)
    spaced: dict[str, list[_Phrase]] = {}
    for line in lines:
        phrase = tuple(frozenset(word.split("/")) for word in line.split())
        for first in phrase[0] if not _UNSPACED.search(line) else ():
            spaced.setdefault(first, []).append(phrase)
    by_first = {first: tuple(sorted(found, key=len, reverse=True)) for first, found in spaced.items()}
    return by_first, tuple(line for line in lines if _UNSPACED.search(line))


def _plain(text: str) -> str:
    """Return a text without the joiners that own words lack as well, and with the dotted capital that folds into two signs as one."""
    return unicodedata.normalize("NFC", text).replace("\u200c", "").replace("\u0130", "i")


def _words(text: str) -> _Words:
    words = _plain(text).casefold().split()
    return _Words(frozenset(word for word in words if word[-1] != "*"), tuple(word[:-1] for word in words if word[-1] == "*"))
