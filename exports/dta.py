"""Tables as Stata files of release 118 (Stata 14 and later), written row by row.

Source: `help dta` of Stata. No library writes such a file as a stream. Variables and values have their labels, gaps are the extended
missing values .a to .z, dates are dates, and instants are in UTC. Texts of more than 2,045 bytes are strLs.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from shutil import copyfileobj
from typing import Any, BinaryIO

from domain.errors import ConfigurationError
from exports.csv import write_codebook
from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, Gap, with_companions
from exports.export import Export, Out, shortened
from exports.words import label_of
from languages.telling import phrased

_VARIABLES, _STRING, _VARIABLE_LABEL, _VALUE_LABEL = 32_767, 2_045, 80, 32_000
_DOUBLE, _STRL = 65_526, 32_768  # Types; a text of fixed width has its width.
_EPOCH = date(1960, 1, 1).toordinal()
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LETTERS = 26
_MISSING_LONG = 2_147_483_621  # "." among whole numbers; .a and those after it follow.


def write(dataset: Dataset, out: Out, *, labels: bool, language: str) -> None:  # noqa: ARG001 - the file has both codes and labels
    """Write a .dta for each table."""
    for table in dataset.tables:
        coded = with_companions(table)
        if len(coded.columns) > _VARIABLES:
            raise ConfigurationError(
                phrased("faults.many_columns", table=table.name, there=f"{len(coded.columns):,}", most=f"{_VARIABLES:,}"),
                where="export dta",
                remedy=phrased("faults.csv_or_parquet_do"),
            )
        with out.file(dataset.file(table, "dta")) as file, ExitStack() as stack:
            strls = stack.enter_context(tempfile.TemporaryFile())
            _File(file, strls, dataset, coded, out, language).write()
    write_codebook(dataset, out)


EXPORT = Export(
    name="dta",
    says="Stata files, one for each table, with labels and extended missing values.",
    write=write,
    opens='Stata: use "STUDY-answers.dta". R: haven::read_dta("STUDY-answers.dta"). '
    'Python: pyreadstat.read_dta("STUDY-answers.dta", user_missing=True).',
)


class _File:
    def __init__(self, file: BinaryIO, strls: BinaryIO, dataset: Dataset, table: DataTable, out: Out, language: str) -> None:
        self._file, self._strls, self._dataset, self._table, self._out, self._language = file, strls, dataset, table, out, language
        self._types = [_type(one) for one in table.columns]

    def write(self) -> None:
        """Write the parts in their order, and where each begins into the map."""
        columns = self._table.columns
        begins = [0]
        self._header()
        begins.append(self._file.tell())
        self._part("map", bytes(8 * 14))
        parts = {
            "variable_types": struct.pack(f"<{len(columns)}H", *self._types),
            "varnames": b"".join(_fixed(one.name, 129) for one in columns),
            "sortlist": bytes(2 * (len(columns) + 1)),
            "formats": b"".join(_fixed(_format(one, kind), 57) for one, kind in zip(columns, self._types, strict=True)),
            "value_label_names": b"".join(_fixed(one.name if self._said(one) else "", 129) for one in columns),
            "variable_labels": b"".join(_fixed(self._label(one), 321) for one in columns),
            "characteristics": b"",
        }
        for name, data in parts.items():
            begins.append(self._file.tell())
            self._part(name, data)
        begins.append(self._file.tell())
        self._file.write(b"<data>")
        self._rows()
        self._file.write(b"</data>")
        begins.append(self._file.tell())
        self._file.write(b"<strls>")
        self._strls.seek(0)
        copyfileobj(self._strls, self._file)
        self._file.write(b"</strls>")
        begins.append(self._file.tell())
        self._file.write(b"<value_labels>")
        for column in columns:
            self._value_labels(column)
        self._file.write(b"</value_labels>")
        begins.append(self._file.tell())
        self._file.write(b"</stata_dta>")
        begins.append(self._file.tell())
        self._file.seek(begins[1] + len("<map>"))
        self._file.write(struct.pack("<14Q", *begins))

    def _header(self) -> None:
        at = self._dataset.as_of
        label = self._table.label[:_VARIABLE_LABEL].encode()
        stamp = f"{at:%d} {_MONTHS[at.month - 1]} {at:%Y %H:%M}".encode()
        self._file.write(b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>")
        self._file.write(b"<K>" + struct.pack("<H", len(self._table.columns)) + b"</K>")
        self._file.write(b"<N>" + struct.pack("<Q", self._table.count) + b"</N>")
        self._file.write(b"<label>" + struct.pack("<H", len(label)) + label + b"</label>")
        self._file.write(b"<timestamp>" + bytes([len(stamp)]) + stamp + b"</timestamp></header>")

    def _part(self, name: str, data: bytes) -> None:
        self._file.write(f"<{name}>".encode() + data + f"</{name}>".encode())

    def _said(self, column: DataColumn) -> dict[int, str]:
        """Return the value labels by number as Stata has them; a gap's is that of its letter."""
        said = {code.number: label_of(code.label, self._language) for code in column.codes}
        for gap in column.missing:
            if gap.place >= _LETTERS:
                self._out.warn(
                    f"{column.name}: Stata has {_LETTERS} missing values, and the study more missing codes: {gap.name} and others are .z."
                )
            number = _MISSING_LONG + letter(gap)
            label = label_of(gap.label, self._language)
            said[number] = f"{said[number]}; {label}" if number in said else label
        return said

    def _label(self, column: DataColumn) -> str:
        whole = label_of(column.label, self._language)
        if len(whole) <= _VARIABLE_LABEL:
            return whole
        self._out.warn(
            f"{column.name}: its label is longer than {_VARIABLE_LABEL} characters and was shortened; the codebook has it whole."
        )
        return whole[: _VARIABLE_LABEL - 1] + "…"

    def _value_labels(self, column: DataColumn) -> None:
        said = sorted(self._said(column).items())
        if not said:
            return
        texts: list[bytes] = []
        for _, text in said:
            texts.append(shortened(text, _VALUE_LABEL).encode() + b"\0")
            if len(text.encode()) > _VALUE_LABEL:
                self._out.warn(
                    f"{column.name}: a value label is longer than {_VALUE_LABEL} bytes and was shortened; the codebook has it whole."
                )
        offsets = [sum(map(len, texts[:place])) for place in range(len(texts))]
        numbers = [number for number, _ in said]
        body = struct.pack("<ii", len(said), sum(map(len, texts)))
        body += struct.pack(f"<{len(said)}i", *offsets) + struct.pack(f"<{len(said)}i", *numbers) + b"".join(texts)
        self._part("lbl", struct.pack("<i", len(body)) + _fixed(column.name, 129) + bytes(3) + body)

    def _rows(self) -> None:
        row_of = struct.Struct("<" + "".join("d" if kind == _DOUBLE else "8s" if kind == _STRL else f"{kind}s" for kind in self._types))
        makers = [
            self._maker(column, kind, place) for place, (column, kind) in enumerate(zip(self._table.columns, self._types, strict=True), 1)
        ]
        for number, row in enumerate(self._table.rows(), 1):
            self._number = number
            self._file.write(row_of.pack(*[make(cell) for make, cell in zip(makers, row, strict=True)]))

    def _maker(self, column: DataColumn, kind: int, place: int) -> Callable[[Any], Any]:
        if kind == _STRL:
            return lambda cell: self._strl(cell, place)
        if column.kind is ColumnKind.TEXT:
            return lambda cell: (cell or "").encode()
        if column.kind is ColumnKind.INSTANT:
            return lambda cell: missing(0) if cell is None else milliseconds(cell)
        if column.kind is ColumnKind.DATE:
            return lambda cell: missing(0) if cell is None else float(cell.toordinal() - _EPOCH)
        numbers: dict[Any, float] = {code.name: float(code.number) for code in column.codes}
        numbers |= {gap: missing(letter(gap)) for gap in column.missing}
        numbers[None] = missing(0)
        return lambda cell: numbers[cell] if cell is None or type(cell) is Gap or type(cell) is str else float(cell)

    def _strl(self, cell: str | None, place: int) -> bytes:
        """Write a text after the data, and return what points to it."""
        if not cell:
            return bytes(8)
        # A text ends with its first NUL, and a binary one with its length.
        data, kind = (cell.encode(), 129) if "\0" in cell else (cell.encode() + b"\0", 130)
        self._strls.write(b"GSO" + struct.pack("<IQBI", place, self._number, kind, len(data)) + data)
        return struct.pack("<H", place) + self._number.to_bytes(6, "little")


def _type(column: DataColumn) -> int:
    if column.kind is not ColumnKind.TEXT:
        return _DOUBLE
    return max(column.width, 1) if column.width <= _STRING else _STRL


def _format(column: DataColumn, kind: int) -> str:
    if column.kind is ColumnKind.TEXT:
        return "%9s" if kind == _STRL else f"%-{min(kind, 40)}s"
    return {ColumnKind.DATE: "%td", ColumnKind.INSTANT: "%tc"}.get(column.kind, "%12.0g")


def letter(gap: Gap) -> int:
    """Return which of .a to .z stands for a gap, counted from 1."""
    return min(gap.place + 1, _LETTERS)


def missing(number: int) -> float:
    """Return a missing value among doubles: "." for 0, .a for 1 and so on."""
    return float(struct.unpack("<d", struct.pack("<Q", 0x7FE0000000000000 + (number << 40)))[0])


def milliseconds(at: datetime) -> float:
    """Return an instant as Stata counts it (%tc, which knows no leap seconds)."""
    return ((at.toordinal() - _EPOCH) * 86400.0 + at.hour * 3600 + at.minute * 60 + at.second) * 1000.0


def _fixed(text: str, room: int) -> bytes:
    return text.encode().ljust(room, b"\0")
