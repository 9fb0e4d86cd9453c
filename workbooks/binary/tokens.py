"""Defined names in the tokens of Excel's binary formulas: the cell or the constant that a formula of a single token is.

Source: [MS-XLS] 2.5.198 and [MS-XLSB] 2.5.97: they differ in the width of rows, and in how a text is written.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbooks.cells import Cell
from workbooks.names import NameTable

# The sheet of a reference by its index among those that formulas use; "#REF!" where it was deleted, None where it lies in another workbook.
SheetAt = Callable[[int], str | None]

_TEXT, _ERROR, _INTEGER, _NUMBER, _REFERENCE, _AREA = 0x17, 0x1C, 0x1E, 0x1F, 0x3A, 0x3B
_LOST = frozenset({_ERROR, 0x3C, 0x3D})  # An error value, and references to cells that were deleted.
_ATTRIBUTE, _FUNCTION, _SPACES = 0x19, 0x21, 0x40
_OPERATORS = frozenset(range(0x03, 0x17))  # Also brackets, and an argument that is left out.
_SIZES = {_ERROR: 1, 0x1D: 1, _INTEGER: 2, _NUMBER: 8}  # Of what follows the token of a constant.
_TRUTHS = frozenset({34, 35})  # TRUE() and FALSE(), as programs write true and false.
_TOKENS = 255  # More are no figures that somebody added up by hand.
_COLUMN = 0x3FFF  # Two bits beside it say whether it is relative.


def sheet_of(own: bool, index: int, sheets: Sequence[str]) -> str | None:
    """Return what `SheetAt` does, for a sheet of the workbook itself (`own`) or of another one; a deleted one has the index -1."""
    if not own or not -1 <= index < len(sheets):
        return None
    return NameTable.BROKEN if index < 0 else sheets[index]


@dataclass(frozen=True, slots=True)
class Notation:
    """How a format writes references (index of the sheet, row, column; all from 0), areas likewise, and texts: from where to where."""

    reference: struct.Struct
    area: struct.Struct
    text: Callable[[bytes, int], tuple[str, int]]


def _xls_text(raw: bytes, at: int) -> tuple[str, int]:
    count, wide = raw[at], raw[at + 1] & 1
    end = at + 2 + count * (1 + wide)
    return raw[at + 2 : end].decode("utf-16-le" if wide else "latin-1", "replace"), end


def _xlsb_text(raw: bytes, at: int) -> tuple[str, int]:
    end = at + 2 + 2 * struct.unpack_from("<H", raw, at)[0]
    return raw[at + 2 : end].decode("utf-16-le", "replace"), end


XLS = Notation(struct.Struct("<HHH"), struct.Struct("<HH2xH2x"), _xls_text)
XLSB = Notation(struct.Struct("<HLH"), struct.Struct("<HL4xH2x"), _xlsb_text)


def meaning(formula: bytes, notation: Notation, sheet_at: SheetAt) -> Cell | str | None:
    """Return the (first) cell or the constant that `formula` is; "#REF!" where it is broken, None where it is anything else.

    IndexError and struct.error are raised where it is cut.
    """
    token, body = _token(formula, 0), formula[1:]
    if token in _LOST:
        return NameTable.BROKEN
    if token in {_REFERENCE, _AREA}:
        layout = notation.reference if token == _REFERENCE else notation.area
        sheet, row, column = layout.unpack_from(body)
        name = sheet_at(sheet) if len(body) == layout.size else None
        return name if name is None or name == NameTable.BROKEN else Cell(name, row + 1, (column & _COLUMN) + 1)
    return _constant(token, body, notation)


def reads_nothing(formula: bytes, notation: Notation) -> bool:
    """Say whether a formula reads no cell and calls no function, so that it is as good as a typed value; one that is cut is none."""
    at = 0
    for _ in range(_TOKENS):
        end = _end(formula, at, notation)
        if end is None or end >= len(formula):
            return end == len(formula)
        at = end
    return False


def _token(formula: bytes, at: int) -> int:
    """Return the token at a place, without what says of which class its result is."""
    return formula[at] & 0x1F | 0x20 if formula[at] >= 0x20 else formula[at]


def _end(formula: bytes, at: int, notation: Notation) -> int | None:
    """Return where what belongs to the token at a place ends; None where there is no token, or none of a constant or an operator."""
    token = _token(formula, at) if at < len(formula) else None
    begin = at + 1
    if token == _TEXT:
        return notation.text(formula, begin)[1] if len(formula) > begin + 1 else None
    if token == _ATTRIBUTE:
        return begin + 3 if len(formula) > begin and formula[begin] & _SPACES else None
    if token == _FUNCTION:
        return begin + 2 if int.from_bytes(formula[begin : begin + 2], "little") in _TRUTHS else None
    size = 0 if token in _OPERATORS else _SIZES.get(token) if token else None
    return None if size is None else begin + size


def _constant(token: int, body: bytes, notation: Notation) -> str | None:
    if token == _TEXT:
        text, end = notation.text(body, 0)
        return text if end == len(body) else None
    if token == _INTEGER and len(body) == 2:
        return str(struct.unpack("<H", body)[0])
    return f"{struct.unpack('<d', body)[0]:.15g}" if token == _NUMBER and len(body) == 8 else None
