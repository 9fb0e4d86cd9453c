"""The grid of an edition in which a repeat of the form stands: its rows, its lines, and the cells that questions have in further rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from questionnaire.adopt import Adopted, FoundQuestion, FoundRepeat
from questionnaire.definition import Questionnaire, Repeat
from questionnaire.designed.places import rows_of
from workbooks.cells import Cell

_ROWS = re.compile(r"(\d+)(?::(\d+))?")
Cells = tuple[Cell, ...]


def with_rows(form: Questionnaire, found: Mapping[str, Cells], newer: Adopted, more: Iterable[tuple[str, int]]) -> dict[str, Cells]:
    """Return where the questions stand, with their cells in further rows: by the names of their matrices."""
    made = dict(found)
    at = {cell: one for one in newer.questions for cell in cells_of(one)}
    for repeat, row in more:
        for question in form.in_repeat[repeat]:
            those = made.get(question.name, ())
            column = at.get(those[0]) if those else None
            fresh = [cell for cell in cells_of(column) if cell.row == row] if column else []
            made |= {question.name: tuple(sorted({*those, *fresh}))} if fresh else {}
    return made


def cells_of(one: FoundQuestion) -> Cells:
    """Return the cells of a question of one edition."""
    return tuple(Cell(one.sheet, *at) for at in one.cells)


def grid_of(form: Questionnaire, repeat: Repeat, found: Mapping[str, Cells], newer: Adopted) -> FoundRepeat | None:
    """Return the grid of the newer edition in which the questions of a repeat stand."""
    cells = next((found[one.name] for one in form.in_repeat[repeat.name] if one.name in found), None)
    return next((each for each in newer.repeats if cells and _holds(each, cells[0])), None)


def _holds(repeat: FoundRepeat, cell: Cell) -> bool:
    return any(one.sheet == cell.sheet and cell[1:] in one.cells for one in repeat.questions)


def rows_of_grid(there: FoundRepeat) -> Iterator[int]:
    """Yield the rows of a grid, in the order of its keys."""
    for first, last in _ROWS.findall(there.rows):
        yield from range(int(first), int(last or first) + 1)


def lines_of(
    form: Questionnaire, repeat: Repeat, found: Mapping[str, Cells], newer: Adopted, named: Sequence[int]
) -> tuple[str, str, str] | None:
    """Return the rows of a repeat, the column of its keys and the row of its headings, as far as the newer edition has it.

    Those of a matrix are `named` in the order of its list, wherever they stand.
    """
    those = [found[one.name] for one in form.in_repeat[repeat.name] if one.name in found]
    rows = [*named, *sorted({cell.row for each in those for cell in each} - set(named))]
    there = grid_of(form, repeat, found, newer)
    if not rows:
        return None
    return (rows_of(rows), there.key, there.header) if there else (rows_of(rows), repeat.key, repeat.header)
