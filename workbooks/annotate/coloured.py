"""A copy of a workbook for its author, with cells coloured and commented; nothing else of it is touched, and it is sent to nobody."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from workbooks.annotate import comments
from workbooks.annotate.book import sheet_parts, workbook_part
from workbooks.annotate.grid import Grid
from workbooks.annotate.markup import office_relationships
from workbooks.annotate.parts import Parts
from workbooks.annotate.shapes import box
from workbooks.annotate.styles import ERROR, WARNING, Look, StylesPart
from workbooks.annotate.values import Unpatchable
from workbooks.cells import Cell, Position
from workbooks.refusal import Refused


class Colour(Enum):
    """The ground and the frame of a cell."""

    GREEN = Look("FFDFF2E1", "FF2E7D32", "thin")
    YELLOW = WARNING
    RED = ERROR


class ColouredCell(NamedTuple):
    """A cell with its colour, and a comment ("" for none)."""

    cell: Cell
    colour: Colour
    text: str


def coloured(data: bytes, marks: Iterable[ColouredCell]) -> bytes:
    """Return the xlsx or xlsm `data` with these cells coloured; Unpatchable where its parts do not let that be done."""
    try:
        parts = Parts(data)
        workbook = workbook_part(parts)
        sheets = {sheet.name: sheet.part for sheet in sheet_parts(parts, workbook) if sheet.is_worksheet}
        styles = StylesPart(parts, workbook, office_relationships(parts.root(workbook)))
        by_sheet: dict[str, list[ColouredCell]] = {}
        for mark in marks:
            by_sheet.setdefault(sheets[mark.cell.sheet], []).append(mark)
        for part, found in by_sheet.items():
            _colour(parts, part, found, styles)
        return parts.whole()
    except Refused as refused:
        raise Unpatchable("broken") from refused


def _colour(parts: Parts, sheet: str, marks: Iterable[ColouredCell], styles: StylesPart) -> None:
    grid = Grid(parts.edit(sheet))
    texts: dict[Position, str] = {}
    for mark in marks:
        position = (mark.cell.row, mark.cell.column)
        for each in grid.seen_as_one(position):
            grid.set_style(each, styles.marked(grid.style(each), mark.colour.value))
        if mark.text:
            texts[position] = mark.text
    comments.write(parts, sheet, texts, {position: box(grid, position, text, right_to_left=False) for position, text in texts.items()})
