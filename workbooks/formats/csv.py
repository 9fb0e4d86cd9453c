"""A sheet that was saved as text: every cell is a text, since nothing else is known of it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from workbooks import limits
from workbooks.cells import MAX_COLUMN, MAX_ROW, CellValue, Position, Sheet, Visibility, Workbook
from workbooks.formats import Format
from workbooks.recognition import encoding
from workbooks.refusal import Refused

# In this order where rows are equally regular: commas stand in sentences and decimal numbers, tabs nowhere else.
_DELIMITERS = "\t;|,"
_SAMPLE = 500  # Rows.


def read(data: bytes) -> Workbook:
    """Return a workbook of one sheet; Refused where the text is in no known encoding, its quotes are wrong, or it is beyond the limits.

    Quotes that do not close would swallow the cells after them without a word, and bytes that belong to no letter would be lost.
    """
    try:
        text, _ = encoding.decode(data)
    except UnicodeDecodeError as error:
        raise Refused("file_encoding") from error
    csv.field_size_limit(limits.TEXT)
    said, text = _said_delimiter(text)
    delimiter = said or _regular_delimiter(text)
    cells: dict[Position, CellValue] = {}
    try:
        for row, values in enumerate(_rows(text, delimiter), 1):
            if row > MAX_ROW or len(values) > MAX_COLUMN:
                raise Refused("file_too_large")
            cells |= {(row, column): value for column, value in enumerate(values, 1) if value}
    except csv.Error as error:
        raise Refused("file_broken") from error
    sheet = Sheet(name="", visibility=Visibility.VISIBLE, cells=cells)
    return Workbook(format="csv", sheets=(sheet,))


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _said_delimiter(text: str) -> tuple[str | None, str]:
    """Return the delimiter that the line `sep=;` says, which is Excel's own and no row of the sheet, and the text after it."""
    first = io.StringIO(text, newline=None).readline().strip('"\r\n')
    if not (first.lower().startswith("sep=") and len(first) == 5):
        return None, text
    lines = io.StringIO(text, newline="")
    lines.readline()
    return first[4], lines.read()


def _regular_delimiter(text: str) -> str:
    found = {delimiter: _regularity(text, delimiter) for delimiter in _DELIMITERS}
    best = max(found, key=found.__getitem__)
    # Where a delimiter does not fit the quotes and no other makes a table, the file itself is wrong.
    if found[best] < 0.5 and min(found.values()) < 0:
        raise Refused("file_broken")
    return best


def _regularity(text: str, delimiter: str) -> float:
    """Return which share of the rows have the same number of cells, and more than one.

    The true delimiter gives nearly all rows the same width; one that only stands in sentences gives each its own. Quotes that close before
    something else than the delimiter were put there for another one.
    """
    try:
        widths = [len(values) for values in islice(_rows(text, delimiter), _SAMPLE) if values]
    except csv.Error:
        return -1
    regular = Counter(width for width in widths if width > 1).most_common(1)
    return regular[0][1] / len(widths) if regular else 0


FORMAT = Format(name="csv", claims=("csv",), extensions=(".csv", ".tsv", ".tab"), read=read)
