"""The words of decisions, in all languages at once: nobody knows before in which one a coordinator answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from languages import known, toml_of, words
from languages.checked import Texts, checked, keys_of
from languages.vocabularies import first_of, phrase, vocabulary_of, words_in

YES = "yes"  # What confirms a decision; its words are those of answers in a workbook.
_AROUND = " \t\"'*_“”„«»"  # What people and programs put around a word that they stress.
_BESIDE = "around"  # The table of words that are no decisions.
DOUBTS = "doubts"  # That of words that doubt one: see `languages.doubting`.
_CJK = 0x2E7F


@dataclass(frozen=True, kw_only=True)
class DecisionWords:
    """`decisions.toml`: what a coordinator says of a case, on the first line of an answer. The English file says what each key is for."""

    accept: Texts = ()
    count: Texts = ()
    merge: Texts = ()
    first: Texts = ()
    second: Texts = ()
    count_both: Texts = ()
    assign: Texts = ()
    reject: Texts = ()
    declined: Texts = ()
    withdraw: Texts = ()
    grant: Texts = ()
    add: Texts = ()
    elsewhere: Texts = ()
    noted: Texts = ()
    wait: Texts = ()
    undo: Texts = ()


@dataclass(frozen=True, kw_only=True)
class AroundDecisions:
    """`decisions.toml`, table `around`: words beside those of a decision. The English file says what each key is for."""

    courtesy: Texts = ()
    mistaken: Texts = ()
    request: Texts = ()
    retracted: Texts = ()
    unless: Texts = ()


def word(language: str, decision: str) -> str:
    """Return the word by which our letters in `language` name a decision; the English one where that language has none."""
    if decision == YES:
        return words(language).yes[0]
    return first_of(_of, language, decision)


def without_courtesy(line: str) -> str:
    """Return a line without the courtesy at its beginning, as "please" and "OK"; blank where it is nothing else."""
    found = _courtesy().match(line)
    return line[found.end() :] if found else line


def is_courtesy(text: str) -> bool:
    """Say whether a text is nothing but courtesy, in any language."""
    return bool(text) and not without_courtesy(text)


def denies(line: str) -> bool:
    """Say whether a line begins with a no, in any language."""
    return bool(_no().match(line))


def meant_instead(line: str) -> str:
    """Return what stands behind words that say that something else was meant, as "sorry, I meant"; "" without such words."""
    found = _mistaken().match(line)
    return line[found.end() :] if found else ""


def is_apology(text: str) -> bool:
    """Say whether a text is nothing but such words, as behind a decision in "reject, sorry"."""
    return bool(text) and _mistaken().fullmatch(text) is not None


def limits(text: str) -> bool:
    """Say whether a text begins by taking something back of what was said before it, as "but", "if" and "not before" do."""
    return bool(_unless().match(text))


def said(line: str) -> tuple[str, str]:
    """Return the decision that a line begins with, and what stands behind its words; two blanks where it begins with none.

    Of several that it may begin with, the longest is meant. A decision is a key of `decisions.toml`, or `YES`.
    """
    spoken = words_in(line)[: _longest()]
    if not spoken or line[: spoken[0].start].strip(_AROUND):
        return "", ""
    for length in range(len(spoken), 0, -1):
        if found := vocabulary().get(tuple(one.text for one in spoken[:length])):
            return found, line[spoken[length - 1].end :]
    return "", ""


def is_named(text: str, decisions: Collection[str]) -> bool:
    """Say whether one of these decisions is named anywhere in a text, by whatever word of any language."""
    spoken = phrase(text)
    starts = range(len(spoken))
    return any(vocabulary().get(spoken[at : at + length], "") in decisions for at in starts for length in range(1, _longest() + 1))


@cache
def vocabulary() -> Mapping[tuple[str, ...], str]:
    """Return what each phrase of any language says; ValueError where one says two things."""
    return vocabulary_of((code, decision, text) for code in known() for decision, texts in _said_in(code) for text in texts)


def _said_in(code: str) -> Iterator[tuple[str, Texts]]:
    """Yield each decision with the phrases of a language that say it."""
    yield from ((key, getattr(_of(code), key)) for key in keys_of(DecisionWords))
    # Where no more of a language is known than yes and no in a cell, its yes may be a small word of another one, as "da" and "ya" are.
    if toml_of(code, "decisions.toml"):
        yield YES, words(code).yes


@cache
def _longest() -> int:
    return max(map(len, vocabulary()))


@cache
def _of(code: str) -> DecisionWords:
    return checked(DecisionWords, {key: value for key, value in toml_of(code, "decisions.toml").items() if key not in {_BESIDE, DOUBTS}})


@cache
def _courtesy() -> re.Pattern[str]:
    """Return what matches courtesies at the beginning of a line, with the signs and pictures around them."""
    between = r"(?:(?!\w)[^\d?？؟])*"
    return re.compile(rf"{between}(?:(?:{_any_of('courtesy')}){between})+", re.IGNORECASE)


@cache
def _mistaken() -> re.Pattern[str]:
    """Return what matches the words at the beginning of a line by which people say that they meant something else."""
    between = r"(?:(?!\w)[^\d?？؟])*"
    return re.compile(rf"{between}(?:(?:{_any_of('mistaken')}){between})+", re.IGNORECASE)


@cache
def _no() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{_one_of({one for code in known() for one in words(code).no})})", re.IGNORECASE)


@cache
def _unless() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{_any_of('unless')})", re.IGNORECASE)


def _any_of(key: str) -> str:
    """Return what matches the words of all languages, the longest first, where no letter follows; Chinese ones have no spaces between."""
    return _one_of(around(key))


def around(key: str) -> frozenset[str]:
    """Return the words of all languages that a key of the table `around` has."""
    tables = (checked(AroundDecisions, toml_of(code, "decisions.toml").get(_BESIDE, {})) for code in known())
    return frozenset(one for table in tables for one in getattr(table, key))


def _one_of(given: Collection[str]) -> str:
    escaped = (re.escape(one) + ("" if ord(one[-1]) > _CJK else r"(?!\w)") for one in sorted(given, key=lambda one: (-len(one), one)))
    return "|".join(escaped)
