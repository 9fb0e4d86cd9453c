"""Lengths that sheets and their drawings state, in pixels, and which row or column lies where.

Anybody may have written them: what is no number, or one that no sheet has, is as if nothing were said, and no loop is as long as they say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from lxml import etree

from workbooks.cells import MAX_COLUMN, MAX_ROW, Position

POINT: Final = 4 / 3  # Pixels of a point.
_LONGEST: Final = 1e9  # Of any unit: a sheet of a million rows, each as high as Excel lets it be, is half as long.
_DIGITS: Final = 40  # Of a number that is stated: programs write no more than twenty.
_EACH: Final = 20_000  # Rows or columns that may have lengths of their own; those behind are as long as most.


def stated(text: str | None) -> float:
    """Return a length that is stated, in its unit; 0 where none is, or no sheet has it."""
    said = (text or "").strip()
    if len(said) > _DIGITS or not said.isascii() or not said.replace(".", "", 1).isdecimal():
        return 0.0
    length = float(said)
    return length if length <= _LONGEST else 0.0


def counted(text: str | None) -> int | None:
    """Return the number of a row or column that is stated; None where none is, or no sheet has it."""
    said = (text or "").strip()
    number = int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS else None
    return number if number is not None and number <= MAX_ROW else None


def columns_of(one: etree._Element, most: int) -> range:
    """Return the numbers of the columns, up to `most`, that an element of a sheet's columns is about; none where it does not say which."""
    first, last = counted(one.get("min")), counted(one.get("max"))
    return range(first, min(last, most) + 1) if first and last else range(0)


def within(at: Position | None) -> Position | None:
    """Return a position that a sheet has; None for another."""
    return at if at and at[0] <= MAX_ROW and at[1] <= MAX_COLUMN else None


@dataclass(frozen=True)
class PixelSizes:
    """How long rows or columns are, by number from 0, in pixels as far as the sheet tells; `usual` is the length of the others."""

    own: Mapping[int, float]
    usual: float

    def of(self, number: int) -> float:
        """Return how high a row is, or how wide a column."""
        return self.own.get(number, self.usual)

    def before(self, number: int) -> float:
        """Return how far from the edge of the sheet a row or column begins."""
        near = min(number, _EACH)
        return self._edges[near] + (number - near) * self.usual

    def at(self, pixels: float) -> int:
        """Return the row or column that lies so far from the edge; one that no sheet has where none does."""
        if pixels < self._edges[-1]:
            return max(0, bisect_right(self._edges, pixels) - 1)
        beyond = (pixels - self._edges[-1]) / self.usual if self.usual else MAX_ROW
        return _EACH + int(min(beyond, MAX_ROW))

    @cached_property
    def _edges(self) -> list[float]:
        return list(accumulate(map(self.of, range(_EACH)), initial=0.0))
