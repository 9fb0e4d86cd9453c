"""What nearly every form asks of whoever fills it in: names, addresses and days, by the words for these in each language."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

from languages import known, toml_of
from languages.checked import checked
from languages.models import AskedWords


@cache
def asked() -> AskedWords:
    """Return these words, of all languages together."""
    every = [checked(AskedWords, toml_of(code, "asked.toml")) for code in known()]
    return AskedWords(**{
        one.name: tuple(word for words in every for word in getattr(words, one.name)) for one in fields(AskedWords)
    })  # fmt: skip
