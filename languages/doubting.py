"""The words that set a decision a condition, doubt it, or say that something else was meant, in all languages at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from languages import known, toml_of, words
from languages.checked import Texts, checked
from languages.decisions import DOUBTS, around, is_named, limits, said, without_courtesy
from languages.taking_back import clauses
from languages.vocabularies import without_marks

_Phrase = tuple[str, ...]
_WITHIN = re.compile(r"(?<=\w)[-‐‑](?=\w)")  # A hyphen is no sign between two clauses.
_COUNTED = frozenset({"first", "second", "noted"})  # Who gives reasons counts them by such words.


@dataclass(frozen=True, kw_only=True)
class DoubtWords:
    """`decisions.toml`, table `doubts`: words behind a decision. The English file says what each key is for."""

    condition: Texts = ()
    until: Texts = ()
    doubted: Texts = ()
    reserved: Texts = ()
    meant: Texts = ()
    alone: Texts = ()
    after_all: Texts = ()
    alternative: Texts = ()
    joining: Texts = ()


def is_conditional(text: str, *, timed: bool = False) -> bool:
    """Say whether a clause of a text sets a condition, as "unless they object" does; beside a day that is named (`timed`), no "until"."""
    words_of = _phrases("condition") | (frozenset() if timed else _phrases("until"))
    return any(0 < _begins(one, words_of) < len(one) for one in _each(text))


def is_doubted(text: str) -> bool:
    """Say whether a clause of a text says that its author is not sure."""
    return any(_begins(one, _phrases("doubted")) for one in _each(text))


def is_reserved(text: str) -> bool:
    """Say whether a clause of a text awaits something, or says that something looks wrong: why nothing counts, but not why it does."""
    return any(_begins(one, _phrases("reserved")) for one in _each(text))


def is_denied(text: str) -> bool:
    """Say whether a clause of a text is nothing but a no, a doubt, or a word that says that something else was meant."""
    return any(one in _no() or one in _phrases("alone") for one in _each(text))


def is_no(text: str) -> bool:
    """Say whether a text is nothing but a no."""
    return all(without_marks(one) in _no() for one in _clauses(text))


def says_otherwise(text: str, decision: str, others: Collection[str]) -> bool:
    """Say whether a text behind a decision says that something else was meant: by such words, by denying it, or by one of `others`."""
    if any(_begins(one, _phrases("meant")) for one in _each(text)):
        return True
    rest = frozenset(others) - _COUNTED
    for clause in _clauses(text):
        bare = without_courtesy(clause) or clause
        if limits(bare) and is_named(bare, {decision}):
            return True
        name, behind = said(bare)
        if name in rest and (not any(one.isalnum() for one in behind) or not without_courtesy(behind).strip()):
            return True
        if name_behind(clause) in others:
            return True
    return False


def name_behind(clause: str) -> str:
    """Return the decision that a clause begins with behind an "or"; "" where there is none."""
    said_words = without_marks(clause)
    by = _begins(said_words, _phrases("alternative"))
    return said(" ".join(said_words[by:]))[0] if by else ""


def is_after_all(text: str) -> bool:
    """Say whether a clause ends with words for "after all"."""
    ends = _phrases("after_all")
    return any(one[-long:] in ends for one in _each(text) for long in range(1, len(one)))


def _each(text: str) -> Iterator[_Phrase]:
    """Yield the words of each clause of a text, without what joins it to the one before, and without courtesy and apologies before them."""
    for clause in _clauses(text):
        phrase = without_marks(clause)
        while not _begins(phrase, _phrases("meant")) and (by := _begins(phrase, _fillers())):
            phrase = phrase[by:]
        yield phrase


def _clauses(text: str) -> tuple[str, ...]:
    return clauses(_WITHIN.sub(" ", text))


def _begins(clause: _Phrase, phrases: Collection[_Phrase]) -> int:
    return next((long for long in range(min(len(clause), _longest()), 0, -1) if clause[:long] in phrases), 0)


@cache
def _phrases(key: str) -> frozenset[_Phrase]:
    given = (checked(DoubtWords, toml_of(code, "decisions.toml").get(DOUBTS, {})) for code in known())
    return frozenset(without_marks(text) for one in given for text in getattr(one, key))


@cache
def _fillers() -> frozenset[_Phrase]:
    before = frozenset(without_marks(text) for key in ("courtesy", "mistaken") for text in around(key)) | _phrases("joining")
    return before - _phrases("meant") - _phrases("alone")


@cache
def _no() -> frozenset[_Phrase]:
    """Return the word for no of each language in which decisions are read; others of a cell, as "n" and "false", may be a reason."""
    return frozenset(without_marks(words(code).no[0]) for code in known() if toml_of(code, "decisions.toml"))


@cache
def _longest() -> int:
    return max(
        len(one) for key in ("condition", "until", "doubted", "reserved", "meant", "alternative", "joining") for one in _phrases(key)
    )
