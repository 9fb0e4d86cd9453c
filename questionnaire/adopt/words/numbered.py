"""Numbers that are printed before the rows of a table, or beneath the headings of its columns, and count them.

Nobody is asked for these, whatever their cells look like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaire.adopt.sureness import Sureness
from questionnaire.designed.page import SeenSheet
from workbooks.cells import Position

_LETTER = 3  # Beside the numbers of columns stand letters, as for those of the keys.
_TEN = 10
_MANY = 6  # Rows that count on hardly hold answers.
_FEWEST = 3  # Rows or columns that are counted: two figures may be anything.

_Asked = Mapping[Position, Sureness]


def without_numbers(page: SeenSheet, asked: _Asked) -> dict[Position, Sureness]:
    """Return the cells that ask without those that count rows or columns.

    Rows are counted by 1, 2, 3 beneath each other, each before a blank that asks, or many of them wherever they stand; columns by 1, 2, 3
    beneath their headings.
    """
    numbers = {at for run in _runs(page, asked) if len(run) >= _FEWEST for at in run}
    numbers |= {at for at in asked if _is_plain(page, asked, at) and _is_ten(page, at)}
    numbers |= {at for column in {column for _, column in asked} for at in _lines(page, asked, column)}
    numbers |= {at for row in {row for row, _ in asked} for at in _counting(page, asked, row)}
    return {at: sure for at, sure in asked.items() if at not in numbers}


def _runs(page: SeenSheet, asked: _Asked) -> Iterator[list[Position]]:
    """Yield the cells that count from 1 on, one row after the other. What was unlocked or has a rule of its own is to be changed."""
    run: list[Position] = []
    for at in sorted(asked, key=lambda cell: (cell[1], cell[0])):
        follows = bool(run) and at == (run[-1][0] + 1, run[-1][1]) and page.value(at) == len(run) + 1
        if run and not follows:
            yield run
            run = []
        if _may_count(page, asked, at) and (follows or page.value(at) == 1):
            run.append(at)
    yield run


def _may_count(page: SeenSheet, asked: _Asked, at: Position) -> bool:
    value, beside = page.value(at), (at[0], at[1] + page.extent(at)[1])
    figure = isinstance(value, int | float) and not isinstance(value, bool)
    return figure and _is_plain(page, asked, at) and beside in asked and page.is_blank(beside)


def _is_plain(page: SeenSheet, asked: _Asked, at: Position) -> bool:
    """Say whether nothing but its place makes a cell ask."""
    return asked[at] is not Sureness.SURE and at not in page.anatomy.validated and at not in page.anatomy.formulas


def _is_ten(page: SeenSheet, at: Position) -> bool:
    """Say whether a figure is ten more or less than the one next to it in its column, and words follow both: lines are called 110, 120."""
    value, (row, column) = page.value(at), at
    near = [(each, page.value((each, column))) for each in (row - 1, row + 1) if page.words((each, column + 1))]
    if not isinstance(value, int | float) or not page.words((row, column + 1)):
        return False
    return any(isinstance(each, int | float) and abs(each - value) == _TEN for _, each in near)


def _lines(page: SeenSheet, asked: _Asked, column: int) -> Iterator[Position]:
    """Yield the cells of a column that belong to many that count from 1 on, as the lines of a table."""
    run: list[Position] = []
    for at in [*((row, column) for row in range(1, page.anatomy.last[0] + 1)), (0, 0)]:
        value = page.value(at)
        if value == len(run) + 1 and isinstance(value, int | float) and not isinstance(value, bool):
            run.append(at)
            continue
        if len(run) >= _MANY:
            yield from (each for each in run if each in asked and _is_plain(page, asked, each))
        run = []


def _counting(page: SeenSheet, asked: _Asked, row: int) -> Iterator[Position]:
    """Yield the cells of a row that counts the columns beneath their headings, and the blanks next to its numbers.

    Where letters call the columns of the keys, as in A, B, 1, 2, these count with the numbers.
    """
    printed = sorted(column for column in page.rows.get(row, {}) if not page.is_covered((row, column)))
    numbers = {column: int(text) for column in printed if (text := page.rows[row][column].strip("()")).isdecimal() and len(text) <= 2}
    others = [column for column in printed if column not in numbers]
    letters = bool(numbers) and all(len(text := page.rows[row][column]) == 1 and text.isalpha() for column in others)
    if [*numbers.values()] != list(range(1, len(numbers) + 1)) or len(printed if letters else numbers) < _FEWEST:
        return
    headed = all(page.words((row - 1, column)) or (letters and page.text((row - 1, column))) for column in numbers)
    if headed and all(len(page.rows[row][column]) <= _LETTER for column in others):
        yield from (at for at in asked if at[0] == row and _is_plain(page, asked, at))
