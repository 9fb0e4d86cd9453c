"""What must be known of an OOXML sheet's part before or beside calamine: its extent, its error values, and its formulas without a value.

Source: ECMA-376 part 1, section 18.3.1.4 (cells). calamine holds the whole rectangle between the first and the last cell and aborts the
process where that is absurd; it shows error values as blank, and a formula that was never calculated as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from workbooks.cells import CellError, Position, from_a1
from workbooks.refusal import Refused
from workbooks.xml import each, local, parse

# A tag that not every program writes so: a formula, a comment or CDATA, a prefix, or a cell that does not begin with its address.
# An address beyond column ZZ or row 9,999 is meant too: below these no rectangle is absurd by itself.
_UNUSUAL = re.compile(rb'<(?:[f!]|c(?! r="[A-Z]{1,2}\d{1,4}"|ol)|\w+:)')


@dataclass(frozen=True, slots=True)
class Scan:
    """The rectangle that is filled (A1 alone where the sheet is blank), the cells that show an error, and the formulas without a value."""

    first: Position
    last: Position
    errors: dict[Position, CellError]
    uncalculated: frozenset[Position]


def scan(part: bytes) -> Scan | None:
    """Return what must be known of the sheet `part`; None where a look at the bytes already says that there is nothing to know."""
    return None if _is_plain(part) else _scan(parse(part))


def _is_plain(part: bytes) -> bool:
    """Say whether the cells are written as every program writes them, near to A1, without formulas and errors.

    This spares most sheets the parsing.
    """
    end = part.rfind(b"</sheetData>")
    # Every error value has a number sign, even one written as a character reference.
    return end >= 0 and part.find(b"#", 0, end) < 0 and not _UNUSUAL.search(part, 0, end)


def _scan(root: etree._Element) -> Scan:
    filled: list[Position] = []
    errors: dict[Position, CellError] = {}
    uncalculated: set[Position] = set()
    for position, cell in _cells(root):
        parts = {local(child): child for child in cell}
        value = parts["v"].text if "v" in parts else None
        if value or "is" in parts:
            filled.append(position)
        if cell.get("t") == "e":
            errors[position] = CellError(value or "#VALUE!")
        elif "f" in parts and not value and cell.get("t", "n") == "n":
            # A formula that gives an empty text has t="str"; this one was saved by a program that does not calculate.
            uncalculated.add(position)
    rows, columns = [row for row, _ in filled] or [1], [column for _, column in filled] or [1]
    return Scan((min(rows), min(columns)), (max(rows), max(columns)), errors, frozenset(uncalculated))


def _cells(root: etree._Element) -> Iterator[tuple[Position, etree._Element]]:
    row = 0
    for element in each(root, "row"):
        row = _number(element.get("r"), row + 1)
        column = 0
        for cell in element:
            address = cell.get("r")
            try:
                position = from_a1(address) if address else (row, column + 1)
            except ValueError as error:
                raise Refused("file_broken") from error
            column = position[1]
            yield position, cell


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else otherwise
