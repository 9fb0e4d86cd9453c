"""Numbers as people write them: `1 234,5`, `1,234.5`, `١٬٢٣٤٫٥`.

The rule for one comma or one point before exactly three digits (`1,234`): where the language of the workbook groups by it (`grouping` of
its words.toml), it groups; else it is undecided, and never read: whoever fills in a workbook may write numbers as another language does,
and a thousand would be one. Every other position of the marks says by itself what they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from languages import words
from questionnaire.reading.values.folding import visible, western_digits

# The Arabic decimal separator can be nothing else, so that it has a letter of its own here; the Arabic thousands separator groups, as a
# space does.
_SIGNS = str.maketrans({"\u066b": "D", "\u066c": " ", "\u2212": "-", "\u2013": "-", "'": " ", "’": " "})
_SURE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(\d+)()",
        r"(\d*)D(\d+)",
        r"(\d{1,3}(?: \d{3})+)(?:[.,D](\d+))?",
        r"(\d{1,3}(?:,\d{3})+)[.D](\d+)",
        r"(\d{1,3}(?:\.\d{3})+)[,D](\d+)",
        r"(\d{1,3}(?:,\d{3}){2,})()",
        r"(\d{1,3}(?:\.\d{3}){2,})()",
        r"(\d{1,2}(?:,\d{2})+,\d{3})(?:\.(\d+))?",  # Lakhs and crores.
    )
)
_ONE_MARK = re.compile(r"(\d*)([.,])(\d+)")
_HARDLY_DECIMALS = re.compile(r"[1-9]\d{0,2}D\d{3}")  # The Arabic decimal separator looks like the one that groups.
_NO_DIGIT = re.compile(r"\D")
_MOST_DIGITS = 300  # More would be no finite float.

Number = int | float


class AmbiguousNumberError(ValueError):
    """A text that is two numbers, by where it was written."""


def parse_number(text: str, language: str, *, whole: bool = False, decimal: Collection[str] = ()) -> Number | None:
    """Return the number that `text` says (an int where it has no decimals), or None; raises AmbiguousNumberError where it says two.

    `whole` says that a whole number is asked for, and `decimal` which marks are surely those of decimals where the language does not group
    by them.
    """
    plain = visible(western_digits(text)).translate(_SIGNS)
    negative, body = plain.startswith("-"), plain[1:].lstrip() if plain[:1] in {"-", "+"} else plain
    if len(body) > _MOST_DIGITS or not body.replace("D", "").isascii():
        return None
    if whole and _HARDLY_DECIMALS.fullmatch(body):
        raise AmbiguousNumberError(body.replace("D", "٫"))
    for pattern in _SURE:
        if found := pattern.fullmatch(body):
            return _number(found[1], found[2] or "", negative=negative)
    if found := _ONE_MARK.fullmatch(body):
        before, mark, rest = found.groups()
        may_group = len(rest) == 3 and 1 <= len(before) <= 3 and before[0] != "0"
        groups = may_group and mark in words(language).grouping
        if may_group and not groups and (whole or mark not in decimal):
            raise AmbiguousNumberError(f"{before}{mark}{rest}")
        return _number(before + rest, "", negative=negative) if groups else _number(before, rest, negative=negative)
    return None


def _number(whole: str, decimals: str, *, negative: bool) -> Number:
    digits = _NO_DIGIT.sub("", whole) or "0"
    value: Number = float(f"{digits}.{decimals}") if decimals else int(digits)
    return -value if negative else value
