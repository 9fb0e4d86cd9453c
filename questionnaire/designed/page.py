"""One sheet as a person sees it: what reads at a cell, through merged cells and formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from workbooks.anatomy import CellFormat, SheetAnatomy, cells_of
from workbooks.cells import CellError, CellValue, Position, Visibility

_LABELS = 3  # Words that stand at least on the colour of labels, or of a whole sheet,
_PAINTED = 50  # which has so many blanks without lines, where a whole sheet was painted.


@dataclass(frozen=True)
class SeenSheet:
    """A sheet with its input cells, once these are known: what is typed there is no label of anything."""

    anatomy: SheetAnatomy
    inputs: frozenset[Position] = frozenset()

    @property
    def name(self) -> str:
        """Return the name of the sheet."""
        return self.anatomy.sheet.name

    @property
    def is_seen(self) -> bool:
        """Say whether a person sees the sheet."""
        return self.anatomy.sheet.visibility is Visibility.VISIBLE

    def value(self, at: Position) -> CellValue | None:
        """Return what is seen at a cell: in a merged area, the value of its first cell."""
        return self.anatomy.sheet.cells.get(self.anatomy.anchors.get(at, at))

    def text(self, at: Position) -> str:
        """Return the words or the number printed at a cell, with single spaces; "" where nothing is printed, or an answer is typed."""
        first = self.anatomy.anchors.get(at, at)
        value = self.anatomy.sheet.cells.get(first)
        if value is None or first in self.inputs or isinstance(value, (bool, CellError)):
            return ""
        return " ".join(str(value).split())

    def words(self, at: Position) -> str:
        """Return what is printed at a cell if it has a letter in it."""
        text = self.text(at)
        return text if any(map(str.isalpha, text)) else ""

    def format(self, at: Position) -> CellFormat:
        """Return the format of a cell."""
        return self.anatomy.format(at)

    def is_hidden(self, at: Position) -> bool:
        """Say whether nobody sees a cell."""
        return at[0] in self.anatomy.hidden_rows or at[1] in self.anatomy.hidden_columns

    def is_covered(self, at: Position) -> bool:
        """Say whether a cell lies beneath a merged area that begins elsewhere."""
        return self.anatomy.anchors.get(at, at) != at

    def extent(self, at: Position) -> tuple[int, int]:
        """Return how many rows and columns are seen as one cell here."""
        first = self.anatomy.anchors.get(at, at)
        last = self.anatomy.sheet.merged.get(first, first)
        return last[0] - first[0] + 1, last[1] - first[1] + 1

    def sides(self, at: Position) -> frozenset[str]:
        """Return the sides on which a cell is seen to have a line: its own, and those of its neighbours; a merged area counts as one."""
        first = self.anatomy.anchors.get(at, at)
        (top, left), (bottom, right) = first, self.anatomy.sheet.merged.get(first, first)
        edges = {
            "left": ((top, left), "left", (top, left - 1), "right"),
            "right": ((top, right), "right", (top, right + 1), "left"),
            "top": ((top, left), "top", (top - 1, left), "bottom"),
            "bottom": ((bottom, left), "bottom", (bottom + 1, left), "top"),
        }
        formats = self.anatomy
        return frozenset(
            side for side, (own, on, other, far) in edges.items() if on in formats.format(own).sides or far in formats.format(other).sides
        )

    def width(self, at: Position) -> float:
        """Return how wide a cell is seen to be, in digits of the usual font."""
        first = self.anatomy.anchors.get(at, at)
        columns = range(first[1], first[1] + self.extent(first)[1])
        return sum(self.anatomy.widths.get(column, self.anatomy.width) for column in columns if column not in self.anatomy.hidden_columns)

    def is_blank(self, at: Position) -> bool:
        """Say whether nothing stands at a cell, no formula either, and it is its own."""
        # What a check box says of itself stands in no cell.
        nothing = self.value(at) is None or (at in self.anatomy.boxes and isinstance(self.value(at), bool))
        return nothing and at not in self.anatomy.formulas and not self.is_covered(at) and not self.is_hidden(at)

    @cached_property
    def rows(self) -> dict[int, dict[int, str]]:
        """Return what is printed, by row and by column; a merged area counts in each of its cells."""
        found: dict[int, dict[int, str]] = {}
        for at in self.anatomy.sheet.cells:
            text = self.text(at)
            if text and not self.is_hidden(at):
                last = self.anatomy.sheet.merged.get(at, at)
                for row, column in cells_of((at, last)):
                    found.setdefault(row, {})[column] = text
        return found

    @cached_property
    def repeated(self) -> frozenset[tuple[int, str]]:
        """Return the texts that stand several times in one column, with that column, as units do."""
        counted = Counter((at[1], text) for at in self.anatomy.sheet.cells if (text := self.text(at)))
        return frozenset(pair for pair, count in counted.items() if count > 1)

    @cached_property
    def printed_grounds(self) -> frozenset[str]:
        """Return the colours of labels: words in bold type stand on them, and not many blanks. A blank on one only fills up a row."""
        bold, blank = Counter[str](), Counter[str]()
        for at, one in self.anatomy.formats.items():
            if one.ground and not self.is_covered(at):
                bold[one.ground] += one.bold and bool(self.words(at))
                blank[one.ground] += self.is_blank(at)
        return frozenset(ground for ground, count in bold.items() if count >= _LABELS and count * 2 >= blank[ground])

    @cached_property
    def background(self) -> str:
        """Return the colour in which a whole sheet was painted, labels and margins alike; "" where there is none."""
        blank, words = Counter[str](), Counter[str]()
        for at, one in self.anatomy.formats.items():
            if one.ground and not one.sides and not self.is_covered(at):
                blank[one.ground] += self.is_blank(at)
                words[one.ground] += bool(self.words(at))
        ground, count = max(blank.items(), key=lambda pair: pair[1], default=("", 0))
        return ground if count >= _PAINTED and words[ground] >= _LABELS else ""

    @cached_property
    def asking(self) -> dict[int, list[int]]:
        """Return the columns of the input cells in their order, by row."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.inputs):
            found.setdefault(row, []).append(column)
        return found

    def with_inputs(self, inputs: Iterable[Position]) -> SeenSheet:
        """Return the page, its input cells being known."""
        known = frozenset(inputs)
        # What was worked out of a page is kept with it.
        return self if known == self.inputs else SeenSheet(self.anatomy, known)
