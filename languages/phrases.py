"""The words of a digest, from `languages/<code>/digests/<name>.toml`; plurals, numbers and dates are those of the language (CLDR)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from babel.numbers import format_decimal, format_percent

from languages import ENGLISH, catalogue, known, locales, toml_of
from languages.spelling import respelled

_CONSOLE = "console.toml"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one digest in one language."""

    language: str
    phrases: Mapping[str, str]

    def say(self, key: str, **facts: object) -> str:
        """Return the phrase of `key` with its fields filled; an unknown key is a programming error (KeyError)."""
        return self.phrases[key].format_map(facts)

    def respelled(self, words: Mapping[str, str]) -> Phrases:
        """Return the phrases with these words as a study writes them."""
        return replace(self, phrases={key: respelled(phrase, words) for key, phrase in self.phrases.items()}) if words else self

    def count(self, key: str, number: int, **facts: object) -> str:
        """Return the phrase for a number of things: `key.none` where there is one, else the CLDR plural, else `key.other`."""
        plural = "none" if number == 0 and f"{key}.none" in self.phrases else locales.locale_of(self.language).plural_form(number)
        found = f"{key}.{plural}" if f"{key}.{plural}" in self.phrases else f"{key}.other"
        return self.say(found, n=number, **facts)

    def is_one(self, number: int) -> bool:
        """Say whether a number of things is told as one is: one, and in languages such as French none."""
        return number == 1 or (number == 0 and locales.locale_of(self.language).plural_form(0) == "one")

    def day(self, day: date) -> str:
        """Return a date, as in "30 April 2012"."""
        return locales.day(day, self.language)

    def short_day(self, day: date, *, year: bool = False) -> str:
        """Return a date within the study, as in "30 Apr", which no line break divides; with the year where another one could be meant."""
        return locales.day(day, self.language, "brief_year" if year else "brief").replace(" ", "\N{NO-BREAK SPACE}")

    def moment(self, moment: datetime, *, year: bool = False) -> str:
        """Return a local time, as in "Mon 26 Mar, 10:00"; with the year where another one could be meant."""
        day = locales.day(moment.date(), self.language, "weekday_year" if year else "weekday")
        return self.listed((day, f"{moment:%H:%M}"))

    def listed(self, texts: Iterable[str]) -> str:
        """Return several texts with the comma of the language between them."""
        return catalogue(self.language).say("check_comma").message.join(texts)

    def percent(self, part: float | None) -> str:
        """Return a share of 1 as a whole percentage, or a dash where there is none."""
        return "–" if part is None else format_percent(part, locale=self.language)

    def share(self, part: float) -> str:
        """Return a share of 1 as a percentage with one decimal where it has one, as in 83.3 %."""
        return format_percent(round(part, 3), locale=self.language, decimal_quantization=False)

    def number(self, number: float) -> str:
        """Return a number with at most two decimals."""
        return format_decimal(round(number, 2), locale=self.language, decimal_quantization=False)


@cache
def phrases(digest: str, language: str) -> Phrases:
    """Return the words of a digest in `language`; in English where nobody has written them in that language."""
    said = toml_of(language, "digests", f"{digest}.toml")
    return Phrases(language, flat(said)) if said or language == ENGLISH else phrases(digest, ENGLISH)


@cache
def console_languages() -> tuple[str, ...]:
    """Return the languages that the console speaks: English, then the others in alphabetical order."""
    return tuple(code for code in known() if toml_of(code, _CONSOLE))


@cache
def console_phrases(language: str) -> Phrases:
    """Return the words of the console; in English where it does not speak that language."""
    said = toml_of(language, _CONSOLE)
    return Phrases(language, flat(said)) if said or language == ENGLISH else console_phrases(ENGLISH)


def flat(table: Mapping[str, object]) -> dict[str, str]:
    """Return the phrases of a table and of the tables in it, whose plurals are called `key.one`, `key.other`."""
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            found |= {f"{key}.{form}": phrase for form, phrase in flat(value).items()}
        else:
            found[key] = str(value)
    return found
