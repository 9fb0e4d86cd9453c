"""What contact lists say in each language: headings, roles, and names of countries and languages that no register has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from languages import known, toml_of
from languages.checked import checked
from languages.models import Lists


@cache
def lists() -> Mapping[str, Lists]:
    """Return the words of contact lists by language, English first; only of the languages in which lists are read."""
    found = {code: toml_of(code, "lists.toml") for code in known()}
    return {code: checked(Lists, said) for code, said in found.items() if said}
