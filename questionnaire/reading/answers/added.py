"""What stands in an adopted workbook that came back, where nothing was printed and no answer was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import NamedTuple

from questionnaire.reading.answers.over_formulas import over_formulas, over_formulas_elsewhere
from questionnaire.reading.answers.unasked import on_other_sheets
from questionnaire.reading.answers.written_over import SentBook, written_over
from questionnaire.reading.ladder.adopted import Alignments
from questionnaire.reading.ladder.alignment import Alignment
from questionnaire.reading.ladder.spots import Locations, Sheets
from questionnaire.reading.ladder.tables import FoundTable
from questionnaire.reading.values.folding import fold, is_blank
from workbooks.cells import Cell, Position, Sheet

_MOST = 500  # Of a sheet: whoever wrote more than that beside the cells was told often enough.


class Added(NamedTuple):
    """The cells of an adopted workbook where something stands that a person wrote: beside the answers, and over formulas."""

    beside: tuple[Cell, ...] = ()
    over: tuple[Cell, ...] = ()


def added(lying: Alignments, locations: Locations, tables: Mapping[str, FoundTable], sheets: Sheets, original: SentBook) -> Added:
    """Return the cells with something that a person wrote where no answer was asked for, at most some of each sheet."""
    held = {cell for spot in locations.spots.values() for cell in (spot.cell, *dict(spot.others))}
    by_sheet: dict[str, list[Alignment]] = {}
    for those in lying.values():
        for one in those:
            by_sheet.setdefault(one.sheet, []).append(one)
    found: list[Cell] = []
    over: list[Cell] = []
    for name, those in by_sheet.items():
        here = [table for table in tables.values() if table.sheet == name]
        own = {cell[1:] for cell in held if cell.sheet == name}.union(*(_beneath(table, those) for table in here))
        unsure = [table for table in here if table.places.keys() != {column.key for column in table.table.columns} or _doubts(table)]
        typed = {at for at in over_formulas(sheets[name], those, own, original) if not any(_holds(table, at) for table in here)}
        typed = {at for at in typed if not any(_spans(table, at) for table in unsure)}
        written = {*_written(sheets[name], those, own), *written_over(sheets[name], those, own, original)} - typed
        over += _some(name, sorted(typed))
        found += _some(name, (at for at in sorted(written) if not any(_holds(table, at) for table in here)))
    for name, sheet in sheets.items():
        if name not in by_sheet:
            over += _some(name, over_formulas_elsewhere(sheet, original))
            found += _some(name, on_other_sheets(sheet, original))
    return Added(tuple(found), tuple(over))


def _some(name: str, places: Iterable[Position]) -> list[Cell]:
    return [Cell(name, *at) for at in islice(places, _MOST)]


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


def _doubts(table: FoundTable) -> bool:
    return any(place.others for place in table.places.values())


def _spans(table: FoundTable, at: Position) -> bool:
    """Say whether a cell lies in the rows of a table, all of which are told where nobody knows which of its cells have formulas now."""
    return table.first <= at[0] <= (table.last or at[0])


def _holds(table: FoundTable, at: Position) -> bool:
    columns = {column for place in table.places.values() for column in (place.column, *place.others)}
    is_own = at[0] not in table.gaps and at not in table.closed
    return at[1] in columns and is_own and table.first <= at[0] <= (table.last or at[0])
