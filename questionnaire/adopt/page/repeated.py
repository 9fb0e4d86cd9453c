"""What tells print by how it goes on: numbers that count, what is said over and over, and bands over parts of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from questionnaire.designed.page import SeenSheet
from workbooks.cells import Position

_SHORT = 12  # Characters of what is said over and over, as a code of what is not known.
_STEPS = {-10, -1, 1, 10}  # What is counted by: rows of forms are often called 010, 020.
_DIGITS = 5  # Of a number that counts.
_OFTEN, _WIDE = 50, 12


class Repeated:
    """What stands on a sheet in so many cells, and counts on from one to the next."""

    def __init__(self, page: SeenSheet) -> None:
        self._page = page

    def of(self, at: Position) -> Iterator[float]:
        """Yield whether a number counts on down its column and along its row, and how often and in how many columns a text is said."""
        row, column = at
        number = self._whole(at)
        for before, after in (((row - 1, column), (row + 1, column)), ((row, column - 1), (row, column + 1))):
            yield float(number is not None and any((self._whole(each) or -1) - number in _STEPS for each in (before, after)))
        columns = self._columns.get(self._text(at), Counter()) if len(self._text(at)) <= _SHORT else Counter[int]()
        yield from (min(columns.total(), _OFTEN), min(len(columns), _WIDE))

    def _text(self, at: Position) -> str:
        return str(self._page.anatomy.sheet.cells.get(at, "")).strip()

    def _whole(self, at: Position) -> int | None:
        text = self._text(at)
        return int(text) if text.isdecimal() and len(text) <= _DIGITS else None

    @cached_property
    def _columns(self) -> dict[str, Counter[int]]:
        found: dict[str, Counter[int]] = {}
        anatomy = self._page.anatomy
        for row, column in anatomy.sheet.cells.keys() - set(anatomy.formulas):
            if text := self._text((row, column)):
                found.setdefault(text, Counter())[column] += 1
        return found


def band(page: SeenSheet, at: Position, said: Sequence[Position]) -> Iterator[float]:
    """Yield what tells whether the row of a cell, in which `said` is printed, is a band: its first words stand out.

    They look as its blanks do, or are bold or in capitals where those beneath are not.
    """
    first = next((each for each in said if page.words(each)), None)
    if first is None:
        yield from (0.0, 0.0, 0.0, 0.0)
        return
    one, next_ = page.format(first), page.format((first[0] + 1, first[1]))
    yield from (float(len(said)), float(one.ground == page.format(at).ground), float(one.bold and not next_.bold))
    yield float(page.words(first).isupper())
