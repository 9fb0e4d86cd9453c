"""From a file's bytes to a table of texts with a header: CSV in any common dialect, and spreadsheets."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from contacts.columns import ContactField, recognised
from contacts.encoding import decode
from contacts.fold import squeeze
from contacts.sheets import Record, read_sheets
from domain.errors import ContactFileError
from languages.telling import phrased

_DELIMITERS = ";,\t|"
_GROUPS = 2  # A single text above a header is a title.
_HEADER_WITHIN = 20  # A header stands in the first rows, beneath a title at most.
# Zip (xlsx, ods), compound file (xls), PDF, RTF, archives and pictures: whatever begins like these is no table of texts, and the reader
# says what it is.
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", *_PICTURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTable:
    """A header, its row, and the rows beneath it. A record is the row number, as Excel counts, and its texts; blank rows are left out.

    `headings` are the rows of which all that stands there is one text across several columns. `sheet` is the name of the sheet that was
    read, blank where there are none; `others` are those with anything in them that were not.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    records: tuple[Record, ...]
    header_row: int = 0
    headings: frozenset[int] = frozenset()
    sheet: str = ""
    others: tuple[str, ...] = ()


def read_table(data: bytes, file: str, given: Mapping[str, ContactField], sheet: str | None = None) -> ContactTable:
    """Return the table in `data`; `given` are headings that the user named, so that they are known as a header.

    Of a spreadsheet it is the sheet with that name, or else the visible one with the best header. Raises ContactFileError where
    the file is empty, is no table, or cannot be opened.
    """
    if data.startswith(_NO_TEXT):
        sheets = read_sheets(data, file, sheet)
        tables = [_with_header(one.format, "", one.records, given, one.headings) for one in sheets]
        best = max(range(len(tables)), key=lambda index: recognised(tables[index].header, given))
        return replace(tables[best], sheet=sheets[best].name, others=tuple(one.name for one in sheets if one is not sheets[best]))
    if sheet is not None:
        raise ContactFileError(phrased("lists.no_sheets"), where=file, remedy=phrased("lists.name_sheet"))
    text, encoding = decode(data, file)
    if not text.strip("\0\ufeff \t\r\n"):
        raise ContactFileError(phrased("lists.empty"), where=file, remedy=phrased("lists.export_again"))
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


def _header_quality(records: Iterable[Record], given: Mapping[str, ContactField]) -> tuple[int, int]:
    rows = list(islice((cells for _, cells in records if any(cells)), _HEADER_WITHIN))
    best = max((recognised(cells, given) for cells in rows), default=0)
    return best, sum(len(cells) > 1 for cells in rows)


def _with_header(
    encoding: str, delimiter: str, records: Sequence[Record], given: Mapping[str, ContactField], headings: Collection[int] = ()
) -> ContactTable:
    """Find the header: the row among the first that names the most of our columns, and the first of equals."""
    filled = [record for record in records if any(record[1])]
    if not filled:
        return ContactTable(encoding=encoding, delimiter=delimiter, header=(), records=())
    at = max(range(min(len(filled), _HEADER_WITHIN)), key=lambda index: recognised(filled[index][1], given))
    row, header = filled[at]
    beneath = tuple(filled[at + 1 :])
    return ContactTable(
        encoding=encoding,
        delimiter=delimiter,
        header=_told_apart(_grouped(header, filled[at - 1][1] if at and filled[at - 1][0] == row - 1 else ())),
        records=beneath,
        header_row=row,
        headings=frozenset(headings),
    )


def _grouped(header: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """Return the headings, where a row above groups them: one that stands there more than once is told apart by the words above it.

    So "Name" below "Organisation" is another column than "Name" below "Contact". Words above stand for all columns up to the next words.
    """
    if len({text for text in above if text}) < _GROUPS:
        return tuple(header)
    number, group, found = Counter(header), "", []
    for column, text in enumerate(header):
        group = (above[column] if column < len(above) else "") or group
        found.append(f"{group} / {text}" if text and group and number[text] > 1 else text)
    return tuple(found)


def _told_apart(header: Sequence[str]) -> tuple[str, ...]:
    """Return the headings; one that stands there again has its number, since columns are told by their headings."""
    seen: Counter[str] = Counter()
    names = []
    for text in header:
        seen[text] += 1
        names.append(f"{text} ({seen[text]})" if text and seen[text] > 1 else text)
    return tuple(names)
