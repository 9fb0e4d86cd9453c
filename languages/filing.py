"""The words by which staff say for whom a workbook is and how it reached them, in all languages at once: anybody may write in any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from languages import ENGLISH, known, toml_of
from languages.checked import Texts, checked, keys_of
from languages.date_tokens import tokens

BEHALF = "behalf"  # "for", before the reference; every other key is a mode (see `domain.mode`).
_WORDS = frozenset({"word", "sign", "number"})


@dataclass(frozen=True, kw_only=True)
class FilingWords:
    """`filing.toml`: what staff write on the first line above a workbook of an organisation. The English file says what each key is for."""

    behalf: Texts = ()
    telephone: Texts = ()
    paper: Texts = ()
    mail: Texts = ()
    upload: Texts = ()


def said_in(text: str) -> str:
    """Return which key of `filing.toml` a text says as a whole, whatever its case, accents and signs; "" where it says none."""
    return vocabulary().get(_phrase(text), "")


def mode_word(language: str, mode: str) -> str:
    """Return how our letters in `language` say a mode, as in "by telephone"; in English where that language has no word."""
    return next((said[0] for code in (language, ENGLISH) if (said := getattr(_of(code), mode, ()))), mode)


@cache
def _of(code: str) -> FilingWords:
    return checked(FilingWords, toml_of(code, "filing.toml"))


@cache
def vocabulary() -> Mapping[tuple[str, ...], str]:
    """Return what each phrase of any language says; ValueError where one says two things."""
    found: dict[tuple[str, ...], str] = {}
    for code in known():
        for key in keys_of(FilingWords):
            for text in getattr(_of(code), key):
                if found.setdefault(_phrase(text), key) != key:
                    raise ValueError(f"{text!r} says {key} in {code}, and {found[_phrase(text)]} elsewhere.")
    return found


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(one.text for one in tokens(text) if one.kind in _WORDS)
