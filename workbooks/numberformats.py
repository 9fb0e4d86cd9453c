"""What number formats make of a number: a date, a time, a duration, per cent, or another number.

Source: ECMA-376 part 1, sections 18.8.30 (built-in formats), 18.8.31 (format codes), 18.8.10 (cell formats). A cell of a date holds a
number like any other: only its format says that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from functools import lru_cache

from workbooks.xml import local, parse


class Shown(Enum):
    """As what a number is shown, where that is not as a number."""

    DATE = auto()
    TIME = auto()
    DURATION = auto()
    PERCENT = auto()
    DISGUISED = auto()  # As a number of other digits, as in thousands, or as none.


# Formats 27 to 36 and 50 to 58 are dates of the East Asian languages, each in its own order.
_BUILT_IN = (
    dict.fromkeys((9, 10), Shown.PERCENT)
    | dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), Shown.DATE)
    | dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), Shown.TIME)
    | {46: Shown.DURATION}
)
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.', re.DOTALL)  # Quoted, escaped, as wide as a character, filled up with one.
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]?")  # A colour, a condition, a currency with its language.
# What is printed and is none of the number: as above, or as a currency, which may be any words; what fills a cell stands in it often.
_PRINTED = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[\$[^\]]*\]?', re.DOTALL)
_OF_ZERO = re.compile(r"\[=0\]")  # Zero may be shown as a dash, or as nothing.
_CONDITION, _NO_PLACE = re.compile(r"\[[<>=]"), re.compile(r"(?:[DpsL]|[^\w#?@])*")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")  # A comma behind the last digit divides by a thousand.
# Digits (D) that are but printed: right behind those of the number, behind a point or comma (p), or as a group of three behind what else
# parts thousands (s); and in front of them. A year behind a blank is one of the unit, as in "2015 US$".
_MORE_DIGITS = re.compile(r"[0#?][.,]*(?:p?D|[s ](?:DDs)*DDD(?!D))|D(?:p?[0#?]|[s ]000(?!0))")
_PARTS = dict.fromkeys(".,\u066b\u066c", "p") | dict.fromkeys(" '\u00a0\u2009\u202f\u2019", "s")
_WORDS = re.compile(r"general|am/pm|a/p", re.IGNORECASE)


def shown_by_style(styles: bytes | None) -> Mapping[str, Shown]:
    """Return as what the cell formats show a number, by their index as cells write it; those that show a plain number are left out.

    A cell that names no format has the first one, so that this is there as "" too.
    """
    if styles is None:
        return {}
    tables = {local(table): table for table in parse(styles)}
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in tables.get("numFmts", ())}
    cell_formats = tables["cellXfs"].iterchildren("{*}xf") if "cellXfs" in tables else ()
    shown = [shown_by_number(one.get("numFmtId", ""), codes) for one in cell_formats]
    found = {str(index): kind for index, kind in enumerate(shown) if kind is not None}
    return found | {"": found["0"]} if "0" in found else found


@lru_cache(maxsize=1024)
def shown_by_code(code: str) -> Shown | None:
    """Return as what a format code shows a (positive) number, or None for a plain number."""
    visible = _LITERAL.sub("", code).partition(";")[0]
    if _ELAPSED.search(visible):
        return Shown.DURATION
    letters = _WORDS.sub("", _BRACKETS.sub("", visible)).lower()
    if "y" in letters or "d" in letters:
        return Shown.DATE
    if "h" in letters or "s" in letters:
        return Shown.TIME
    if "m" in letters:
        return Shown.DATE
    if "%" in letters:
        return Shown.PERCENT
    # Which part is that of positive numbers, conditions say where there are some; else it is the first.
    parts = _parts(code) if _CONDITION.search(code) else _parts(code)[:1]
    return Shown.DISGUISED if code and any(map(_disguises, parts)) else None


def shown_by_number(number: str, codes: Mapping[str, str]) -> Shown | None:
    """Return as what the format of this number shows a number: by the code that the file gives it, or as it is built in."""
    if number in codes:
        return shown_by_code(codes[number])
    return _BUILT_IN.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 8 else None


def _parts(code: str) -> list[str]:
    """Return the parts of a format code but that of zero; what it only prints as D for a digit, p and s for what parts digits, else L."""
    parts = _PRINTED.sub(lambda found: _kinds(found[0]), code).split(";")
    return [_BRACKETS.sub("", part) for part in parts if not _OF_ZERO.search(part)]


def _kinds(literal: str) -> str:
    printed = {'"': literal.strip('"'), "[": literal[2:].partition("-")[0].rstrip("]"), "_": ""}.get(literal[0], literal[1:])
    return "".join("D" if sign.isdecimal() else _PARTS.get(sign, "L") for sign in printed)


def _disguises(part: str) -> bool:
    return bool(_SCALED.search(part) or _MORE_DIGITS.search(part)) or bool(_NO_PLACE.fullmatch(part))
