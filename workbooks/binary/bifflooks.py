"""What the records of an old Excel workbook say of rows and columns that nobody sees, and of the colours of letters and grounds.

Source: [MS-XLS] 2.4.221 (Row), 2.4.53 (ColInfo), 2.4.188 (Palette), 2.4.122 (Font) and 2.5.249 (CellXF).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from workbooks.appearance.hidden import LEAST_HEIGHT, LEAST_WIDTH
from workbooks.appearance.inks import BLACK, WHITE, Colour
from workbooks.binary.cellvalues import Said
from workbooks.cells import Span

ROW: Final = 0x208
COLUMNS: Final = 0x7D
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_AUTOMATIC, _SOLID = 0x7FFF, 1  # The colour of a font, and a pattern.
_FIRST, _PALETTE = 8, 230  # The number of the first colour of a palette, and how long its record is.


def ink(font: bytes) -> Said:
    """Return the colour of a font."""
    (number,) = struct.unpack_from("<H", font, 4)
    return BLACK if number == _AUTOMATIC else int(number)


def ground(cell_format: bytes) -> Said:
    """Return the colour of the ground of a cell format."""
    pattern = cell_format[17] >> 2
    return WHITE if not pattern else cell_format[18] & 0x7F if pattern == _SOLID else None


def palette(body: bytes) -> Iterator[tuple[int, Colour]]:
    """Yield the colours that a workbook has in place of the usual ones, each with its number."""
    places = range(2, min(len(body), _PALETTE) - 3, 4)
    yield from ((number, (body[at], body[at + 1], body[at + 2])) for number, at in enumerate(places, _FIRST))


def unseen_lines(kind: int, body: bytes) -> Iterator[Span]:
    """Yield the row or the columns that a record says that nobody sees: by a flag, or as their height or width is nearly none."""
    if kind == ROW:
        (row, twips), flags = struct.unpack_from("<H4xH", body), body[12]
        # The highest bit says that the height is the usual one.
        if flags & _HIDDEN_ROW or twips / 20 < LEAST_HEIGHT:
            yield row + 1, row + 1
    else:
        first, last, width, flags = struct.unpack_from("<3H2xB", body)
        if flags & _HIDDEN_COLUMN or width / 256 < LEAST_WIDTH:
            yield first + 1, last + 1
