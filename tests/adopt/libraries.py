"""What a library does that puts in rows and columns: cells move with their looks, and defined names, rules and merged areas stay."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import openpyxl

from domain.answer import AnswerValue
from tests.adopt.returned import Sent, by_openpyxl, compared, filling, reading_of

Move = Callable[[Any, Sent], None]  # A sheet of an openpyxl workbook, and the copy that it is of.


def _rows(one: Sent, sheet: Any) -> list[int]:
    tables = [table.first for table in one.layout.tables if table.sheet == sheet.title]
    return sorted({slot.row for slot in one.layout.slots if slot.sheet == sheet.title} | set(tables))


def _columns(one: Sent, sheet: Any) -> list[int]:
    tables = {column.column for table in one.layout.tables if table.sheet == sheet.title for column in table.columns}
    return sorted({slot.column for slot in one.layout.slots if slot.sheet == sheet.title} | tables)


def row_above_the_first_answer(sheet: Any, one: Sent) -> None:
    """Put in a row right above the first answer or table."""
    sheet.insert_rows(_rows(one, sheet)[0])


def rows_above_the_last_answer(sheet: Any, one: Sent) -> None:
    """Put in two rows right above the last answer or table."""
    sheet.insert_rows(_rows(one, sheet)[-1], 2)


def row_above_a_table(sheet: Any, one: Sent) -> None:
    """Put in a row between the headings of the last table and its rows."""
    heads = [table.head + 1 for table in one.layout.tables if table.sheet == sheet.title]
    sheet.insert_rows(max(heads, default=2))


def row_amid(sheet: Any, one: Sent) -> None:
    """Put in a row in the middle of the answers."""
    rows = _rows(one, sheet)
    sheet.insert_rows(rows[len(rows) // 2])


def row_above_deleted(sheet: Any, one: Sent) -> None:
    """Delete the row right above the first answer or table, in which nothing is asked."""
    sheet.delete_rows(max(1, _rows(one, sheet)[0] - 1))


def column_at_the_left(sheet: Any, _one: Sent) -> None:
    """Put in a column before all others."""
    sheet.insert_cols(1)


def column_before_the_first_answer(sheet: Any, one: Sent) -> None:
    """Put in a column between labels and answers."""
    sheet.insert_cols(_columns(one, sheet)[0])


def columns_amid(sheet: Any, one: Sent) -> None:
    """Put in two columns in the middle of the answers."""
    columns = _columns(one, sheet)
    sheet.insert_cols(columns[len(columns) // 2], 2)


MOVES: tuple[Move, ...] = (
    row_above_the_first_answer,
    rows_above_the_last_answer,
    row_above_a_table,
    row_amid,
    row_above_deleted,
    column_at_the_left,
    column_before_the_first_answer,
    columns_amid,
)


def silently_wrong(one: Sent) -> Iterator[str]:
    """Yield what is read wrong, and not told, of a filled copy when a library has made each of these moves on all its sheets."""
    typed, wanted = filling(one)
    whole = by_openpyxl(one.copy, typed)
    for move in MOVES:
        yield from (f"{move.__name__}: {each}" for each in _wrong(one, whole, move, wanted))


def _wrong(one: Sent, whole: bytes, move: Move, wanted: Mapping[str, AnswerValue]) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(whole))
    for printed in one.layout.sheets:
        move(book[printed.sheet], one)
    written = io.BytesIO()
    book.save(written)
    return compared(reading_of(one, written.getvalue()), wanted).wrong
