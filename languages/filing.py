"""The words by which staff say for whom a workbook is and how it reached them, in all languages at once: anybody may write in any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from languages import known, toml_of
from languages.checked import Texts, checked, keys_of
from languages.vocabularies import first_of, phrase, vocabulary_of

BEHALF = "behalf"  # "for", before the reference; every other key is a mode (see `domain.mode`).


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
    return vocabulary().get(phrase(text), "")


def mode_word(language: str, mode: str) -> str:
    """Return how our letters in `language` say a mode, as in "by telephone"; in English where that language has no word."""
    return first_of(_of, language, mode)


@cache
def _of(code: str) -> FilingWords:
    return checked(FilingWords, toml_of(code, "filing.toml"))


@cache
def vocabulary() -> Mapping[tuple[str, ...], str]:
    """Return what each phrase of any language says; ValueError where one says two things."""
    return vocabulary_of((code, key, text) for code in known() for key in keys_of(FilingWords) for text in getattr(_of(code), key))
