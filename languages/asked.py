"""What nearly every form asks of whoever fills it in: names, addresses and days, by the words for these in each language."""

from __future__ import annotations

from functools import cache

from languages import known, toml_of
from languages.models import AskedWords, checked


@cache
def asked() -> AskedWords:
    """Return these words, of all languages together."""
    every = [checked(AskedWords, toml_of(code, "asked.toml")) for code in known()]
    return AskedWords(
        alone=tuple(word for one in every for word in one.alone),
        within=tuple(word for one in every for word in one.within),
        given=tuple(word for one in every for word in one.given),
        given_within=tuple(word for one in every for word in one.given_within),
        inputs=tuple(word for one in every for word in one.inputs),
        inputs_within=tuple(word for one in every for word in one.inputs_within),
        office=tuple(word for one in every for word in one.office),
        examples=tuple(word for one in every for word in one.examples),
        placeholders=tuple(word for one in every for word in one.placeholders),
    )
