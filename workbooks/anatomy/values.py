"""How a workbook is made, as values: what may be typed where, as its author set it up. No answer is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from workbooks.anatomy.shared import shifted
from workbooks.cells import Area, Position, Sheet

USUAL_WIDTH = 8.43  # Of a column, in digits (ECMA-376 part 1, section 18.3.1.81: what Excel takes where nothing is said).


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFormat:
    """How a cell looks and what may be done to it. `code` is its number format ("" for General), `ground` its colour ("" for none).

    One that is `ruled` has a line at its foot and none at its sides, as the lines on paper that one writes on. `sides` are those on which
    it has a line: "left", "right", "top", "bottom". Of `symbols` the letters are signs, as in Wingdings. `ink` is the colour of what is
    written ("" for the usual one), which is `slanted` in italics, and a `hatched` cell has a pattern; two formats are equal even where
    these differ. A `box` shows what is true or false as a check box, as newer programs draw it within the cell. One that is `obscured`
    strikes out what is written, or repeats it until the cell is full; one that is `unseen` lets nobody see it.
    """

    locked: bool = True
    code: str = ""
    ground: str = ""
    bold: bool = False
    framed: bool = False
    ruled: bool = False
    sides: frozenset[str] = frozenset()
    symbols: bool = False
    ink: str = field(default="", compare=False)
    slanted: bool = field(default=False, compare=False)
    hatched: bool = field(default=False, compare=False)
    box: bool = False
    obscured: bool = field(default=False, compare=False)
    unseen: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """One data validation (ECMA-376 part 1, section 18.3.1.32), or one of the later kind that may look at other sheets (x14).

    `first` and `second` are its formulas without `=`; `error` and `prompt` are what Excel says to whoever types.
    """

    kind: str
    operator: str
    first: str
    second: str
    areas: tuple[Area, ...]
    error: str = ""
    prompt: str = ""

    @property
    def start(self) -> Position:
        """Return the cell that relative references of the formulas start from."""
        return min(first for first, _ in self.areas)


@dataclass(frozen=True, kw_only=True)
class SheetAnatomy:
    """One worksheet: its values as they were last calculated, and how it is made.

    `formats` are those of all cells that the file writes, blank ones too; `unlocked_lines` says of which of them only the whole column or
    row is unlocked. `ticks` are the cells in which check boxes keep their state. `said` are the formulas whose text stands in their cell,
    `shared` are for other cells the first one of their group, whose formula they have, moved. `widths` are those of the columns that have
    their own, in digits of the usual font, and `width` that of the others. `boxes` are the cells over which a check box lies whose state is
    kept in no cell, with the text that the box itself bears. `disguises` says that conditional formats may show numbers otherwise.
    """

    sheet: Sheet
    protected: bool
    formulas: frozenset[Position]
    formats: Mapping[Position, CellFormat]
    validations: tuple[Validation, ...]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unlocked_lines: frozenset[Position] = frozenset()
    ticks: frozenset[Position] = frozenset()
    said: Mapping[Position, str] = field(default_factory=dict)
    shared: Mapping[Position, Position] = field(default_factory=dict)
    widths: Mapping[int, float] = field(default_factory=dict)
    width: float = USUAL_WIDTH
    boxes: Mapping[Position, str] = field(default_factory=dict)
    disguises: bool = False

    def formula(self, at: Position) -> str:
        """Return the formula of a cell, without `=`; "" where it has none, or is one of many cells of an array."""
        first = self.shared.get(at)
        if at in self.said or first is None:
            return self.said.get(at, "")
        return shifted(self.said[first], at[0] - first[0], at[1] - first[1])

    @cached_property
    def anchors(self) -> Mapping[Position, Position]:
        """Return for each cell of a merged area the first one, which holds its value."""
        return {cell: first for first, last in self.sheet.merged.items() for cell in cells_of((first, last))}

    @cached_property
    def validated(self) -> Mapping[Position, Validation]:
        """Return the validation of each cell that has one and lies where something is written, or in an area that ends."""
        found: dict[Position, Validation] = {}
        for validation in self.validations:
            for area in validation.areas:
                found.update(dict.fromkeys(cells_of(clipped(area, self.last)), validation))
        return found

    @cached_property
    def last(self) -> Position:
        """Return the last row and the last column in which anything is written."""
        places = [*self.formats, *self.sheet.cells, *self.sheet.merged.values()]
        return max((row for row, _ in places), default=1), max((column for _, column in places), default=1)

    def format(self, position: Position) -> CellFormat:
        """Return the format of a cell."""
        return self.formats.get(position, PLAIN)


PLAIN = CellFormat()
MOST_ROWS = 20_000  # Of a column that goes on for ever, so many rows take answers.


@dataclass(frozen=True, kw_only=True)
class Anatomy:
    """A whole workbook: its sheets, the formulas of its defined names (in small letters), and its tables (name, columns, cells).

    `controls` are those that take answers and are no check boxes: the sheet of each, what it is, and the cell that it is linked to.
    """

    sheets: tuple[SheetAnatomy, ...]
    names: Mapping[str, str]
    spelt: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[str, Area, tuple[str, ...]]] = field(default_factory=dict)
    macros: bool = False
    controls: tuple[tuple[str, str, str], ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, SheetAnatomy]:
        """Return the sheets by their names in small letters: Excel does not tell capitals from them."""
        return {one.sheet.name.casefold(): one for one in self.sheets}


def cells_of(area: Area) -> Iterator[Position]:
    """Yield the cells of a rectangle, row by row."""
    (top, left), (bottom, right) = area
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def clipped(area: Area, last: Position) -> Area:
    """Return an area without what lies far beyond the last cell: whole rows and columns end where the sheet does."""
    first, (bottom, right) = area
    far_down, far_right = bottom - first[0] >= MOST_ROWS, right - first[1] >= 1_000
    return first, (min(bottom, last[0]) if far_down else bottom, min(right, last[1]) if far_right else right)
