"""Phrases of all languages that say one thing each, known by their words whatever the case, the accents and the signs between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from languages import ENGLISH
from languages.date_tokens import Token, tokens

_KINDS = frozenset({"word", "sign", "number"})


def words_in(text: str) -> list[Token]:
    """Return the words of a text, where they stand."""
    return [one for one in tokens(text) if one.kind in _KINDS]


def phrase(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared."""
    return tuple(one.text for one in words_in(text))


def vocabulary_of(said: Iterable[tuple[str, str, str]]) -> Mapping[tuple[str, ...], str]:
    """Return what each phrase says, of those given by language, what they say, and their text; ValueError where one says two things."""
    found: dict[tuple[str, ...], str] = {}
    for code, key, text in said:
        if found.setdefault(phrase(text), key) != key:
            raise ValueError(f"{text!r} says {key} in {code}, and {found[phrase(text)]} elsewhere.")
    return found


def first_of(words_of: Callable[[str], object], language: str, key: str) -> str:
    """Return the first phrase of a language that says a thing, by its `words_of`; the English one where it has none, else the key."""
    return next((said[0] for code in (language, ENGLISH) if (said := getattr(words_of(code), key, ()))), key)


def without_marks(text: str) -> tuple[str, ...]:
    """Return what a text says, without the marks that divide it."""
    return tuple(one.text for one in tokens(text) if one.kind != "mark")
