"""From a file's bytes to a table of texts with a header: CSV in any common dialect, and spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from contacts.columns import ContactField, recognised
from contacts.encoding import decode
from contacts.fold import squeeze
from domain.errors import ContactFileError
from languages import ENGLISH, catalogue
from workbooks.cells import CellError, CellValue, Sheet, Visibility, Workbook
from workbooks.reader import Reader
from workbooks.refusal import Refusal

_DELIMITERS = ";,\t|"
_HEADER_WITHIN = 20  # A header stands in the first rows, beneath a title at most.
# Zip (xlsx, ods), compound file (xls) and PDF: whatever begins like these is no text, and the reader says what it is.
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")

Record = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ContactTable:
    """A header and the rows beneath it. A record is the row number, as Excel counts, and its texts; blank rows are left out."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    records: tuple[Record, ...]


def read_table(data: bytes, file: str, given: Mapping[str, ContactField]) -> ContactTable:
    """Return the table in `data`; `given` are headings that the user named, so that they are known as a header.

    Raises ContactFileError where the file is empty, is no table, or cannot be opened.
    """
    if data.startswith(_NO_TEXT):
        return _from_workbook(data, file, given)
    text, encoding = decode(data, file)
    if not text.strip("\0\ufeff \t\r\n"):
        raise ContactFileError("The file is empty.", where=file, remedy="Export the contact list again.")
    delimiter, records = _best_split(text, given)
    return _with_header(encoding, delimiter, records, given)


def _best_split(text: str, given: Mapping[str, ContactField]) -> tuple[str, list[Record]]:
    """Split by the delimiter that shows the best header; Excel's own `sep=;` line says it outright and counts as no row."""
    lines = io.StringIO(text, newline="").readlines()
    said = lines[0].rstrip("\r\n").strip('"')
    if said.casefold().startswith("sep=") and len(said) == 5:
        return said[4], list(_records(lines[1:], said[4]))
    best = max(_DELIMITERS, key=lambda delimiter: _header_quality(_records(lines, delimiter), given))
    return best, list(_records(lines, best))


def _records(lines: Sequence[str], delimiter: str) -> Iterator[Record]:
    for number, cells in enumerate(_lenient(lines, delimiter), start=1):
        yield number, tuple(squeeze(cell) for cell in cells)


def _lenient(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """Read RFC 4180 records; a line whose quotes are wrong is taken as it stands, so that it cannot swallow the ones after it."""
    done = 0
    while done < len(lines):
        begun = done
        reader = csv.reader((lines[index] for index in range(begun, len(lines))), delimiter=delimiter, strict=True)
        try:
            for record in reader:
                done = begun + reader.line_num
                yield record
        except csv.Error:
            yield lines[done].rstrip("\r\n").split(delimiter)
            done += 1


def _from_workbook(data: bytes, file: str, given: Mapping[str, ContactField]) -> ContactTable:
    """Take the visible sheet with the best header."""
    with Reader() as reader:
        opened = reader.open(data, file)
    results = [one.result for one in opened]
    refused = next((result for result in results if isinstance(result, Refusal)), None)
    sheets = [(workbook, sheet) for workbook in results if isinstance(workbook, Workbook) for sheet in workbook.sheets]
    if refused and not sheets:
        sentence = catalogue(ENGLISH).say(refused.code, **refused.facts)
        raise ContactFileError(sentence.message, where=file, remedy=sentence.remedy)
    tables = [
        _with_header(workbook.format, "", list(_sheet_records(sheet)), given)
        for workbook, sheet in sheets
        if sheet.visibility is Visibility.VISIBLE and sheet.cells
    ]
    if not tables:
        raise ContactFileError("The workbook has no visible sheet with anything in it.", where=file)
    return max(tables, key=lambda table: recognised(table.header, given))


def _sheet_records(sheet: Sheet) -> Iterator[Record]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), value in sheet.cells.items():
        rows.setdefault(row, {})[column] = squeeze(_as_text(value))
    for row in sorted(rows):
        yield row, tuple(rows[row].get(column, "") for column in range(1, max(rows[row]) + 1))


def _as_text(value: CellValue) -> str:
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _header_quality(records: Iterable[Record], given: Mapping[str, ContactField]) -> tuple[int, int]:
    rows = list(islice((cells for _, cells in records if any(cells)), _HEADER_WITHIN))
    best = max((recognised(cells, given) for cells in rows), default=0)
    return best, sum(len(cells) > 1 for cells in rows)


def _with_header(encoding: str, delimiter: str, records: Sequence[Record], given: Mapping[str, ContactField]) -> ContactTable:
    """Find the header: the row among the first that names the most of our columns, and the first of equals."""
    filled = [record for record in records if any(record[1])]
    if not filled:
        return ContactTable(encoding, delimiter, (), ())
    at = max(range(min(len(filled), _HEADER_WITHIN)), key=lambda index: recognised(filled[index][1], given))
    return ContactTable(encoding, delimiter, filled[at][1], tuple(filled[at + 1 :]))
