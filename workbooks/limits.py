"""How large a file may be. A questionnaire has some hundred answers and some ten thousand cells, so that all of these are generous."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from workbooks.cells import CellValue, Position, Sheet, a1
from workbooks.refusal import Refused

MIB: Final = 1024 * 1024
FILE: Final = 40 * MIB  # Mail servers rarely let more through.
MEMBERS: Final = 4_000  # Parts of a package, or files in a zip.
MEMBER: Final = 64 * MIB  # One part, inflated.
TOTAL: Final = 96 * MIB  # All parts, inflated.
RATIO: Final = 250  # Inflated to packed, for parts over 8 MiB: sheets of a real workbook stay under 100, and deflate ends at 1032.
RATIO_FROM: Final = 8 * MIB
AREA: Final = 4_000_000  # Cells between the first and the last that is filled, over all sheets: a reader holds the whole rectangle.
MERGED: Final = 20_000  # Ranges of merged cells of a sheet; more are not looked at.
LOOKS: Final = 100_000  # Cells with a format of their own of a sheet; on one with more the formats are not looked at.
FILLED: Final = 1_000_000  # Cells that are not blank, over all sheets.
TEXT: Final = 100_000  # Characters in one cell; Excel itself ends at 32,767.
TEXTS: Final = 8_000_000  # Characters in all cells and comments: a text that many cells share counts for each of them.
CONTAINED: Final = 40  # Files that are opened out of one zip.


class Area:
    """The rectangles of the sheets so far; `add` refuses the sheet with which they become absurd, naming its last cell."""

    def __init__(self) -> None:
        self.used = 0

    def add(self, sheet: str, first: Position, last: Position) -> None:
        """Count the rectangle from `first` to `last` (both included)."""
        self.used += max(0, last[0] - first[0] + 1) * max(0, last[1] - first[1] + 1)
        if self.used > AREA:
            raise Refused("file_too_far", sheet=sheet, cell=a1(*last))


class Filled:
    """What the workbooks of a message hold so far; `add` refuses the one with which it is more than any questionnaire has.

    Whoever reads their answers, outside of the cage, takes time by the cell, so that many workbooks together may hold what one may.
    """

    def __init__(self) -> None:
        self.cells = self.texts = 0

    def add(self, sheets: Iterable[Sheet]) -> None:
        """Count the cells of a workbook, and how long their texts are; those of a refused one do not count."""
        cells, texts = self.cells, self.texts
        for sheet in sheets:
            cells += len(sheet.cells)
            texts += _checked_texts(sheet.name, sheet.cells) + sum(map(len, sheet.comments.values()))
            if cells > FILLED or texts > TEXTS:
                raise Refused("file_too_large")
        self.cells, self.texts = cells, texts


def _checked_texts(sheet: str, cells: Mapping[Position, CellValue]) -> int:
    """Return how long the texts of a sheet are together."""
    lengths = [len(value) for value in cells.values() if isinstance(value, str)]
    if max(lengths, default=0) > TEXT:
        position = next(position for position, value in cells.items() if isinstance(value, str) and len(value) > TEXT)
        raise Refused("file_text_too_long", sheet=sheet, cell=a1(*position))
    return sum(lengths)
