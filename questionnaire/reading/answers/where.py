"""The cells in which answers stand, by the items that they answer."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.ladder.spots import Locations
from questionnaire.reading.ladder.tables import FoundTable
from workbooks.cells import Cell, from_a1


def answers_on(
    names: Container[str], layout: Layout, found: tuple[Locations, Mapping[str, FoundTable]], answers: Mapping[str, Answer]
) -> Iterator[tuple[str, Cell]]:
    """Yield the items that have a cell on one of these sheets, with each of these cells, but for those of flags and notes.

    Of an answer in a table this is the first of its cells, and none of those that its author closed.
    """
    locations, tables = found
    for slot in layout.slots:
        spot = locations.spots.get(slot.key)
        if spot and not slot.aside and spot.cell.sheet in names and (slot.item or slot.question) in answers:
            yield slot.item or slot.question, spot.cell
    closed = {table.sheet: table.closed for table in tables.values() if table.sheet in names}
    for key, got in answers.items() if closed else ():
        at = got.located
        if at and at.sheet in closed and key not in layout.by_item:
            row, column = from_a1(at.cell)
            if (row, column) not in closed[at.sheet]:
                yield key, Cell(at.sheet, row, column)
