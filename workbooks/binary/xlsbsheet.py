"""The cells of a sheet of a binary Excel workbook.

Source: [MS-XLSB] 2.4 (BrtCell..., BrtFmla..., BrtShort..., BrtMergeCell). calamine is not asked: it leaves out the short records, in which
a cell follows the one before without saying its column, texts with runs of formats, and merged cells; and it takes dates since 1904 for
dates since 1900.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from workbooks import limits
from workbooks.appearance.hidden import LEAST_HEIGHT, LEAST_WIDTH, made
from workbooks.appearance.numberformats import Shown
from workbooks.binary.cellvalues import NumberFormats, error_value, rk_number, value_of
from workbooks.binary.tokens import XLSB, reads_nothing
from workbooks.binary.xlsb import records, text_at
from workbooks.cells import MAX_COLUMN, MAX_ROW, CellValue, HiddenLines, Position, Span
from workbooks.refusal import Refused

_ROW, _BLANK, _RK, _ERROR, _TRUTH, _REAL, _TEXT, _SHARED = range(8)
_RESULT_TEXT, _RESULT_REAL, _RESULT_TRUTH, _RESULT_ERROR, _RICH = 8, 9, 10, 11, 62
_RESULTS = range(_RESULT_TEXT, _RESULT_ERROR + 1)
_CELLS = frozenset({*range(_BLANK, _RESULT_ERROR + 1), _RICH})
_MERGED, _COLUMNS = 176, 60
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x10, 0x01
_SHORT = range(12, 19)  # The short forms of 1 to 7.
_ALWAYS = 2  # A flag of a formula: it must be calculated when the workbook is opened.


@dataclass(slots=True, kw_only=True)
class SheetCells:
    """What the cells of one sheet hold; `uncalculated`, `percent`, all but `low` and `narrow` as in `workbooks.cells.Sheet`."""

    cells: dict[Position, CellValue] = field(default_factory=dict)
    uncalculated: set[Position] = field(default_factory=set)
    percent: set[Position] = field(default_factory=set)
    disguised: set[Position] = field(default_factory=set)
    formulas: set[Position] = field(default_factory=set)
    merged: dict[Position, Position] = field(default_factory=dict)
    unseen: set[Position] = field(default_factory=set)
    low: list[Span] = field(default_factory=list)
    narrow: list[Span] = field(default_factory=list)

    @property
    def hidden(self) -> HiddenLines:
        """Return the rows and columns that nobody sees."""
        return made(self.low, self.narrow)


def read_sheet(part: bytes, strings: Sequence[str], styles: NumberFormats) -> SheetCells:
    """Return the cells of the sheet `part`; Refused where it is broken, or has more cells than any questionnaire."""
    sheet = SheetCells()
    try:
        for position, kind, body in _cells(_apart(part, sheet)):
            _put(sheet, position, kind, body, strings, styles)
            if position in sheet.cells and int.from_bytes(body[4:7], "little") in styles.obscuring:
                sheet.disguised.add(position)
            if position in sheet.cells and int.from_bytes(body[4:7], "little") in styles.invisible:
                sheet.unseen.add(position)
            if len(sheet.cells) > limits.FILLED:
                raise Refused("file_too_large")
    except (struct.error, IndexError) as error:
        raise Refused("file_broken") from error
    return sheet


def _apart(part: bytes, sheet: SheetCells) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a sheet but those of columns and merged cells, which are put into it; these as far as they are few."""
    for kind, body in records(part):
        if kind == _COLUMNS:
            first, last, width, flags = struct.unpack_from("<3L4xB", body)
            if flags & _HIDDEN_COLUMN or width / 256 < LEAST_WIDTH:
                sheet.narrow.append((first + 1, last + 1))
        elif kind != _MERGED:
            if kind == _ROW and _is_low(body):
                row = int.from_bytes(body[:4], "little") + 1
                sheet.low.append((row, row))
            yield kind, body
        elif len(sheet.merged) < limits.MERGED:
            top, bottom, left, right = struct.unpack_from("<4L", body)
            if top > bottom or left > right or bottom >= MAX_ROW or right >= MAX_COLUMN:
                raise Refused("file_broken")
            sheet.merged[top + 1, left + 1] = bottom + 1, right + 1


def _is_low(body: bytes) -> bool:
    return bool(body[11] & _HIDDEN_ROW) or int.from_bytes(body[8:10], "little") / 20 < LEAST_HEIGHT


def _cells(written: Iterable[tuple[int, bytes]]) -> Iterator[tuple[Position, int, bytes]]:
    """Yield position, kind and body of the cells, all in their long forms."""
    row, column = 0, -1
    for kind, body in written:
        if kind == _ROW:
            (row,), column = struct.unpack_from("<L", body), -1
            continue
        if kind in _SHORT:
            column += 1
            kind, body = kind - 11, b"\0\0\0\0" + body  # noqa: PLW2901 - The long form is the same cell.
        elif kind in _CELLS:
            (column,) = struct.unpack_from("<L", body)
        else:
            continue
        if row >= MAX_ROW or column >= MAX_COLUMN:
            raise Refused("file_broken")
        yield (row + 1, column + 1), kind, body


def _put(sheet: SheetCells, position: Position, kind: int, body: bytes, strings: Sequence[str], styles: NumberFormats) -> None:
    if kind in _RESULTS and not reads_nothing(_formula(kind, body), XLSB):
        sheet.formulas.add(position)
    style = int.from_bytes(body[4:7], "little")
    if kind in {_RK, _REAL, _RESULT_REAL}:
        number = rk_number(body[8:12]) if kind == _RK else struct.unpack_from("<d", body, 8)[0]
        sheet.cells[position], shown = value_of(number, style, styles)
        if shown is not None:
            (sheet.percent if shown is Shown.PERCENT else sheet.disguised).add(position)
    elif kind in {_ERROR, _RESULT_ERROR}:
        sheet.cells[position] = error_value(body[8])
    elif kind in {_TRUTH, _RESULT_TRUTH}:
        sheet.cells[position] = body[8] != 0
    elif kind != _BLANK:
        text, end = _text(kind, body, strings)
        if text:
            sheet.cells[position] = text
            if style in styles.disguising:
                sheet.disguised.add(position)
        elif kind == _RESULT_TEXT and body[end] & _ALWAYS:
            # An empty text that must be calculated first: it was saved by a program that does not calculate.
            sheet.uncalculated.add(position)


def _formula(kind: int, body: bytes) -> bytes:
    """Return the tokens of a formula, which stand behind its result and two bytes of flags; nothing where they are cut."""
    value = 16 if kind == _RESULT_REAL else text_at(body, 8)[1] if kind == _RESULT_TEXT else 9
    size = int.from_bytes(body[value + 2 : value + 6], "little")
    return body[value + 6 : value + 6 + size]


def _text(kind: int, body: bytes, strings: Sequence[str]) -> tuple[str, int]:
    if kind == _SHARED:
        return strings[struct.unpack_from("<L", body, 8)[0]], 12
    return text_at(body, 9 if kind == _RICH else 8)
