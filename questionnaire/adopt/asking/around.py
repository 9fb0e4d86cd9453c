"""What stands around the cells of a sheet, found once a column, a row and a text, however many cells have these in common."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from languages.asked import asked
from questionnaire.adopt.words.identity import is_given, is_known
from questionnaire.adopt.words.spelt import begins
from workbooks.cells import Position


class Nearby:
    """Where the cells of a sheet stand that say something, by column and by row."""

    def __init__(self, cells: Iterable[Position]) -> None:
        self._columns: dict[int, list[int]] = {}
        self._rows: dict[int, list[int]] = {}
        for row, column in sorted(cells):
            self._columns.setdefault(column, []).append(row)
            self._rows.setdefault(row, []).append(column)

    def above(self, at: Position, far: int, most: int) -> Sequence[Position]:
        """Return those above a cell, less than so many rows away, the nearest first."""
        rows = self._columns.get(at[1], [])
        end = bisect_left(rows, at[0])
        return [(row, at[1]) for row in reversed(rows[max(0, end - most) : end]) if row > at[0] - far]

    def before(self, at: Position) -> Position | None:
        """Return the nearest one before a cell in its row."""
        columns = self._rows.get(at[0], [])
        end = bisect_left(columns, at[1])
        return (at[0], columns[end - 1]) if end else None

    def behind(self, at: Position, column: int, near: int) -> int:
        """Return how far behind a cell the first one stands, from a column on and fewer than so many columns from there; 0 for none."""
        columns = self._rows.get(at[0], [])
        found = bisect_left(columns, column)
        return columns[found] - at[1] if found < len(columns) and columns[found] < column + near else 0

    def sides(self, at: Position) -> tuple[int, int]:
        """Return how many stand before and behind a cell in its row."""
        columns = self._rows.get(at[0], [])
        return bisect_left(columns, at[1]), len(columns) - bisect_right(columns, at[1])


class Years:
    """The years that are said in each row, by the columns in which they stand."""

    def __init__(self, said: Mapping[int, Mapping[int, int]]) -> None:
        self._said = said
        self._rows = sorted(said)

    def before(self, at: Position, far: int, seen: Callable[[Position], Position]) -> float:
        """Return by how many years the year over a cell is earlier than the last one beside it; -1 where there is none.

        `seen` returns the first cell of the merged area of a cell.
        """
        for number in range(bisect_left(self._rows, at[0]) - 1, -1, -1):
            row = self._rows[number]
            if row <= at[0] - far:
                break
            years, column = self._said[row], seen((row, at[1]))[1]
            if column in years:
                return float(max(years.values()) - years[column])
        return -1.0


class ToldByWords:
    """What the words of a text tell; forms say the same over and over."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bool, bool, bool, bool, bool]] = {"": (False,) * 5}

    def of(self, text: str) -> tuple[bool, bool, bool, bool, bool]:
        """Say whether a text is to be written over, an example, for official use, what is given, and what every form asks."""
        if text not in self._known:
            words = asked()
            beginning = begins(text, words.placeholders), begins(text, words.examples), begins(text, words.office)
            self._known[text] = (*beginning, is_given(text), is_known(text))
        return self._known[text]
