"""References as values: cells and areas of a sheet, and whether areas overlap. Source: ECMA-376 part 1, sections 18.18.62 and 18.18.76."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from workbooks.cells import MAX_COLUMN, MAX_ROW, a1, from_a1


class Area(NamedTuple):
    """A rectangle of cells; rows and columns are from 1, and both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{a1(self.top, self.left)}:{a1(self.bottom, self.right)}"

    def holds(self, row: int, column: int) -> bool:
        """Say whether a cell lies within."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


EVERYTHING = Area(1, 1, MAX_ROW, MAX_COLUMN)


def area(text: str) -> Area:
    """Return the area that `A1` or `A1:B2` means; ValueError where it is none, has `$`, or its corners are in the wrong order."""
    if "$" in text or text != text.upper():
        raise ValueError(f"{text!r} is no reference of a sheet's part.")
    first, _, last = text.partition(":")
    found = Area(*from_a1(first), *from_a1(last or first))
    if found.top > found.bottom or found.left > found.right or text.endswith(":"):
        raise ValueError(f"The corners of {text!r} are in the wrong order.")
    return found


def areas(text: str) -> tuple[Area, ...]:
    """Return the areas of a list with blanks between; ValueError where one is none, or the list is empty."""
    found = tuple(map(area, text.split()))
    if not found:
        raise ValueError("There is no reference.")
    return found


def readable(text: str | None) -> tuple[Area, ...]:
    """Return the areas of a list, or none where it cannot be read: that it cannot is told by another rule."""
    try:
        return areas(text or "")
    except ValueError:
        return ()


def overlaps(found: Iterable[Area]) -> Iterator[tuple[Area, Area]]:
    """Yield the pairs of areas that share a cell."""
    open_: list[Area] = []
    for one in sorted(found):
        open_ = [other for other in open_ if other.bottom >= one.top]
        yield from ((other, one) for other in open_ if other.left <= one.right and one.left <= other.right)
        open_.append(one)
