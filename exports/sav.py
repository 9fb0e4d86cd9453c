"""Tables as SPSS system files, written row by row.

Source: "System File Format" in the PSPP developer's guide. No library writes such a file as a stream. Variables and values have their
labels, gaps are user-missing values, dates are dates, and instants are in UTC. A text that is longer than 255 bytes lies in segments.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from exports.csv import write_codebook
from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, Gap, with_companions
from exports.export import Export, Out, shortened
from exports.scripts import value_labels
from exports.words import label_of

# Source of the limits: IBM SPSS Statistics, Base specifications; a value label is as long as its programs show it.
_VARIABLE_LABEL, _VALUE_LABEL, _STRING, _PLAIN_STRING = 255, 120, 32_767, 255
_SEGMENT_STORED, _SEGMENT_COUNTED = 255, 252  # Bytes of a very long string that a segment holds, and by which they are counted.
_A, _F, _DATETIME, _SDATE = 1, 5, 22, 39  # Formats.
_SYSMIS = -sys.float_info.max
_EPOCH = date(1582, 10, 14).toordinal()
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SPACE, _RAW, _MISSING, _BIAS = 254, 253, 255, 100  # Codes of the compression.


def write(dataset: Dataset, out: Out, *, labels: bool, language: str) -> None:  # noqa: ARG001 - the file has both codes and labels
    """Write a .sav for each table."""
    for table in dataset.tables:
        coded = with_companions(table)
        with out.file(dataset.file(table, "sav")) as file:
            _File(file, dataset, coded, out, language).write()
    write_codebook(dataset, out)


EXPORT = Export(
    name="sav",
    says="SPSS files, one for each table, with labels and user-missing values.",
    write=write,
    opens='SPSS and PSPP open the files. R: haven::read_sav("STUDY-answers.sav", user_na = TRUE). '
    'Python: pyreadstat.read_sav("STUDY-answers.sav", user_missing=True).',
)


class _File:
    def __init__(self, file: BinaryIO, dataset: Dataset, table: DataTable, out: Out, language: str) -> None:
        self._file, self._dataset, self._table, self._out, self._language = file, dataset, table, out, language
        self._segments = [segments(one) for one in table.columns]

    def write(self) -> None:
        """Write the dictionary and the rows."""
        self._header()
        self._variables()
        self._value_labels()
        self._extensions()
        self._file.write(struct.pack("<ii", 999, 0))
        makers = [self._maker(column, those) for column, those in zip(self._table.columns, self._segments, strict=True)]
        compress(self._file, self._table.rows(), makers)

    def _header(self) -> None:
        at = self._dataset.as_of
        units = sum(_units(width) for those in self._segments for width in those)
        self._file.write(b"$FL2" + _padded("@(#) SPSS DATA FILE Counterfoil", 60))
        self._file.write(struct.pack("<iiiiid", 2, units, 1, 0, self._table.count, float(_BIAS)))
        label = _padded(shortened(self._table.label, 64), 64)
        self._file.write(_padded(f"{at:%d} {_MONTHS[at.month - 1]} {at:%y}", 9) + _padded(f"{at:%H:%M:%S}", 8) + label + bytes(3))

    def _variables(self) -> None:
        number = 0
        for column, those in zip(self._table.columns, self._segments, strict=True):
            for segment, width in enumerate(those):
                number += 1
                self._variable(column, width, _short(number), first=segment == 0)

    def _variable(self, column: DataColumn, width: int, short: str, *, first: bool) -> None:
        whole = label_of(column.label, self._language)
        label = shortened(whole, _VARIABLE_LABEL).encode() if first else b""
        if label != whole.encode() and first:
            self._out.warn(f"{column.name}: its label is longer than {_VARIABLE_LABEL} bytes and was shortened; the codebook has it whole.")
        missing = sorted(column.missing.values()) if first else []
        shown = _format(column, width)
        ranged = -2 if len(missing) > 1 else len(missing)
        self._file.write(struct.pack("<iiiiii", 2, width, int(bool(label)), ranged, shown, shown) + _padded(short, 8))
        if label:
            self._file.write(struct.pack("<i", len(label)) + label + bytes(-len(label) % 4))
        if missing:
            ends = missing if len(missing) == 1 else [missing[0], missing[-1]]
            self._file.write(struct.pack(f"<{len(ends)}d", *ends))
        for _ in range(_units(width) - 1):
            self._file.write(struct.pack("<iiiiii", 2, -1, 0, 0, shown, shown) + _padded("", 8))

    def _value_labels(self) -> None:
        place = 1
        for column, those in zip(self._table.columns, self._segments, strict=True):
            said = value_labels(column, self._language)
            if said:
                self._file.write(struct.pack("<ii", 3, len(said)))
                for number, text in said.items():
                    label = shortened(text, _VALUE_LABEL).encode()
                    if label != text.encode():
                        what = f"{column.name}: a value label is longer than {_VALUE_LABEL} bytes"
                        self._out.warn(f"{what} and was shortened; the codebook has it whole.")
                    self._file.write(struct.pack("<dB", float(number), len(label)) + label + b" " * (-(len(label) + 1) % 8))
                self._file.write(struct.pack("<iii", 4, 1, place))
            place += sum(_units(width) for width in those)

    def _extensions(self) -> None:
        self._extension(3, 4, struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001))
        low = struct.unpack("<d", b"\xfe\xff\xff\xff\xff\xff\xef\xff")[0]
        self._extension(4, 8, struct.pack("<3d", _SYSMIS, sys.float_info.max, low))
        shown: list[int] = []
        longs: list[str] = []
        very: list[str] = []
        number = 0
        for column, those in zip(self._table.columns, self._segments, strict=True):
            longs.append(f"{_short(number + 1)}={column.name}")
            if len(those) > 1:
                very.append(f"{_short(number + 1)}={_width(column):05}\0\t")
            measure = 3 if column.kind in {ColumnKind.NUMBER, ColumnKind.DATE, ColumnKind.INSTANT} else 1
            for width in those:
                shown += [measure, min(width or 12, 40), 0 if width else 1]
            number += len(those)
        self._extension(11, 4, struct.pack(f"<{len(shown)}i", *shown))
        self._extension(13, 1, "\t".join(longs).encode())
        if very:
            self._extension(14, 1, "".join(very).encode())
        self._extension(16, 8, struct.pack("<qq", 1, self._table.count))
        self._extension(20, 1, b"UTF-8")

    def _extension(self, kind: int, size: int, data: bytes) -> None:
        self._file.write(struct.pack("<iiii", 7, kind, size, len(data) // size) + data)

    def _maker(self, column: DataColumn, those: Sequence[int]) -> Callable[[Any], float | list[bytes] | None]:
        """Return what makes of a cell its number, or the bytes of its segments."""
        if column.kind is ColumnKind.TEXT:
            return self._text_maker(column, those)
        if column.kind is ColumnKind.INSTANT:
            return lambda cell: None if cell is None else seconds(cell)
        if column.kind is ColumnKind.DATE:
            return lambda cell: None if cell is None else self._day(cell, column)
        numbers: dict[Any, float] = {code.name: float(code.number) for code in column.codes}
        numbers |= {gap: float(number) for gap, number in column.missing.items()}
        return lambda cell: None if cell is None else numbers[cell] if type(cell) is Gap or type(cell) is str else float(cell)

    def _day(self, cell: date, column: DataColumn) -> float | None:
        days = cell.toordinal() - _EPOCH
        if days < 1:
            self._out.warn(f"{column.name}: SPSS knows no date before 15 October 1582; {cell.isoformat()} is blank, and stands in the CSV.")
            return None
        return days * 86400.0

    def _text_maker(self, column: DataColumn, those: Sequence[int]) -> Callable[[Any], list[bytes]]:
        room = _width(column)

        def make(cell: str | None) -> list[bytes]:
            data = (cell or "").encode()
            if len(data) > room:
                self._out.warn(f"{column.name}: a text is longer than {_STRING} bytes and was shortened; the CSV has it whole.")
                data = shortened(cell or "", room).encode()
            if len(those) == 1:
                return [data.ljust(8 * _units(those[0]))]
            pieces = [data[start : start + _SEGMENT_STORED] for start in range(0, _SEGMENT_STORED * len(those), _SEGMENT_STORED)]
            return [piece.ljust(8 * _units(width)) for piece, width in zip(pieces, those, strict=True)]

        return make


def compress(file: BinaryIO, rows: Iterable[Sequence[Any]], makers: Sequence[Callable[[Any], float | list[bytes] | None]]) -> None:
    """Write rows by the bytecode compression: eight codes, and after them the values that no code stands for."""
    codes, values = bytearray(), []
    for row in rows:
        for make, cell in zip(makers, row, strict=True):
            made = make(cell)
            if made is None:
                codes.append(_MISSING)
            elif type(made) is list:
                for code, data in _pieces(made):
                    codes.append(code)
                    values.append(data)
                    if len(codes) == 8:
                        file.write(codes + b"".join(values))
                        codes, values = bytearray(), []
                continue
            elif -_BIAS < made < _RAW - _BIAS - 1 and made.is_integer():  # type: ignore[operator,union-attr]
                codes.append(int(made) + _BIAS)  # type: ignore[arg-type]
            else:
                codes.append(_RAW)
                values.append(struct.pack("<d", made))
            if len(codes) == 8:
                file.write(codes + b"".join(values))
                codes, values = bytearray(), []
    if codes:
        file.write(codes.ljust(8, b"\0") + b"".join(values))


def _pieces(made: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    for segment in made:
        filled = len(segment.rstrip(b" "))
        for start in range(0, len(segment), 8):
            yield (_SPACE, b"") if start >= filled else _piece(segment[start : start + 8])


def _piece(data: bytes) -> tuple[int, bytes]:
    return (_SPACE, b"") if data == b"        " else (_RAW, data)


def seconds(at: datetime) -> float:
    """Return an instant as SPSS counts it."""
    return (at.toordinal() - _EPOCH) * 86400.0 + at.hour * 3600 + at.minute * 60 + at.second


def segments(column: DataColumn) -> list[int]:
    """Return the widths of the variables that hold a column: 0 for a number, several for a text of more than 255 bytes."""
    if column.kind is not ColumnKind.TEXT:
        return [0]
    width = _width(column)
    if width <= _PLAIN_STRING:
        return [width]
    count = -(-width // _SEGMENT_COUNTED)
    return [*[_PLAIN_STRING] * (count - 1), width - (count - 1) * _SEGMENT_COUNTED]


def _width(column: DataColumn) -> int:
    return min(max(column.width, 1), _STRING)


def _units(width: int) -> int:
    return max(1, -(-width // 8))


def _format(column: DataColumn, width: int) -> int:
    if width:
        return _A << 16 | width << 8
    if column.kind is ColumnKind.DATE:
        return _SDATE << 16 | 10 << 8
    if column.kind is ColumnKind.INSTANT:
        return _DATETIME << 16 | 20 << 8
    return _F << 16 | 12 << 8 | (0 if column.whole else 2)


def _short(number: int) -> str:
    return f"V{number:07}"


def _padded(text: str, room: int) -> bytes:
    return text.encode().ljust(room)
