"""The sheets of a spreadsheet as rows of texts: merged cells say in each of their rows what they say in the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from contacts.fold import squeeze
from domain.errors import ContactFileError
from languages.telling import phrased, sentence
from workbooks.caged.reader import Reader
from workbooks.cells import CellError, CellValue, Sheet, Visibility, Workbook
from workbooks.refusal import Refusal

Record = tuple[int, tuple[str, ...]]
# What a file may be that people take for a list: kinds of `workbooks.recognition.sniff`, by what they are called.
_NO_LISTS = {one: one for one in ("pdf", "image", "word", "presentation", "archive", "numbers")} | {"zip": "archive"}
_WIDE = 3  # columns that a text spans which is a heading between rows


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRows:
    """One sheet: its rows by their numbers, and those of them that are a heading across several columns and nothing else."""

    name: str
    format: str
    records: tuple[Record, ...]
    headings: frozenset[int]


def read_sheets(data: bytes, file: str, name: str | None = None) -> tuple[SheetRows, ...]:
    """Return the visible sheets of a spreadsheet that hold anything, or only the one that is called `name`, hidden or not.

    ContactFileError where the file cannot be opened, or there is none.
    """
    with Reader() as reader:
        opened = reader.open(data, file)
    results = [one.result for one in opened]
    refused = next((result for result in results if isinstance(result, Refusal)), None)
    sheets = [(workbook, sheet) for workbook in results if isinstance(workbook, Workbook) for sheet in workbook.sheets if sheet.cells]
    if refused and not sheets and opened[0].format in _NO_LISTS:
        kind = phrased(f"lists.kinds.{_NO_LISTS[opened[0].format]}")
        raise ContactFileError(phrased("lists.no_list", kind=kind), where=file, remedy=phrased("lists.save_list"))
    if refused and not sheets:
        what, remedy = sentence(refused.code, **refused.facts)
        raise ContactFileError(what, where=file, remedy=remedy)
    chosen = [one for one in sheets if (one[1].visibility is Visibility.VISIBLE if name is None else _same(one[1].name, name))]
    if not chosen and name is not None:
        there = tuple(f'"{sheet.name}"' for _, sheet in sheets) or "none"
        raise ContactFileError(phrased("lists.no_sheet", sheet=name), where=file, remedy=phrased("lists.its_sheets", sheets=there))
    if not chosen:
        raise ContactFileError(phrased("lists.nothing_visible"), where=file)
    return tuple(_rows(workbook.format, sheet) for workbook, sheet in chosen)


def _same(name: str, other: str) -> bool:
    return squeeze(name).casefold() == squeeze(other).casefold()


def _rows(kind: str, sheet: Sheet) -> SheetRows:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), value in sheet.cells.items():
        rows.setdefault(row, {})[column] = squeeze(_as_text(value))
    headings = frozenset(_headings(sheet, rows))
    _fill_down(sheet, rows)
    return SheetRows(name=sheet.name, format=kind, records=tuple(_records(rows)), headings=headings)


def _records(rows: dict[int, dict[int, str]]) -> Iterator[Record]:
    for row in sorted(rows):
        yield row, tuple(rows[row].get(column, "") for column in range(1, max(rows[row]) + 1))


def _headings(sheet: Sheet, rows: dict[int, dict[int, str]]) -> Iterator[int]:
    for (row, column), (_, last) in sheet.merged.items():
        if last - column + 1 >= _WIDE and [place for place, text in rows.get(row, {}).items() if text] == [column]:
            yield row


def _fill_down(sheet: Sheet, rows: dict[int, dict[int, str]]) -> None:
    """Let merged cells say in each row, where anything else stands, what they say in their first: so people see them."""
    filled: dict[int, int] = {}  # By column, down to which row: ranges overlap in no file that a program wrote.
    for (top, column), (bottom, _) in sorted(sheet.merged.items()):
        text = rows.get(top, {}).get(column, "")
        if not text or top <= filled.get(column, 0):
            continue
        filled[column] = bottom
        for row in range(top + 1, min(bottom, max(rows)) + 1):
            if row in rows and not rows[row].get(column):
                rows[row][column] = text


def _as_text(value: CellValue) -> str:
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
