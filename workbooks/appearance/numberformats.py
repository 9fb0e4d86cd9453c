"""What number formats make of a number: a date, a time, a duration, per cent, or another number.

Source: ECMA-376 part 1, sections 18.8.30 (built-in formats), 18.8.31 (format codes), 18.8.10 (cell formats). A cell of a date holds a
number like any other: only its format says that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from functools import lru_cache
from unicodedata import digit

from workbooks.appearance.inks import unseen_formats
from workbooks.appearance.obscured import obscuring
from workbooks.xml import local, own, parse


class Shown(Enum):
    """As what a number is shown, where that is not as a number."""

    DATE = auto()
    TIME = auto()
    DURATION = auto()
    PERCENT = auto()
    DISGUISED = auto()  # As a number of other digits, as in thousands, as another day, or as none.


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
_CONDITION, _NO_PLACE = re.compile(r"\[[<>=]"), re.compile(r"(?:[DZpsmL]|[^\w#?@])*")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")  # A comma behind the last digit divides by a thousand.
# Digits that are but printed (Z is a zero, D another): right behind those of the number, behind a point or comma (p), or as a group of
# three behind what else parts thousands (s); and in front of them. A year behind a blank is one of the unit, as in "2015 US$". So is a
# point or comma between its digits, where it parts no group of three.
_MORE_DIGITS = re.compile(
    r"[0#?][.,]*(?:p?[DZ]|[s ](?:[DZ]{2}s)*[DZ]{3}(?![DZ]))|[DZ](?:p?[0#?]|[s ]000(?!0))|[0#?]p(?![0#?]{3}(?![0#?]))[0#?]"
)
_MINUS = re.compile(r"(?<![\w#?])[m-][sL ]{0,2}[0#?]")
_SIGNS = dict.fromkeys(".,\u066b\u066c", "p") | dict.fromkeys(" '\u00a0\u2009\u202f\u2019", "s") | dict.fromkeys("-\u2212", "m")
_WORDS = re.compile(r"general|am/pm|a/p", re.IGNORECASE)
_DIGIT, _WRITTEN = re.compile("[DZ]"), re.compile(r"[\w#?@]")
_AS_IT_IS = re.compile(r"general|@", re.IGNORECASE)  # Stands for the whole number, or for the whole text.


def shown_by_style(styles: bytes | None) -> Mapping[str, Shown]:
    """Return as what the cell formats show a number, by their index as cells write it; those that show a plain number are left out.

    A cell that names no format has the first one, so that this is there as "" too.
    """
    numbers, codes, *_ = _formats(styles)
    shown = [shown_by_number(number, codes) for number in numbers]
    found = {str(index): kind for index, kind in enumerate(shown) if kind is not None}
    return found | {"": found["0"]} if "0" in found else found


def disguising_texts(styles: bytes | None) -> frozenset[str]:
    """Return the cell formats that show a text as another one, or not at all, by their index as cells write it."""
    numbers, codes, *_ = _formats(styles)
    found = {str(index) for index, number in enumerate(numbers) if number in codes and disguises_texts(codes[number])}
    return frozenset(found | {""} if "0" in found else found)


def obscuring_formats(styles: bytes | None) -> frozenset[str]:
    """Return the cell formats that strike out what a cell holds, or repeat it, by their index as cells write it."""
    return _formats(styles)[2]


def invisible_formats(styles: bytes | None) -> frozenset[str]:
    """Return the cell formats in which nobody sees what is written, by their index as cells write it."""
    return _formats(styles)[3]


@lru_cache(maxsize=1)
def _formats(styles: bytes | None) -> tuple[list[str], dict[str, str], frozenset[str], frozenset[str]]:
    """Return which number format each cell format has, the codes of those that the file brings, and which obscure or hide."""
    tables = {} if styles is None else {local(table): table for table in own(parse(styles))}
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in tables.get("numFmts", ())}
    cell_formats = list(own(tables["cellXfs"], "xf") if "cellXfs" in tables else ())
    fonts = list(own(tables["fonts"], "font") if "fonts" in tables else ())
    fills = own(tables["fills"], "fill") if "fills" in tables else ()
    numbers = [one.get("numFmtId", "") for one in cell_formats]
    return numbers, codes, obscuring(fonts, cell_formats), unseen_formats(fonts, fills, cell_formats)


@lru_cache(maxsize=1024)
def shown_by_code(code: str) -> Shown | None:
    """Return as what a format code shows a (positive) number, or None for a plain number."""
    visible = _LITERAL.sub("", code).partition(";")[0]
    if _ELAPSED.search(visible):
        return Shown.DURATION
    letters = _WORDS.sub("", _BRACKETS.sub("", visible)).lower()
    if not {"y", "d"}.isdisjoint(letters) or ("m" in letters and {"h", "s"}.isdisjoint(letters)):
        return Shown.DISGUISED if _disguises_days(code.lower()) else Shown.DATE
    if "h" in letters or "s" in letters:
        return Shown.TIME
    if code and _disguises_numbers(_parts(code), conditions=bool(_CONDITION.search(code))):
        return Shown.DISGUISED
    return Shown.PERCENT if "%" in letters else None


@lru_cache(maxsize=1024)
def disguises_texts(code: str) -> bool:
    """Say whether a format code shows a text as another one, or as none: its fourth part does, or its last one with a sign of texts."""
    parts = _parts(code)
    said = parts[3] if len(parts) > 3 else parts[-1] if "@" in parts[-1] else "@"
    shown = _AS_IT_IS.findall(said)
    return len(shown) != 1 or bool(_MORE_DIGITS.search(_AS_IT_IS.sub("0", said)))


def shown_by_number(number: str, codes: Mapping[str, str]) -> Shown | None:
    """Return as what the format of this number shows a number: by the code that the file gives it, or as it is built in."""
    if number in codes:
        return shown_by_code(codes[number])
    return _BUILT_IN.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 8 else None


def _disguises_numbers(parts: Sequence[str], *, conditions: bool) -> bool:
    """Say whether a format shows numbers as others. Negative ones and zero may be hidden, but not shown with other digits.

    Which part is that of positive numbers, conditions say where there are some; else it is the first.
    """
    first, *others = (_AS_IT_IS.sub("0", part) for part in parts[:3])
    positive = [part for part in (first, *(others if conditions else ())) if not _OF_ZERO.search(part)]
    hides = any(map(_NO_PLACE.fullmatch, map(_without_brackets, positive))) or (not conditions and _MINUS.search(_without_brackets(first)))
    return bool(hides) or any(_prints_another(_without_brackets(part)) for part in (first, *others))


def _disguises_days(code: str) -> bool:
    """Say whether a format in small letters shows days as others: by digits that are but printed, or by none of the day's own."""
    shown = slice(3 if _CONDITION.search(code) else 1)
    printed = any(_DIGIT.search(_without_brackets(part)) for part in _parts(code)[shown])
    return printed or not all(_WRITTEN.search(_without_brackets(part)) for part in _LITERAL.sub("", code).split(";")[shown])


def _parts(code: str) -> list[str]:
    """Return the parts of a format code; in place of what is but printed stands Z for a zero, D for another digit, `_SIGNS`, or else L."""
    return _PRINTED.sub(lambda found: _kinds(found[0]), code).split(";")


def _without_brackets(part: str) -> str:
    return _BRACKETS.sub("", part)


def _kinds(literal: str) -> str:
    printed = {'"': literal.strip('"'), "[": literal[2:].partition("-")[0].rstrip("]"), "_": ""}.get(literal[0], literal[1:])
    return "".join(("D" if digit(sign) else "Z") if sign.isdecimal() else _SIGNS.get(sign, "L") for sign in printed)


def _prints_another(part: str) -> bool:
    return bool(_SCALED.search(part) or _MORE_DIGITS.search(part)) or ("D" in part and bool(_NO_PLACE.fullmatch(part)))
