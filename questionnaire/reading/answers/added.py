"""What stands in an adopted workbook that came back, where nothing was printed and no answer was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from questionnaire.adopted.said import said
from questionnaire.reading.ladder.adopted import Alignments
from questionnaire.reading.ladder.alignment import Alignment
from questionnaire.reading.ladder.spots import Locations, Sheets
from questionnaire.reading.ladder.tables import FoundTable
from questionnaire.reading.values.folding import fold, is_blank
from workbooks.cells import Cell, Position, Sheet

_MOST = 500  # Of a sheet: whoever wrote more than that beside the cells was told often enough.


def added(lying: Alignments, locations: Locations, tables: Mapping[str, FoundTable], sheets: Sheets) -> tuple[Cell, ...]:
    """Return the cells with something that a person wrote beside the answers, at most some of each sheet."""
    held = {cell for spot in locations.spots.values() for cell in (spot.cell, *dict(spot.others))}
    by_sheet: dict[str, list[Alignment]] = {}
    for those in lying.values():
        for one in those:
            by_sheet.setdefault(one.sheet, []).append(one)
    found: list[Cell] = []
    for name, those in by_sheet.items():
        here = [table for table in tables.values() if table.sheet == name]
        own = {cell[1:] for cell in held if cell.sheet == name}.union(*(_beneath(table, those) for table in here))
        written = sorted({*_written(sheets[name], those, own), *_written_over(sheets[name], those, own)})
        fresh = (at for at in written if not any(_holds(table, at) for table in here))
        found += [Cell(name, *at) for _, at in zip(range(_MOST), fresh, strict=False)]
    return tuple(found)


def _written(sheet: Sheet, lying: Sequence[Alignment], own: set[Position]) -> Iterator[Position]:
    """Yield the cells that hold what none of the printed sheets has there. A printed text that was moved is nothing that was written."""
    cells = sheet.cells.keys() - own
    for one in lying:
        cells -= _taken(one)
    left = sorted(at for at in cells if not is_blank(sheet.cells[at]))
    if not left:
        return
    there = Counter(fold(value) for value in sheet.cells.values() if isinstance(value, str))
    printed = {text: count for one in lying for text, count in one.printed.counted.items()}
    for at in left:
        value = sheet.cells[at]
        if not isinstance(value, str) or there[fold(value)] > printed.get(fold(value), 0):
            yield at


def _written_over(sheet: Sheet, lying: Sequence[Alignment], own: set[Position]) -> Iterator[Position]:
    """Yield the cells with a figure where a text was printed that stands nowhere else now: it may be an answer.

    Whoever edits a printed text has changed a label, which is told where an answer is lost by it.
    """
    there: Counter[str] | None = None
    for one in lying:
        for (row, column), text in one.printed.fixed.items() if not one.in_place else ():
            at = one.row(row) or 0, one.column(column) or 0
            value = sheet.cells.get(at)
            if at in own or not isinstance(value, int | float) or isinstance(value, bool) or _says(value, text):
                continue
            there = there or Counter(fold(said(each)) for each in sheet.cells.values())
            if there[fold(text)] < one.printed.counted.get(fold(text), 0):
                yield at


def _says(value: float, text: str) -> bool:
    """Say whether a figure is what a text said: some programs make numbers of texts that look like one."""
    try:
        return float(text) == value
    except ValueError:
        return False


def _taken(lies: Alignment) -> AbstractSet[Position]:
    """Return where the printed cells that hold anything are now."""
    if lies.in_place:
        return lies.printed.taken
    rows = {row: lies.row(row) for row in {row for row, _ in lies.printed.taken}}
    columns = {column: lies.column(column) for column in {column for _, column in lies.printed.taken}}
    there = ((rows[row], columns[column]) for row, column in lies.printed.taken)
    return {(row, column) for row, column in there if row is not None and column is not None}


def _beneath(table: FoundTable, lying: Sequence[Alignment]) -> Iterator[Position]:
    """Yield where the cells beneath a table are now, if what ends it has no text and moved as its rows did."""
    ends = table.table.ends
    for one in lying if ends and table.last else ():
        if one.printed.sheet == table.table.sheet:
            yield from ((row + table.last + 1 - ends, column) for row, column in one.printed.taken if row >= ends)


def _holds(table: FoundTable, at: Position) -> bool:
    columns = {column for place in table.places.values() for column in (place.column, *place.others)}
    return at[1] in columns and at not in table.closed and table.first <= at[0] <= (table.last or at[0])
