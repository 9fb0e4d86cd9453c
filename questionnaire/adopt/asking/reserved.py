"""What one sign alone tells: cells that are for a pen, for an office or for nobody, and texts that want to be written over.

Of the cells of strangers' workbooks of which no rule was sure, none of those that asked had one of the first signs, and all had that had
the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from languages.asked import asked
from questionnaire.adopt.asking.traits import CellTraits
from questionnaire.adopt.words.identity import is_given
from questionnaire.adopt.words.spelt import begins, plain
from questionnaire.designed.page import SeenSheet
from workbooks.appearance.tints import light_and_colour
from workbooks.cells import Position

_LABEL = 40  # A label to sign at has at most so many characters,
_HEADING = 60  # and one that says whose a part is has at most so many.
_BESIDE = 4  # Cells that may lie between a label and its cell.
_DARK = 0.45  # Nobody reads what is written on a ground that is darker.
_CODES = 4  # Codes that a column has at least.
_BEFORE = re.compile(r"\W*")
_CODE = re.compile(r"\d{1,8}")
_PLACEHOLDER = re.compile(r"<[^<>]*[^\W\d_]{2}[^<>]*>|\[[^\[\]]*[^\W\d_]{3}[^\[\]]*\]")


class Reserved:
    """The cells of one sheet of which one sign tells that they ask nobody, or ask."""

    def __init__(self, traits: CellTraits) -> None:
        self.traits, self.page = traits, traits.page
        self._codes = dict[tuple[int, int], int]()

    def asks(self, at: Position) -> bool:
        """Say whether a text in brackets stands where a cell is drawn: what is to be typed there, as <date> or [select]."""
        value, one = self.page.anatomy.sheet.cells.get(at), self.page.format(at)
        drawn = one.sides or one.ground or at in self.page.anatomy.validated
        return bool(drawn) and isinstance(value, str) and bool(_PLACEHOLDER.fullmatch(value.strip())) and not self.is_for_nobody(at)

    def is_held(self, at: Position) -> bool:
        """Say whether words stand in a cell, or a figure beneath a heading that says it is given, as that of last year or a factor."""
        value = self.page.anatomy.sheet.cells.get(at)
        if self.page.words(at):
            return not self.traits.is_to_be_replaced(at)
        return isinstance(value, int | float) and not isinstance(value, bool) and is_given(_above(self.traits, at))

    def is_for_nobody(self, at: Position) -> bool:
        """Say whether a cell is crossed out, darkened or a code, or to be signed, or of a part that an office fills in."""
        if self.page.value(at) is not None:
            return self.traits.is_crossed(at) or self._is_code(at)
        one = self.page.format(at)
        dark = bool(one.ground) and light_and_colour(one.ground)[0] < _DARK
        return dark or one.hatched or _is_signed(self.page, at) or self._is_of_an_office(at)

    def _is_code(self, at: Position) -> bool:
        """Say whether figures stand as a text in a column of such texts, as 01 beneath 02."""
        if not self._is_coded(at):
            return False
        key = self.traits.segments.get(at[0], at[0]), at[1]
        if key not in self._codes:
            self._codes[key] = sum(map(self._is_coded, self.traits.column(at)))
        return self._codes[key] >= _CODES

    def _is_coded(self, at: Position) -> bool:
        value = self.page.anatomy.sheet.cells.get(at)
        return isinstance(value, str) and bool(_CODE.fullmatch(value.strip()))

    def _is_of_an_office(self, at: Position) -> bool:
        before, above = _before(self.page, at), _above(self.traits, at)
        return any(len(text) <= _HEADING and begins(text, asked().office) for text in (before, above) if text)


def _before(page: SeenSheet, at: Position) -> str:
    return next((text for column in range(at[1] - 1, max(0, at[1] - 1 - _BESIDE), -1) if (text := page.text((at[0], column)))), "")


def _above(traits: CellTraits, at: Position) -> str:
    """Return the words above a cell of the same part; those in brackets are said of what is above them."""
    rows = range(at[0] - 1, max(traits.segments.get(at[0], at[0]) - 2, 0), -1)
    text = next((text for row in rows if (text := traits.page.words((row, at[1])))), "")
    return "" if text.startswith("(") else text


def _is_signed(page: SeenSheet, at: Position) -> bool:
    """Say whether words for a signature stand before a blank, or beneath its line."""
    return any(map(_signs, (_before(page, at), *_captions(page, at))))


def _captions(page: SeenSheet, at: Position) -> Iterator[str]:
    rows, columns = page.extent(at)
    beneath, sides = (at[0] + rows, at[1]), page.sides(at)
    if "bottom" in sides and not {"left", "right"} <= sides and not page.is_covered(beneath) and page.extent(beneath)[1] >= columns:
        yield page.words(beneath)


def _signs(text: str) -> bool:
    """Say whether a text begins with a word for a signature or a stamp, and asks for no day."""
    said = _BEFORE.sub("", plain(text), count=1)
    begun = any(said.startswith(word) and not said[len(word) : len(word) + 1].isalpha() for word in asked().signatures)
    return begun and len(text) <= _LABEL and not begins(text, asked().days)
