"""A workbook that a person edits, with some of its cells written anew and rows put in; what else stands in it stays."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from exports.neutral import looks_like_formula

_HEADER_ROWS = 10  # How many rows may stand above the headers.


@dataclass(frozen=True, slots=True)
class PutIn:
    """Rows to be put in beneath the row `after`, each with its texts by the header of their column."""

    after: int
    rows: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEdits:
    """What is written into one sheet: texts by row and by header, and rows that are put in; both by the numbers that rows had before.

    A column that is not there is added behind the others, where anything is written into it.
    """

    texts: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    put_in: Sequence[PutIn] = ()


def edited(data: bytes, sheets: Mapping[str, SheetEdits]) -> bytes:
    """Return the xlsx `data` with these edits, by the name of the sheet."""
    book = load_workbook(io.BytesIO(data))
    for name, edits in sheets.items():
        _edit(book[name], edits)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _edit(sheet: Any, edits: SheetEdits) -> None:
    columns = _Columns(sheet)
    for row, texts in edits.texts.items():
        for header, text in texts.items():
            if text or header in columns:
                _write(sheet.cell(row, columns.of(header)), text)
    # From the end, so that the numbers of the rows above stay as they are.
    for each in sorted(edits.put_in, key=lambda one: one.after, reverse=True):
        sheet.insert_rows(each.after + 1, len(each.rows))
        for number, texts in enumerate(each.rows, each.after + 1):
            for header, text in texts.items():
                if text:
                    _write(sheet.cell(number, columns.of(header)), text)


def _write(cell: Any, text: str) -> None:
    cell.value = text or None
    if looks_like_formula(text):
        cell.data_type = "s"


class _Columns:
    """The columns of a sheet by their headers, which stand in the first row that names two of them."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        rows = [[_plain(cell.value) for cell in row] for row in sheet.iter_rows(max_row=_HEADER_ROWS)]
        self._top = next((number for number, texts in enumerate(rows, 1) if sum(map(bool, texts)) > 1), 1)
        self._at = {text: place for place, text in reversed([*enumerate(rows[self._top - 1] if rows else [], 1)]) if text}

    def __contains__(self, header: str) -> bool:
        return _plain(header) in self._at

    def of(self, header: str) -> int:
        """Return the number of a column, which is added where it is not there."""
        if header not in self:
            self._at[_plain(header)] = max(self._at.values(), default=0) + 1
            self._sheet.cell(self._top, self._at[_plain(header)]).value = header
        return self._at[_plain(header)]


def _plain(value: object) -> str:
    return " ".join(str(value or "").split()).casefold().replace(" :: ", "::")
