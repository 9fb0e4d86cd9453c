"""A sheet that was saved as text: every cell is a text, since nothing else is known of it."""

from __future__ import annotations

import codecs
import csv
import io

from charset_normalizer import from_bytes

from workbooks import limits
from workbooks.cells import CellValue, Position, Sheet, Visibility, Workbook
from workbooks.formats import Format
from workbooks.refusal import Refused

_DELIMITERS = ";,\t|"
_SAMPLE = 65_536


def read(data: bytes) -> Workbook:
    """Return a workbook of one sheet; Refused where the text is in no known encoding or beyond the limits."""
    text = _decoded(data)
    delimiter, text = _delimiter(text)
    csv.field_size_limit(limits.TEXT)
    cells: dict[Position, CellValue] = {}
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            cells |= {(row, column): value for column, value in enumerate(values, 1) if value}
    except csv.Error as error:
        raise Refused("file_broken") from error
    sheet = Sheet("", Visibility.VISIBLE, cells)
    limits.check_filled([sheet])
    return Workbook("csv", (sheet,))


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        guess = from_bytes(data[:_SAMPLE]).best()
    if guess is None:
        raise Refused("file_broken")
    return data.decode(guess.encoding, "replace")


def _delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter, and the text without the line `sep=;` by which Excel says it."""
    first, _, rest = text.partition("\n")
    if first.startswith("sep=") and first[4:5] in _DELIMITERS:
        return first[4], rest
    # Decimal commas and commas in sentences are many, so that a comma wins only where there is nothing else.
    head = text[:_SAMPLE]
    return max(";\t|", key=head.count) if any(mark in head for mark in ";\t|") else ",", text


FORMAT = Format("csv", ("csv",), (".csv", ".tsv"), read)
