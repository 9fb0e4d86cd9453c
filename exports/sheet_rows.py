"""Rows of a workbook of very many cells: a library makes the book, and its sheets are filled here, since it takes too long over a cell.

Source: ECMA-376 part 1, 18.3.1.73 (rows), 18.3.1.4 (cells), 22.9.2.19 (the escapes of control characters).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from shutil import copyfileobj
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.utils import get_column_letter

from exports.export import shortened

# What XML cannot hold or would read as its own, and what Excel would take for its escape of such a sign.
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
_SAME_TIME = (1980, 1, 1, 0, 0, 0)  # The first that a ZIP file knows.

CELL = 32_767  # Signs that a cell of Excel holds, those beyond the first plane counted twice. Source: Excel specifications and limits.

Maker = Callable[[Any], str]  # Makes of a cell all that follows its address, or "" where it is blank.


@dataclass(frozen=True, slots=True)
class CellRows:
    """The rows of one sheet behind its header, and what makes the cells of each of their columns."""

    rows: Iterable[Sequence[Any]]
    makers: Sequence[Maker]


def number(value: float, look: int) -> str:
    """Return the cell of a number, exactly as it is, or "" where it is none; `look` is the place of the cell's format in the book."""
    return f' s="{look}"><v>{value!r}</v></c>' if isinstance(value, int) or isfinite(value) else ""


def held(value: str) -> str:
    """Return a text as far as a cell holds it, cut between two signs."""
    return value if 2 * len(value) <= CELL else shortened(value, 2 * CELL, "utf-16-le")


def text(value: str, look: int) -> str:
    """Return the cell of a text, letter by letter as it is."""
    kept = ' xml:space="preserve"' if value != value.strip() else ""
    return f' s="{look}" t="inlineStr"><is><t{kept}>{_SPECIAL.sub(_escaped, value)}</t></is></c>'


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    return _ENTITIES.get(sign) or f"_x{ord(sign):04X}_"


def fill(book: BinaryIO, target: BinaryIO, sheets: Sequence[CellRows]) -> None:
    """Copy a workbook, and put into its sheets, in their order, rows in place of all but the header. The file has no time in it."""
    parts = {f"xl/worksheets/sheet{place}.xml": sheet for place, sheet in enumerate(sheets, 1)}
    with ZipFile(book) as made, ZipFile(target, "w") as filled:
        for name in made.namelist():
            with tempfile.TemporaryFile() as part:
                data = made.read(name)
                part.writelines(_filled(data.decode(), parts[name]) if name in parts else [data])
                info = ZipInfo(name, _SAME_TIME)
                info.compress_type, info.file_size = ZIP_DEFLATED, part.tell()
                part.seek(0)
                with filled.open(info, "w") as file:
                    copyfileobj(part, file, 1 << 20)


def _filled(sheet: str, given: CellRows) -> Iterator[bytes]:
    header, _, rest = sheet.partition('<row r="2"')
    header, _, end = (header + rest.partition("</row>")[2]).partition("</sheetData>")
    yield _DIMENSION.sub("", header).encode()
    letters = [get_column_letter(place) for place in range(1, len(given.makers) + 1)]
    for line, row in enumerate(given.rows, 2):
        cells = [
            f'<c r="{letter}{line}"{made}' for letter, make, cell in zip(letters, given.makers, row, strict=True) if (made := make(cell))
        ]
        yield f'<row r="{line}">{"".join(cells)}</row>'.encode()
    yield f"</sheetData>{end}".encode()
