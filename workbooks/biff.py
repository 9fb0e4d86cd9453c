"""What calamine does not tell of an old Excel workbook (BIFF8): extents, error values, defined names, whether it is encrypted.

Source: [MS-XLS] 2.4 (records) and 2.5.198 (formulas). One walk over the records; nothing that a record says of a length is trusted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbooks.cells import CellError, NameTarget, Position
from workbooks.names import NameTable
from workbooks.refusal import Refused

_BOF, _EOF, _FILEPASS, _SHEET, _EXTERN, _NAME = 0x809, 0x0A, 0x2F, 0x85, 0x17, 0x18
_FORMULA, _BOOL_OR_ERROR, _MULTIPLE = 0x06, 0x205, 0xBD
# NUMBER, RK, LABELSST, LABEL, RSTRING: all begin with row and column, as the three above do.
_CELLS = frozenset({_FORMULA, _BOOL_OR_ERROR, _MULTIPLE, 0x203, 0x27E, 0xFD, 0x204, 0xD6})
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BUILT_IN = 0x20
_BIFF8 = 0x600  # Excel 95 (BIFF5) writes names and texts in another way.


@dataclass(slots=True)
class SheetRecords:
    """What the records of one sheet say. `first` and `last` bound its filled cells."""

    name: str
    first: Position = (1, 1)
    last: Position = (1, 1)
    errors: dict[Position, CellError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets in their order, and the defined names. Excel 95's book is not `modern`: of it only cells are read."""

    modern: bool
    sheets: tuple[SheetRecords, ...]
    names: NameTable


def read_book(stream: bytes) -> Book:
    """Return what the Workbook stream says; Refused where it is encrypted or broken."""
    try:
        return _read_book(stream)
    except (struct.error, IndexError) as error:
        raise Refused("file_broken") from error


def _read_book(stream: bytes) -> Book:
    starts: list[tuple[str, int]] = []
    sheet_of: list[int] = []
    names: list[bytes] = []
    modern = struct.unpack_from("<H", stream, 4)[0] == _BIFF8
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise Refused("file_encrypted")
        if kind == _SHEET and not modern:
            starts.append((_characters(body[7:], body[6], 0), struct.unpack_from("<L", body)[0]))
        elif kind == _SHEET:
            starts.append((_characters(body[8:], body[6], body[7]), struct.unpack_from("<L", body)[0]))
        elif kind == _EXTERN and modern:
            sheet_of += [struct.unpack_from("<h", body, 4 + 6 * index)[0] for index in range(struct.unpack_from("<H", body)[0])]
        elif kind == _NAME and modern:
            names.append(body)
    table = NameTable()
    # A name of the whole workbook has no sheet (0), and goes before one of a single sheet.
    for body in sorted(names, key=lambda body: struct.unpack_from("<H", body, 8)[0] > 0):
        _add_name(table, body, [name for name, _ in starts], sheet_of)
    return Book(modern, tuple(_sheet(stream, name, start) for name, start in starts), table)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream, from its BOF to its EOF, without those of charts inside of it."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length


def _sheet(stream: bytes, name: str, start: int) -> SheetRecords:
    sheet = SheetRecords(name)
    positions: list[Position] = []
    for kind, body in _records(stream, start):
        if kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", body)
        position = (row + 1, column + 1)
        positions.append(position)
        if kind == _MULTIPLE:
            positions.append((row + 1, struct.unpack_from("<H", body, len(body) - 2)[0] + 1))
        code = _error_code(kind, body)
        if code is not None:
            sheet.errors[position] = CellError(_ERRORS.get(code, "#VALUE!"))
    if positions:
        rows, columns = zip(*positions, strict=True)
        sheet.first, sheet.last = (min(rows), min(columns)), (max(rows), max(columns))
    return sheet


def _error_code(kind: int, body: bytes) -> int | None:
    if kind == _BOOL_OR_ERROR and body[7] == 1:
        return body[6]
    # A formula's result is a number unless its last two bytes are FFFF; then the first byte says what it is, and 2 is an error.
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None


def _add_name(table: NameTable, body: bytes, sheets: list[str], sheet_of: list[int]) -> None:
    flags, length, formula_length = struct.unpack_from("<HxBH", body)
    if flags & _BUILT_IN:
        return
    wide = body[14]
    name = _characters(body[15:], length, wide)
    start = 15 + length * (2 if wide & 1 else 1)
    table.put(name, _target(body[start : start + formula_length], sheets, sheet_of))


def _target(formula: bytes, sheets: list[str], sheet_of: list[int]) -> NameTarget | str | None:
    """Return the cell or the constant that a formula of one token is; "#REF!" where it is broken, None where it is something else."""
    token = formula[0] & 0x1F | 0x20 if formula[0] >= 0x20 else formula[0]
    if token in {0x3C, 0x3D, 0x1C}:
        return NameTable.BROKEN
    if token == 0x17:
        return _characters(formula[3:], formula[1], formula[2])
    if token == 0x1E:
        return str(struct.unpack_from("<H", formula, 1)[0])
    if token == 0x1F:
        return f"{struct.unpack_from('<d', formula, 1)[0]:.15g}"
    if token not in {0x3A, 0x3B}:
        return None
    index, row = struct.unpack_from("<HH", formula, 1)
    column = struct.unpack_from("<H", formula, 5 if token == 0x3A else 7)[0]
    sheet = sheet_of[index]
    return NameTarget(sheets[sheet], row + 1, (column & 0xFF) + 1) if 0 <= sheet < len(sheets) else None


def _characters(raw: bytes, count: int, flags: int) -> str:
    return raw[: 2 * count].decode("utf-16-le", "replace") if flags & 1 else raw[:count].decode("latin-1")
