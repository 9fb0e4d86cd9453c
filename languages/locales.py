"""How a language is written: its direction and script, dates, numbers and months, by the Unicode CLDR (Babel) and `words.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from languages import ENGLISH, known, without_private, words


@cache
def locale_of(language: str) -> Locale:
    """Return Babel's locale of a BCP 47 language; that of English where Babel knows none."""
    try:
        return Locale.parse(words(without_private(language)).locale or without_private(language), sep="-")
    except (UnknownLocaleError, ValueError):
        return locale_of(ENGLISH)


@cache
def right_to_left(language: str) -> bool:
    """Say whether a language is written from right to left."""
    return locale_of(language).character_order == "right-to-left"


def english_name(language: str) -> str:
    """Return what a language is called in English, as in French; its code where Babel does not know."""
    return locale_of(language).get_language_name("en") or language


def script_of(language: str) -> str:
    """Return the ISO 15924 code of the script that a language is written in, as in Latn or Arab."""
    locale = locale_of(language)
    likely = get_global("likely_subtags")
    most_likely = likely.get(f"{locale.language}_{locale.territory}") or likely.get(locale.language, "")
    return locale.script or next((part for part in most_likely.split("_") if len(part) == 4), "")


# As CLDR names the parts of a date, where the language says nothing else.
_DAYS: Mapping[str, str] = {"brief": "d MMM", "brief_year": "d MMM y", "weekday": "EEE d MMM", "weekday_year": "EEE d MMM y"}


@lru_cache(maxsize=4096)
def day(value: date, language: str, style: str = "long") -> str:
    """Return a date as the language writes it, as in "30 April 2012"; `style` is one of `DayStyle`, or of CLDR, or a pattern of its own."""
    own: Mapping[str, str] = dict(words(language).days.items())
    pattern = own.get(style) or _DAYS.get(style, style)
    text, first = format_date(value, format=pattern, locale=locale_of(language)), words(language).first_of_month
    # CLDR, and so Babel, does not know that the first of a month is an ordinal in some languages.
    return f"{first}{text[1:]}" if first and text.startswith("1 ") else text


def number(value: float | str, language: str) -> str:
    """Return a number as the language writes it."""
    locale, group = locale_of(language), words(language).group
    text = format_decimal(value, locale=locale)
    return text.replace(get_group_symbol(locale), group) if group else text


def decimal_sign(language: str) -> str:
    """Return the sign between the whole part of a number and its decimals, beside the digits 0 to 9."""
    return get_decimal_symbol(locale_of(language), numbering_system="latn")


def either(texts: Sequence[str], language: str) -> str:
    """Return several texts of which one is to be chosen, as the language lists them: "n/a or conf"."""
    return format_list(texts, "or", locale_of(language))


def month_names() -> Iterator[tuple[str, int]]:
    """Yield the names of the months that are read, in all languages, with their numbers; two months may share a short name."""
    for locale in (each for code in known() for each in words(code).months):
        for names in (
            get_month_names(width, context, locale) for context in ("format", "stand-alone") for width in ("wide", "abbreviated")
        ):
            yield from ((name, month) for month, name in names.items())
