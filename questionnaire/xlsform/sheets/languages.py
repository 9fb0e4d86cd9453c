"""The languages that headers name: as `English (en)`, `en`, `English` or by their own name.

Source: the XLSForm reference, "Multiple language support"; the names are those of the Unicode CLDR, by Babel.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale, UnknownLocaleError, localedata

from questionnaire.xlsform.problems import nearest

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_LONGEST = 8  # Letters and digits between the hyphens of a code.
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


def column_language(text: str) -> str:
    """Return the code under which a form's texts in a language are kept: its own, or one for private use where nobody knows the language.

    Of a known name with a code that is not, as in English (xyz123), the language is known, and the code tells it from others.
    Source: BCP 47, section 2.2.7.
    """
    if code := language_code(text):
        return code
    name, bracket, inside = " ".join(text.split()).partition("(")
    known, said = language_code(name) if bracket else None, inside if bracket else name
    tag = re.sub(r"[^a-z0-9]", "", said.casefold())[:_LONGEST] or hashlib.sha256(text.encode()).hexdigest()[:_LONGEST]
    return f"{known}-x-{tag}" if known else f"x-{tag}"


def unknown(text: str) -> str:
    """Return what is said of a language that is not known."""
    return f"{text!r} is not a known language: it is taken for one of its own, {column_language(text)}."


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
