"""Countries by ISO 3166-1 code or name, languages by ISO 639 code or name, in the languages of contact lists.

The names are those of the Unicode CLDR and of iso-codes, and what `languages/` adds.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from functools import cache

import pycountry
from babel import Locale

from contacts.fold import fold
from languages.lists import lists


def country_code(text: str) -> str | None:
    """Return the alpha-2 code of the country that `text` names, or None."""
    return _countries().get(fold(text))


def language_code(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that `text` names (`French`, `fr`, `fra`, `fr-CA`, `français (Canada)`), or None."""
    whole = fold(text)
    if whole in lists():  # It is a code, for which no names need be read: that would take longer than all else that a command begins with.
        return whole
    known = _languages()
    return known.get(whole) or (known.get(whole[:2]) if "-" in text[2:3] or "_" in text[2:3] else _with_bracket(text, known))


def _with_bracket(text: str, known: Mapping[str, str]) -> str | None:
    """Return the code of a language with a bracket behind it that names a country, or the same language once more."""
    name, _, bracket = text.partition("(")
    code = known.get(fold(name))
    return code if code and bracket and (country_code(bracket) or known.get(fold(bracket)) == code) else None


@cache
def _countries() -> Mapping[str, str]:
    return {fold(name): code for name, code in _country_names()}


def _country_names() -> Iterator[tuple[str, str]]:
    """Yield names and codes; where two claim the same name, the later one holds."""
    translations = [gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[code], fallback=True) for code in lists()]
    for country in pycountry.countries:
        names = [getattr(country, kind) for kind in ("name", "official_name", "common_name") if getattr(country, kind, None)]
        for name in [*names, *(words.gettext(name) for words in translations for name in names)]:
            yield name, country.alpha_2
            # "Korea, Republic of" is also said "Republic of Korea".
            yield " ".join(reversed(name.split(", "))), country.alpha_2
    for language in lists():
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "QO", "UN", "ZZ"}:
                yield name, code
    for said in lists().values():
        yield from said.countries.items()
    for country in pycountry.countries:
        yield country.alpha_2, country.alpha_2
        yield country.alpha_3, country.alpha_2


@cache
def _languages() -> Mapping[str, str]:
    return {fold(name): code for name, code in _language_names()}


def _language_names() -> Iterator[tuple[str, str]]:
    for said in lists().values():
        yield from said.languages.items()
    codes = {language.alpha_2: language for language in pycountry.languages if hasattr(language, "alpha_2")}
    for named_in in lists():
        for code, name in Locale(named_in).languages.items():
            if code in codes:
                yield name, code
    for code, language in codes.items():
        yield language.name, code
        own = Locale(code).get_language_name(code) if code in lists() else None
        yield own or language.name, code
        yield language.alpha_3, code
        if hasattr(language, "bibliographic"):
            yield language.bibliographic, code
        yield code, code
