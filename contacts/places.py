"""Countries by ISO 3166-1 code or name, languages by ISO 639 code or name, in English, French and Arabic (Unicode CLDR and iso-codes)."""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from functools import cache

import pycountry
from babel import Locale

from contacts.fold import fold

_NAMED_IN = ("en", "fr", "ar")
# Short names that people write and no register holds.
_COUNTRY_ALIASES = {
    "UK": "GB",
    "Great Britain": "GB",
    "England": "GB",
    "U.S.": "US",
    "U.S.A.": "US",
    "États-Unis d'Amérique": "US",
    "UAE": "AE",
    "E.A.U.": "AE",
    "KSA": "SA",
    "DRC": "CD",
    "RDC": "CD",
    "DR Congo": "CD",
    "Ivory Coast": "CI",
    "Holland": "NL",
    "Burma": "MM",
    "Swaziland": "SZ",
    "Cape Verde": "CV",
    "Turkey": "TR",
    "Czech Republic": "CZ",
    "République tchèque": "CZ",
    "Macedonia": "MK",
    "South Korea": "KR",
    "Palestine": "PS",
    "Kosovo": "XK",
}
# The adjectives, as a person fills them in.
_LANGUAGE_ALIASES = {"عربي": "ar", "إنجليزي": "en", "فرنسي": "fr"}


def country_code(text: str) -> str | None:
    """Return the alpha-2 code of the country that `text` names, or None."""
    return _countries().get(fold(text))


def language_code(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that `text` names (`French`, `français`, `fr`, `fra`, `fr-CA`), or None."""
    known = _languages()
    whole = fold(text)
    return known.get(whole) or (known.get(whole[:2]) if "-" in text[2:3] or "_" in text[2:3] else None)


@cache
def _countries() -> Mapping[str, str]:
    return {fold(name): code for name, code in _country_names()}


def _country_names() -> Iterator[tuple[str, str]]:
    """Yield names and codes; where two claim the same name, the later one holds."""
    translations = [gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language]) for language in ("fr", "ar")]
    for country in pycountry.countries:
        names = [getattr(country, kind) for kind in ("name", "official_name", "common_name") if getattr(country, kind, None)]
        for name in [*names, *(words.gettext(name) for words in translations for name in names)]:
            yield name, country.alpha_2
            # "Korea, Republic of" is also said "Republic of Korea".
            yield " ".join(reversed(name.split(", "))), country.alpha_2
    for language in _NAMED_IN:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "QO", "UN", "ZZ"}:
                yield name, code
    yield from _COUNTRY_ALIASES.items()
    for country in pycountry.countries:
        yield country.alpha_2, country.alpha_2
        yield country.alpha_3, country.alpha_2


@cache
def _languages() -> Mapping[str, str]:
    return {fold(name): code for name, code in _language_names()}


def _language_names() -> Iterator[tuple[str, str]]:
    yield from _LANGUAGE_ALIASES.items()
    codes = {language.alpha_2: language for language in pycountry.languages if hasattr(language, "alpha_2")}
    for named_in in _NAMED_IN:
        for code, name in Locale(named_in).languages.items():
            if code in codes:
                yield name, code
    for code, language in codes.items():
        yield language.name, code
        own = Locale(code).get_language_name(code) if code in _NAMED_IN else None
        yield own or language.name, code
        yield language.alpha_3, code
        if hasattr(language, "bibliographic"):
            yield language.bibliographic, code
        yield code, code
