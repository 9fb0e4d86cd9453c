"""The cells of a sheet as a reader sees them: what kind of thing stands in each, how it looks, and with which others it hangs together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from languages.asked import asked
from questionnaire.adopt.words.spelt import begins
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.signs import is_crossed
from workbooks.cells import Position

_MOST = 12_000  # Cells of a sheet that are weighed: larger sheets are lists.
BLANK, NUMBER, WORDS, FORMULA, HOLDER, OUT = range(6)  # What stands at a cell; what is out of the sheet stands nowhere.
KINDS = range(5)
_HOLDS = re.compile(
    r"\W*|\W*\d{1,2}[).]\W*|\W*n\W?a\W?|[x\u0445]+|[\[<({].*[\])}>]|(?:(?!___).)*___.*"
    r"|([a-z\u0430-\u044f])\1+\W([a-z\u0430-\u044f])\2+\W?(([a-z\u0430-\u044f])\4+)?",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-–—=]{4,}")  # What parts what is above from what is beneath.


class SeenCells:
    """The cells of one sheet."""

    def __init__(self, page: SeenSheet) -> None:
        self.page, self.anatomy = page, page.anatomy
        rows, columns = self.anatomy.last
        self.bounds = rows, columns + 1
        self._kinds: dict[Position, int] = {}
        self._looks: dict[Position, int] = {}
        self._every_look: dict[tuple[object, ...], int] = {}

    @cached_property
    def cells(self) -> list[Position]:
        """Return the cells that are weighed: those that can take an answer, next to or among what is printed or drawn."""
        rows = {row for row, _ in (*self.anatomy.sheet.cells, *self.anatomy.formats)}
        if len(rows) * self.bounds[1] > _MOST:
            return []
        every = ((row, column) for row in sorted(rows) for column in range(1, self.bounds[1] + 1))
        page, formulas = self.page, self.anatomy.formulas
        return [at for at in every if at not in formulas and not page.is_covered(at) and not page.is_hidden(at)]

    def kind(self, at: Position) -> int:
        """Return what stands at a cell, in a word."""
        if at not in self._kinds:
            self._kinds[at] = self._kind(self.first(at))
        return self._kinds[at]

    def is_to_be_replaced(self, at: Position) -> bool:
        """Say whether what stands at a cell is a text that is to be written over, as dots or "click here", and no rule of dashes."""
        return self.kind(at) == HOLDER and not _RULE.fullmatch(str(self.anatomy.sheet.cells.get(at)).strip())

    def is_crossed(self, at: Position) -> bool:
        """Say whether a cross or a dash stands at a cell, as where no answer is possible."""
        return is_crossed(str(self.anatomy.sheet.cells.get(at, "")))

    def _kind(self, at: Position) -> int:
        if not (0 < at[0] <= self.bounds[0] and 0 < at[1] <= self.bounds[1]):
            return OUT
        value = self.anatomy.sheet.cells.get(at)
        if at in self.anatomy.formulas:
            return FORMULA
        if value is None or value == "":
            return BLANK
        if isinstance(value, int | float | date):
            return NUMBER
        text = str(value).strip()
        return HOLDER if _HOLDS.fullmatch(text) or begins(text, asked().placeholders) else NUMBER if _is_number(text) else WORDS

    def look(self, at: Position) -> int:
        """Return how a cell looks, as far as authors tell cells by it: the number of that look."""
        if at not in self._looks:
            one = self.page.format(self.first(at))
            look = one.ground, one.sides, one.bold, one.slanted, one.ink
            self._looks[at] = self._every_look.setdefault(look, len(self._every_look))
        return self._looks[at]

    @cached_property
    def segments(self) -> Mapping[int, int]:
        """Return for each row the first of the rows that hang together with it: between two such parts nothing is printed or drawn."""
        full = {row for row, _ in self.anatomy.sheet.cells} | {at[0] for at, one in self.anatomy.formats.items() if one.sides or one.ground}
        found, first = {}, 0
        for row in range(1, self.bounds[0] + 1):
            first = (first or row) if row in full else 0
            found[row] = first or row
        return found

    @cached_property
    def _lines(self) -> tuple[dict[tuple[int, int], list[Position]], dict[int, list[Position]]]:
        columns: dict[tuple[int, int], list[Position]] = {}
        rows: dict[int, list[Position]] = {}
        for at in self.written:
            columns.setdefault((self.segments[at[0]], at[1]), []).append(at)
            rows.setdefault(at[0], []).append(at)
        return columns, rows

    @cached_property
    def written(self) -> list[Position]:
        """Return the cells in which something is printed, or which are drawn, and those that are weighed."""
        covered = self.anatomy.anchors
        cells = {*self.anatomy.sheet.cells, *self.anatomy.formats, *self.cells}
        return [at for at in sorted(cells) if covered.get(at, at) == at and not self.page.is_hidden(at)]

    def column(self, at: Position) -> list[Position]:
        """Return the cells of its column that hang together with a cell."""
        return self._lines[0].get((self.segments[at[0]], at[1]), [])

    def row(self, at: Position) -> list[Position]:
        """Return the cells of its row."""
        return self._lines[1].get(at[0], [])

    @cached_property
    def where_printed(self) -> Sequence[Position]:
        """Return the cells in which something is read, those of a merged area one by one."""
        cells, merged = self.anatomy.sheet.cells, self.anatomy.anchors
        return [*(at for at in cells if at not in merged), *(at for at, first in merged.items() if first in cells)]

    @cached_property
    def printed(self) -> Mapping[int, Sequence[Position]]:
        """Return the cells of each row that are not blank."""
        return {row: [each for each in cells if self.kind(each) != BLANK] for row, cells in self._lines[1].items()}

    def first(self, at: Position) -> Position:
        """Return the first cell of the merged area of a cell, or itself."""
        return self.anatomy.anchors.get(at, at)

    def text(self, at: Position) -> str:
        """Return what stands at a cell, as a text on one line."""
        return " ".join(str(self.anatomy.sheet.cells.get(at, "")).split())

    def ground(self, at: Position) -> object:
        """Return the colour of the ground of a cell."""
        return self.page.format(self.first(at)).ground


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.,'\s]*\d[%\s]*", text))
