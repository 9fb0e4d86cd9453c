"""What an adopted workbook prints, prepared for finding it again: worked out once for all the workbooks that a layout reads."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from questionnaire.layout import Layout, PrintedSheet
from questionnaire.reading.values.folding import fold
from workbooks.cells import CellValue, Position


class Landmark(NamedTuple):
    """A printed text in a row: its column, folded; `made` says that a formula makes it, so that it may have changed."""

    column: int
    text: str
    made: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSheet:
    """One printed sheet. `fixed` are the texts that no formula makes by position, `made` the others, both as they are printed.

    `expected` are the values that cells have which say so, as programs read them: what differs from them may be spelt in another way.
    `rows` are the landmarks of each row, `above` the nearest fixed text above a cell in its own column with its row (by that cell),
    `once` the places of the texts that stand there once, `sole` the columns of those that stand in one column alone, `counted` how often
    each does, all folded; `taken` are all cells that hold anything.
    """

    sheet: str
    fixed: Mapping[Position, str]
    expected: Mapping[Position, CellValue]
    made: Mapping[Position, str]
    rows: Mapping[int, tuple[Landmark, ...]]
    above: Mapping[Position, tuple[int, str]]
    once: Mapping[str, Position]
    sole: Mapping[str, int]
    counted: Mapping[str, int]
    taken: frozenset[Position]


@lru_cache(maxsize=64)
def prepared(layout: Layout) -> Mapping[str, PreparedSheet]:
    """Return the printed sheets by name."""
    cells: dict[str, set[Position]] = {}
    for slot in layout.slots:
        cells.setdefault(slot.sheet, set()).add((slot.row, slot.column))
    for table in layout.tables:
        cells.setdefault(table.sheet, set()).update((table.first, column.column) for column in table.columns)
    return {sheet.sheet: _prepared(sheet, cells.get(sheet.sheet, set())) for sheet in layout.sheets}


def _prepared(sheet: PrintedSheet, cells: set[Position]) -> PreparedSheet:
    rows: dict[int, list[Landmark]] = {}
    for text in sheet.texts:
        rows.setdefault(text.row, []).append(Landmark(text.column, fold(text.text), text.made))
    counted = Counter(mark.text for marks in rows.values() for mark in marks)
    once = {mark.text: (row, mark.column) for row, marks in rows.items() for mark in marks if counted[mark.text] == 1}
    columns: dict[str, set[int]] = {}
    for mark in (mark for marks in rows.values() for mark in marks):
        columns.setdefault(mark.text, set()).add(mark.column)
    by_column: dict[int, list[tuple[int, str]]] = {}
    for row, marks in rows.items():
        for mark in marks:
            if not mark.made:
                by_column.setdefault(mark.column, []).append((row, mark.text))
    above = {(row, column): found for row, column in cells if (found := _above(by_column.get(column, ()), row))}
    others = {
        (row, column) for top, left, bottom, right in sheet.others for row in range(top, bottom + 1) for column in range(left, right + 1)
    }
    fixed = {(text.row, text.column): text.text for text in sheet.texts if not text.made}
    return PreparedSheet(
        sheet=sheet.sheet,
        fixed=fixed,
        expected={at: _expected(text) for at, text in fixed.items()},
        made={(text.row, text.column): text.text for text in sheet.texts if text.made},
        rows={row: tuple(marks) for row, marks in rows.items()},
        above=above,
        once=once,
        sole={text: next(iter(those)) for text, those in columns.items() if len(those) == 1},
        counted={text: count for text, count in counted.items() if text},
        taken=frozenset(others) | {(text.row, text.column) for text in sheet.texts},
    )


def _expected(text: str) -> CellValue:
    """Return the number that a text is how programs write, or else the text."""
    for kind in (int, float) if text[-1:].isdigit() else ():
        try:
            if str(kind(text)) == text:
                return kind(text)
        except ValueError:
            continue
    return text


def _above(column: Sequence[tuple[int, str]], row: int) -> tuple[int, str] | None:
    """Return the last text before a row; `column` is in the order of rows."""
    place = bisect(column, (row,))
    return column[place - 1] if place else None
