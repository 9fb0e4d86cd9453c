"""How a draft says where cells stand: by their defined name, or by sheet and address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from questionnaire.designed.lists import reference
from workbooks.anatomy import Anatomy, Area, cells_of, clipped
from workbooks.cells import Position, a1

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class NamesOfCells:
    """The defined names of cells, by the sheet's name and where they stand; and of how many cells each is the name."""

    by_cell: Mapping[tuple[str, Position], str]

    @cached_property
    def often(self) -> Mapping[str, int]:
        """Return how many cells each name has: counted once, since a workbook may name each of thousands of cells."""
        return Counter(self.by_cell.values())


def named_cells(book: Anatomy) -> NamesOfCells:
    """Return the names of single cells (also of merged ones), and of columns of cells: the name of each cell in it."""
    found: dict[tuple[str, Position], str] = {}
    for folded, formula in sorted(book.names.items(), key=lambda pair: -len(pair[1])):
        where = None if folded.startswith("_xlnm") else reference(book, book.sheets[0], formula)
        if where:
            sheet, area = where
            merged = sheet.sheet.merged.get(area[0]) == area[1]
            cells = [area[0]] if merged else cells_of(clipped(area, sheet.last)) if area[0][1] == area[1][1] else []
            found.update({(sheet.sheet.name, at): book.spelt[folded] for at in cells})
    return NamesOfCells(found)


def place(sheet: str, cells: Sequence[Position], names: NamesOfCells) -> tuple[str, bool]:
    """Return how cells are referred to, and whether by a name, which all of them have."""
    given = {names.by_cell.get((sheet, at), "") for at in cells}
    only = next(iter(given)) if len(given) == 1 else ""
    # Where the name is that of more cells, it says nothing of these.
    if only and names.often[only] == len(cells):
        return only, True
    return ",".join(f"{quoted(sheet)}!{_written(area)}" for area in stretches(cells)), False


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas write it."""
    return sheet if _PLAIN.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"


def rows_of(rows: Sequence[int]) -> str:
    """Return rows as in `8:20,22:42`."""
    return ",".join(f"{first}:{last}" for (first, _), (last, _) in stretches([(row, 1) for row in rows]))


def stretches(cells: Sequence[Position]) -> Iterator[Area]:
    """Yield the cells of one column, or of one row, as areas without gaps."""
    start = before = cells[0]
    down = len({column for _, column in cells}) == 1
    for at in cells[1:]:
        if at != ((before[0] + 1, before[1]) if down else (before[0], before[1] + 1)):
            yield start, before
            start = at
        before = at
    yield start, before


def _written(area: Area) -> str:
    first, last = a1(*area[0]), a1(*area[1])
    return first if first == last else f"{first}:{last}"
