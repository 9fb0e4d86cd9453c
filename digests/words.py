"""The words of a digest, from `templates/digests/<name>.<language>.toml`; plurals, numbers and dates are those of the language (CLDR)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_percent

import templates


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one digest in one language."""

    language: str
    phrases: Mapping[str, str]

    def say(self, key: str, **facts: object) -> str:
        """Return the phrase of `key` with its fields filled; an unknown key is a programming error (KeyError)."""
        return self.phrases[key].format_map(facts)

    def count(self, key: str, number: int, **facts: object) -> str:
        """Return the phrase for a number of things: `key.none` where there is one, else the CLDR plural, else `key.other`."""
        plural = "none" if number == 0 and f"{key}.none" in self.phrases else Locale(self.language).plural_form(number)
        found = f"{key}.{plural}" if f"{key}.{plural}" in self.phrases else f"{key}.other"
        return self.say(found, n=number, **facts)

    def day(self, day: date) -> str:
        """Return a date, as in "30 April 2012"."""
        return format_date(day, "d MMMM y", locale=self.language)

    def short_day(self, day: date, *, year: bool = False) -> str:
        """Return a date within the study, as in "30 Apr", which no line break divides; with the year where another one could be meant."""
        return format_date(day, "d MMM y" if year else "d MMM", locale=self.language).replace(" ", "\N{NO-BREAK SPACE}")

    def moment(self, moment: datetime, *, year: bool = False) -> str:
        """Return a local time, as in "Mon 26 Mar, 10:00"; with the year where another one could be meant."""
        return format_datetime(moment, "EEE d MMM y, HH:mm" if year else "EEE d MMM, HH:mm", locale=self.language)

    def percent(self, part: float | None) -> str:
        """Return a share of 1 as a whole percentage, or a dash where there is none."""
        return "–" if part is None else format_percent(part, locale=self.language)


@cache
def words(digest: str, language: str) -> Words:
    """Return the words of a digest in `language`; in English where nobody has written them in that language."""
    file = templates.folder("digests") / f"{digest}.{language}.toml"
    if not file.is_file():
        return words(digest, "en")
    return Words(language, _flat(tomllib.loads(file.read_text(encoding="utf-8"))))


def _flat(table: Mapping[str, object]) -> dict[str, str]:
    """Return the phrases of a table and of the tables in it, whose plurals are called `key.one`, `key.other`."""
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}.{form}": phrase for form, phrase in _flat(value).items()}
        else:
            flat[key] = str(value)
    return flat
