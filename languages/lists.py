"""What contact lists say in each language: headings, roles, and names of countries and languages that no register has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from languages import known, toml_of
from languages.checked import Texts, checked


@dataclass(frozen=True, kw_only=True)
class Headings:
    """The headings of one column of contact lists; weak ones count only while no plain one is there.

    `forms` are ways to name each of them at more length, as in "name of the {}". `bare` are those of the weak ones that say only that
    something is named, and not whether a person or an organisation.
    """

    plain: Texts = ()
    weak: Texts = ()
    forms: Texts = ()
    bare: Texts = ()

    def at_length(self, words: Texts) -> Iterator[str]:
        """Yield these headings, and each of them at more length."""
        yield from words
        yield from (form.format(word) for form in self.forms for word in words)


@dataclass(frozen=True, kw_only=True)
class Lists:
    """`lists.toml`: contact lists. `countries` and `languages` are names that no register has, with their ISO codes.

    `titles` are what goes before a person's name, as in "Ms"; `joins` are what stands between two addresses, as in "and".
    """

    columns: Mapping[str, Headings] = field(default_factory=dict)
    roles: Mapping[str, Texts] = field(default_factory=dict)
    titles: Texts = ()
    joins: Texts = ()
    countries: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)


@cache
def lists() -> Mapping[str, Lists]:
    """Return the words of contact lists by language, English first; only of the languages in which lists are read."""
    found = {code: toml_of(code, "lists.toml") for code in known()}
    return {code: checked(Lists, said) for code, said in found.items() if said}
