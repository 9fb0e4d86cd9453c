"""Sentences that are nothing but courtesy in languages of which only such words are known: "attached is the completed questionnaire".

Such a sentence has words of courtesy alone (`courtesy.toml`), beside numbers, dates and names; one word more, such as "not", and a person
reads it. What announces something may have a few words that nobody taught, such as an office's, where none of them is one that tells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from languages import known, toml_of
from languages.checked import Lines, checked

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
# What is numbered: a reference, a date with or without its month in words.
_NUMBERED = re.compile(r"\d{1,2}\.?(?: d[ei])? [^\W\d_]{3,12}\.?(?: d[ei])? \d{4}|[^\W_]*\d[^\s,;]*|\b[A-Z]{2,8}(?=[-/]\d)")
_NUMBERED_UNSPACED = re.compile(r"[A-Za-z\d./-]*\d[A-Za-z\d./-]*")  # Where no blank ends a number, as in a sentence of Japanese.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_Phrase = tuple[frozenset[str], ...]
_KANA = re.compile("[\u3040-\u30ff]")  # Of Japanese alone; its other signs are of Chinese as well.
_RUSSIAN = re.compile("[\u044b\u044d\u0451]")  # Letters that the languages beside it lack, of which few words are known.
_LONGEST = 400
_MOST = 0.4  # Of the words of a text that tells something besides its courtesy.
_LEFT = "x"  # A sign of a word that tells, in place of its own.
_FEWEST = 3
# Scripts in which but one of these languages is written.
_SCRIPTS = tuple(map(re.compile, ("[\u05d0-\u05ea]", "[\uac00-\ud7a3]", "[\u0370-\u03ff\u1f00-\u1fff]")))
_UNTAUGHT = 0.25  # Of the words of an announcement: one of four.
ASKS = re.compile("[?\u061f\uff1f\u037e]")
_LEADS = re.compile("[@%=]|https?:|www\\.")  # An address, and a figure that is no number of a letter.


@dataclass(frozen=True, kw_only=True)
class CourtesyWords:
    """`courtesy.toml`: `words` are those of courtesy, and of a sentence that is one, some are of `anchors`; `word*` begins such a word.

    `phrases` are courtesy as a whole, of words that alone may say more, as in "if you have any questions": one on a line, and for one of
    its words there may be several, as in `if you have/had questions`. With a word of `telling` something is said, as with "not", "later" or
    "please": beside one, no word may stand that is not taught; `*part*` stands within such a word.
    """

    anchors: str = ""
    words: str = ""
    phrases: Lines = ()
    telling: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    whole: frozenset[str]
    begun: tuple[str, ...]
    within: tuple[str, ...] = ()

    def has(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.begun) or any(part in word for part in self.within)


@dataclass(frozen=True, slots=True)
class FewWords:
    """A language of which few words are known: of courtesy, some of them `anchors`, and those with which something is told."""

    anchors: _Words
    words: _Words
    telling: _Words

    def knows(self, word: str) -> bool:
        """Say whether a word is one of courtesy."""
        return self.anchors.has(word) or self.words.has(word)

    def tells(self, word: str) -> bool:
        """Say whether something is told with a word; one that is taught as a whole is not like others that begin as it does."""
        return word in self.telling.whole or (self.telling.has(word) and word not in self.anchors.whole | self.words.whole)


def is_courtesy(sentence: str, *, anchored: bool = True) -> bool:
    """Say whether a sentence says no more than courtesy in one of the languages that have such words; questions of other words do.

    Where it is part of a text of which the language is known, it need not be `anchored`: "in answer to your letter".
    """
    if len(sentence) > _LONGEST:
        return False
    text = _plain((_NUMBERED_UNSPACED if UNSPACED.search(sentence) else _NUMBERED).sub(" ", sentence))
    text, found = _without_phrases(text)
    if ASKS.search(sentence):
        return found and not _WORD.search(text)  # "Would you confirm receipt?" is taught as a whole.
    anchored = anchored and not found
    if UNSPACED.search(text):
        return any(_is_made_of(text, one, anchored=anchored) for one in _all())
    said = _said(text)
    return any(
        (not anchored or any(one.anchors.has(word) for word, _ in said)) and all(name or one.knows(word) for word, name in said)
        for one in _all()
    )


def announces(sentence: str, languages: Sequence[FewWords]) -> bool:
    """Say whether a sentence in one of `languages` sends or thanks, with a few words that are not taught, such as an office's.

    None of its words tells anything, and it has no address.
    """
    if len(sentence) > _LONGEST or ASKS.search(sentence) or _LEADS.search(sentence):
        return False
    unspaced = UNSPACED.search(sentence) is not None
    text, _ = _without_phrases(_plain((_NUMBERED_UNSPACED if unspaced else _NUMBERED).sub(" ", sentence)))
    if unspaced:
        return any(_announces_unspaced(text, one) for one in languages)
    said = _said(text)
    return any(
        any(one.anchors.has(word) for word, _ in said)
        and not any(one.tells(word) for word, name in said if not name)
        and sum(not (name or one.knows(word)) for word, name in said) <= _untaught(len(said))
        for one in languages
    )


def _untaught(words: int) -> float:
    """Return how many of so many words need not be taught: one of three, "thanks for" whatever it is, and one of four beyond."""
    return max(words >= _FEWEST, _UNTAUGHT * words)


def tells_in_few_words(sentence: str, languages: Sequence[FewWords]) -> bool:
    """Say whether a sentence has a word with which something is told in one of `languages`, besides its phrases of courtesy."""
    text, _ = _without_phrases(_plain(sentence[:_LONGEST]))
    if UNSPACED.search(text):
        return any(_taken_out(text, one)[2] for one in languages)
    return any(one.tells(word) for word, name in _said(text) if not name for one in languages)


def few_words_of(sentences: Sequence[str]) -> tuple[FewWords, ...]:
    """Return those of these languages in which a text may be written: by a script of its own, or by its words.

    Half of these, or nearly, are courtesy, and one is of its anchors.
    """
    if any(_KANA.search(one) for one in sentences):
        return tuple(one for one in _all() if _covers("".join(sentences)[:_LONGEST], one))
    if any(_RUSSIAN.search(one) for one in sentences):
        return ()
    text = "".join(sentences)[:_LONGEST]
    if own := next((script for script in _SCRIPTS if len(script.findall(text)) > _signs(text) / 2), None):
        return tuple(one for one in _all() if any(own.match(word) for word in one.anchors.whole | set(one.anchors.begun)))
    said = [word for one in sentences for word, _ in _said(_plain(one[:_LONGEST]))]
    anchored = {number for word in said for number in _anchored(word)}
    return tuple(one for at, one in enumerate(_all()) if at in anchored and sum(one.knows(word) for word in said) >= _MOST * len(said))


@lru_cache(maxsize=1024)  # The same words are asked for in a text, and in each of its sentences.
def _anchored(word: str) -> tuple[int, ...]:
    """Return which of all languages have a word among their anchors."""
    return tuple(number for number, one in enumerate(_all()) if one.anchors.has(word))


def is_of_few_words(sentences: Sequence[str]) -> bool:
    """Say whether a text is written in one of these languages."""
    return bool(few_words_of(sentences))


def _said(text: str) -> list[tuple[str, bool]]:
    """Return the words of a text, and whether each is a name."""
    return [(found[0].casefold().replace("\u2019", "'"), _is_name(text, found)) for found in _WORD.finditer(text)]


def _is_name(text: str, found: re.Match[str]) -> bool:
    """Say whether a word within a sentence is a name by its capital."""
    return found[0][0].isupper() and found[0][1:].islower() and text[: found.start()].rstrip()[-1:] not in ".!:;\u2026-\u2013"


def _is_made_of(text: str, language: FewWords, *, anchored: bool) -> bool:
    """Say whether a text without blanks is made of such words alone."""
    rest, found, tells = _taken_out(text, language)
    return (found or not anchored) and not tells and not _WORD.search(rest)


def _announces_unspaced(text: str, language: FewWords) -> bool:
    """Say whether a text without blanks announces, with so few signs that are of no word of courtesy."""
    rest, found, tells = _taken_out(text, language)
    return found and not tells and _signs(rest) <= _UNTAUGHT * _signs(text)


def _covers(text: str, language: FewWords) -> bool:
    """Say whether so many signs of a text without blanks are of such words, and some of an anchor."""
    rest, found, _ = _taken_out(text, language)
    return found and _signs(text) - _signs(rest) >= _MOST * _signs(text)


def _signs(text: str) -> int:
    return len("".join(_WORD.findall(text)))


def _taken_out(text: str, language: FewWords) -> tuple[str, bool, bool]:
    """Return what is left of a text without blanks when such words are taken out, the longest first, and whether an anchor was.

    A word that tells is left in the text and parts what stands beside it; the last says whether there was one.
    """
    found, tells = False, False
    telling = language.telling.whole if UNSPACED.search("".join(language.anchors.whole)) else frozenset[str]()
    for word in sorted(language.anchors.whole | language.words.whole | telling, key=len, reverse=True):
        if word not in text:
            continue
        found |= word in language.anchors.whole
        tells |= word in telling
        text = text.replace(word, f" {_LEFT * len(word)} " if word in telling else " ")
    return text, found, tells


@cache
def _all() -> tuple[FewWords, ...]:
    return tuple(FewWords(_words(one.anchors), _words(one.words), _words(one.telling)) for one in _files())


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
        for first in phrase[0] if not UNSPACED.search(line) else ():
            spaced.setdefault(first, []).append(phrase)
    by_first = {first: tuple(sorted(found, key=len, reverse=True)) for first, found in spaced.items()}
    return by_first, tuple(line for line in lines if UNSPACED.search(line))


def _plain(text: str) -> str:
    """Return a text without the joiners that own words lack as well, and with the dotted capital that folds into two signs as one."""
    return unicodedata.normalize("NFC", text).replace("\u200c", "").replace("\u0130", "i")


def _words(text: str) -> _Words:
    words = _plain(text).casefold().split()
    within = tuple(word.strip("*") for word in words if word[0] == "*")
    begun = tuple(word[:-1] for word in words if word[0] != "*" and word[-1] == "*")
    return _Words(frozenset(word for word in words if "*" not in word), begun, within)
