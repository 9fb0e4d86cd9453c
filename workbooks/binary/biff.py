"""The records of an old Excel workbook (BIFF8 since 97, BIFF5 of 95): numbers, errors, names, comments, extents. Texts are calamine's.

Source: [MS-XLS] 2.4 (records). One walk over the records; nothing that a record says of a length is trusted. Numbers are read here, since
calamine takes them for dates by the number of their format even where the file gives that number another format, as Gnumeric does.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from workbooks import limits
from workbooks.appearance.hidden import made
from workbooks.appearance.numberformats import Shown
from workbooks.binary.bifflooks import COLUMNS, ROW, ground, ink, palette, unseen_lines
from workbooks.binary.biffnotes import Notes
from workbooks.binary.cellvalues import GatheredFormats, NumberFormats, error_value, rk_number, value_of
from workbooks.binary.tokens import XLS, meaning, reads_nothing, sheet_of
from workbooks.cells import NOTHING_HIDDEN, Cell, CellValue, HiddenLines, Position, Span
from workbooks.names import NameTable
from workbooks.refusal import Refused

_BOF, _EOF = 0x809, 0x0A
_FORMULA, _BOOL_OR_ERROR, _MULTIPLE, _NUMBER, _RK = 0x06, 0x205, 0xBD, 0x203, 0x27E
_TEXTS = frozenset({0xFD, 0x204, 0xD6})  # LABELSST, LABEL, RSTRING: all begin with row, column and style, as those above do.
_CELLS = frozenset({_FORMULA, _BOOL_OR_ERROR, _MULTIPLE, _NUMBER, _RK, *_TEXTS})
_MERGED = 0xE5
_NO_NUMBER = b"\xff\xff"  # Ends the result of a formula that is a text, an error or a truth value, as its first byte says.
_BUILT_IN = 0x20
_NO_FONT = 4  # Fonts are counted without one of this number.
_BIFF8 = 0x600  # Excel 95 (BIFF5) writes names and texts in another way.
_SELF = b"\x01\x04"  # The mark of the workbook itself among those that its formulas refer to.
_MACRO_SHEETS = frozenset({1, 6})  # Of macros of Excel 4, and modules of Visual Basic in Excel 95.


@dataclass(slots=True, kw_only=True)
class SheetRecords:
    """What the records of one sheet say. `first` and `last` bound its filled cells; `cells` are numbers and error values only."""

    name: str
    first: Position = (1, 1)
    last: Position = (1, 1)
    cells: dict[Position, CellValue] = field(default_factory=dict)
    percent: set[Position] = field(default_factory=set)
    disguised: set[Position] = field(default_factory=set)
    uncalculated: set[Position] = field(default_factory=set)
    formulas: set[Position] = field(default_factory=set)
    comments: Mapping[Position, str] = field(default_factory=dict)
    merged: dict[Position, Position] = field(default_factory=dict)
    unseen: set[Position] = field(default_factory=set)
    hidden: HiddenLines = NOTHING_HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsBook:
    """The sheets in their order, and the defined names. Excel 95's book is not `modern`: of it only cells are read."""

    modern: bool
    sheets: tuple[SheetRecords, ...]
    names: NameTable
    macros: bool
    since_1904: bool


@dataclass(slots=True, kw_only=True)
class _Globals:
    """What the records before the sheets say."""

    modern: bool
    starts: list[tuple[str, int]] = field(default_factory=list)
    kinds: set[int] = field(default_factory=set)
    own: list[bool] = field(default_factory=list)
    extern: list[tuple[int, int]] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)
    formats: GatheredFormats = field(default_factory=GatheredFormats)
    since_1904: bool = False

    def styles(self) -> NumberFormats:
        """Return what the cell formats make of numbers."""
        return self.formats.made(since_1904=self.since_1904)

    def sheet_at(self, index: int) -> str | None:
        """Return the sheet that a formula means by `index`, as `tokens.SheetAt` has it."""
        book, sheet = self.extern[index]
        return sheet_of(self.own[book], sheet, [name for name, _ in self.starts])


def read_book(stream: bytes) -> XlsBook:
    """Return what the Workbook stream says; Refused where it is encrypted or broken."""
    try:
        found = _globals(stream)
        styles = found.styles()
        sheets = tuple(_sheet(stream, name, start, styles, found.modern) for name, start in found.starts)
        return XlsBook(
            modern=found.modern, sheets=sheets, names=_names(found), macros=bool(found.kinds & _MACRO_SHEETS), since_1904=found.since_1904
        )
    except (struct.error, IndexError) as error:
        raise Refused("file_broken") from error


def _globals(stream: bytes) -> _Globals:
    found = _Globals(modern=struct.unpack_from("<H", stream, 4)[0] == _BIFF8)
    for kind, body in _records(stream, 0):
        match kind:
            case 0x2F:  # FilePass
                raise Refused("file_encrypted")
            case 0x85:  # BoundSheet8
                at = 8 if found.modern else 7
                name = _characters(body[at:], body[6], body[7] if found.modern else 0)
                found.starts.append((name, struct.unpack_from("<L", body)[0]))
                found.kinds.add(body[5])
            case 0x22:  # Date1904
                found.since_1904 = body[0] == 1
            case 0x31 | 0x92 | 0xE0 | 0x41E:
                _gather_format(found, kind, body)
            case 0x1AE:  # SupBook
                found.own.append(body[2:4] == _SELF)
            case 0x17 if found.modern:  # ExternSheet
                count = min(struct.unpack_from("<H", body)[0], (len(body) - 2) // 6)
                found.extern += [struct.unpack_from("<Hh", body, 2 + 6 * index) for index in range(count)]
            case 0x18 if found.modern:  # Lbl, a defined name
                found.names.append(body)
    return found


def _gather_format(found: _Globals, kind: int, body: bytes) -> None:
    match kind:
        case 0x31:  # Font
            found.formats.take_font(body, ink(body))
        case 0x92:  # Palette, of which the first colour has the number 8.
            found.formats.palette.update(palette(body))
        case 0xE0:  # XF
            font, number, alignment = struct.unpack_from("<HH2xB", body)
            found.formats.take(number, font - (font > _NO_FONT), alignment, ground(body) if found.modern else None)
        case _:  # Format
            number, count = struct.unpack_from("<HH" if found.modern else "<HB", body)
            code = _characters(body[5:], count, body[4]) if found.modern else _characters(body[3:], count, 0)
            found.formats.codes[str(number)] = code


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


def _sheet(stream: bytes, name: str, start: int, styles: NumberFormats, modern: bool) -> SheetRecords:
    sheet, notes = SheetRecords(name=name), Notes()
    low, narrow = list[Span](), list[Span]()
    rows, columns = set[int](), set[int]()
    for kind, body in _records(stream, start):
        if modern:
            notes.take(kind, body)
        if kind == _MERGED:
            sheet.merged.update(islice(_ranges(body), limits.MERGED - len(sheet.merged)))
        elif kind in {ROW, COLUMNS}:
            (low if kind == ROW else narrow).extend(unseen_lines(kind, body))
        if kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", body)
        last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MULTIPLE else column
        rows.add(row + 1)
        columns |= {column + 1, last + 1}
        _put(sheet, (row + 1, column + 1), kind, body, styles)
        if styles.invisible:
            sheet.unseen.update(at for at, style in _styled(kind, body, row, column) if style in styles.invisible)
    if rows:
        sheet.first, sheet.last = (min(rows), min(columns)), (max(rows), max(columns))
    sheet.comments, sheet.hidden = notes.comments(), made(low, narrow)
    return sheet


def _put(sheet: SheetRecords, position: Position, kind: int, body: bytes, styles: NumberFormats) -> None:
    if kind == _FORMULA and not reads_nothing(body[22 : 22 + int.from_bytes(body[20:22], "little")], XLS):
        sheet.formulas.add(position)
    for column, style, number in _numbers(kind, body):
        place = (position[0], position[1] + column)
        sheet.cells[place], shown = value_of(number, style, styles)
        if shown is not None:
            (sheet.percent if shown is Shown.PERCENT else sheet.disguised).add(place)
        if style in styles.obscuring:
            sheet.disguised.add(place)
    is_text = kind in _TEXTS or (kind == _FORMULA and body[6] == 0 and body[12:14] == _NO_NUMBER)
    if is_text and int.from_bytes(body[4:6], "little") in styles.disguising | styles.obscuring:
        sheet.disguised.add(position)
    if kind == _BOOL_OR_ERROR and body[7] == 1:
        sheet.cells[position] = error_value(body[6])
    elif kind == _FORMULA and body[12:14] == _NO_NUMBER:
        # Then the first byte says what the result is: 2 is an error, 3 an empty text.
        if body[6] == 2:
            sheet.cells[position] = error_value(body[8])
        elif body[6] == 3 and body[14] & 1:
            # An empty text that must be calculated first: it was saved by a program that does not calculate.
            sheet.uncalculated.add(position)


def _styled(kind: int, body: bytes, row: int, column: int) -> Iterator[tuple[Position, int]]:
    """Yield the cells of a record, and the index of their format; `row` and `column` are from 0."""
    places = (4 + 6 * index for index in range((len(body) - 6) // 6)) if kind == _MULTIPLE else (4,)
    yield from (((row + 1, column + 1 + index), int.from_bytes(body[at : at + 2], "little")) for index, at in enumerate(places))


def _ranges(body: bytes) -> Iterator[tuple[Position, Position]]:
    """Yield the ranges of a record of merged cells: from their first cell to their last."""
    for at in range(2, len(body) - 7, 8):
        top, bottom, left, right = struct.unpack_from("<4H", body, at)
        yield (top + 1, left + 1), (bottom + 1, right + 1)


def _numbers(kind: int, body: bytes) -> Iterator[tuple[int, int, float]]:
    """Yield the numbers of a record: how many columns after its first, the index of the cell format, and the number."""
    if kind == _MULTIPLE:
        for index in range((len(body) - 6) // 6):
            yield index, struct.unpack_from("<H", body, 4 + 6 * index)[0], rk_number(body[6 + 6 * index : 10 + 6 * index])
    elif kind in {_NUMBER, _RK} or (kind == _FORMULA and body[12:14] != b"\xff\xff"):
        number = rk_number(body[6:10]) if kind == _RK else struct.unpack_from("<d", body, 6)[0]
        yield 0, struct.unpack_from("<H", body, 4)[0], number


def _names(found: _Globals) -> NameTable:
    table = NameTable()
    # A name of the whole workbook has no sheet (0), and goes before one of a single sheet.
    for body in sorted(found.names, key=lambda body: struct.unpack_from("<H", body, 8)[0] > 0):
        flags, length, formula_length = struct.unpack_from("<HxBH", body)
        start = 15 + length * (2 if body[14] & 1 else 1)
        formula = body[start : start + formula_length]
        if formula and not flags & _BUILT_IN:
            said: Cell | str | None = meaning(formula, XLS, found.sheet_at)
            table.put(_characters(body[15:], length, body[14]), said)
    return table


def _characters(raw: bytes, count: int, flags: int) -> str:
    return raw[: 2 * count].decode("utf-16-le", "replace") if flags & 1 else raw[:count].decode("latin-1")
