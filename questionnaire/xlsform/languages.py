"""The languages that headers name: as `English (en)`, `en`, `English` or by their own name.

Source: the XLSForm reference, "Multiple language support"; the names are those of the Unicode CLDR, by Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale, UnknownLocaleError, localedata

from questionnaire.xlsform.problems import nearest

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_NAMED = re.compile(r"(.*)\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)")


def language_code(text: str) -> str | None:
    """Return the code of a language in small letters, as in pt-br, or None where nobody knows which is meant."""
    written = " ".join(text.split())
    named = _NAMED.fullmatch(written)
    if named:
        return named[2].lower().replace("_", "-")
    folded = written.casefold()
    if folded in _english():
        return _english()[folded]
    code = folded.replace("_", "-")
    return code if _is_language(code) else _own().get(folded)


def language_remedy(text: str, column: str) -> str:
    """Return what to write instead of a language that is not known."""
    near = nearest(text, _english(), 0.75)
    return (
        f"Did you mean {column}::{near.title()} ({_english()[near]})?" if near else f"Write it with its code, as in {column}::English (en)."
    )


def _is_language(code: str) -> bool:
    try:
        return bool(_CODE.fullmatch(code)) and bool(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        return False


@cache
def _english() -> Mapping[str, str]:
    return {str(name).casefold(): code for code, name in Locale("en").languages.items() if "_" not in code}


@cache
def _own() -> Mapping[str, str]:
    """Return the codes of languages by their own names. It loads them all, so that it is asked last."""
    return dict(_own_names())


def _own_names() -> Iterator[tuple[str, str]]:
    for identifier in localedata.locale_identifiers():
        if _CODE.fullmatch(identifier):
            yield str(Locale.parse(identifier).get_language_name()).casefold(), identifier
