"""Blank cells that ask for an answer by where they stand: in a grid beneath headings, or beside a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, groupby

from questionnaire.adopt.page.alike import beneath_headings, continued, drawn_alike, ready_to_fill
from questionnaire.adopt.page.frames import boxes, rooms
from questionnaire.adopt.page.paper import lines, printed
from questionnaire.adopt.words.identity import beside_names
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.signs import COLONS
from workbooks.cells import Position

_HEADINGS = 3  # A row of headings has at least so many side by side (two, where the grid is framed).
_BLANK = 0.5  # A grid that asks has so large a share of cells in which no text stands.
_LONG = 200  # Rows of a grid that is long.
_LINES = 3  # A form with so many lines to write on is one of lines.
_LABEL = 8  # Cells that a long label may run over.
_ALL_SIDES = 4
_OVER = 4  # Cells that may lie between a label and its answer.


def blanks(page: SeenSheet) -> Iterator[Position]:
    """Yield blank cells, and figures among them, that seem to ask; a cell may come twice."""
    covered = set(page.inputs)
    for at in chain(printed(page), lines(page), rooms(page)):
        if at not in covered:
            covered.add(at)
            yield at
    for at in _in_grids(page.with_inputs(covered)):
        if at not in covered:
            covered.add(at)
            yield at
    for rule in (boxes, beside_names, _beside, drawn_alike, continued, beneath_headings, ready_to_fill):
        found = set(rule(page.with_inputs(covered))) - covered
        covered |= found
        yield from sorted(found)


def _in_grids(page: SeenSheet) -> Iterator[Position]:
    """Yield the cells that ask beneath rows of headings."""
    asked = {row for row, _ in page.inputs}
    long = dict[tuple[int, int], int]()  # The last row of each long grid, by its first and last column.
    for row in sorted(page.rows.keys() - asked):
        for columns in _runs(page, row):
            # The rows of a long grid are no headings of those beneath; to look at each as one would take hours of a list of 20,000 rows.
            if any(left <= columns[0] and columns[-1] <= right and row <= last for (left, right), last in long.items()):
                continue
            rows = list(_rows_beneath(page, row, columns))
            if len(rows) >= _LONG:
                long[columns[0], columns[-1]] = rows[-1]
            yield from _grid(page, row, columns, rows)


def _runs(page: SeenSheet, row: int) -> Iterator[list[int]]:
    """Yield the columns of texts that stand side by side in a row, each its own cell."""
    texts = [column for column in page.rows[row] if not page.is_covered((row, column)) or page.extent((row, column))[1] == 1]
    columns = sorted([*texts, *_unheaded(page, row, texts)])
    for _, group in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
        run = [column for _, column in group]
        framed = all(page.format((row, column)).framed for column in run)
        if len(run) >= (2 if framed else _HEADINGS):
            yield run


def _unheaded(page: SeenSheet, row: int, texts: list[int]) -> list[int]:
    """Return the columns between and behind those of headings whose cell is drawn as these are, with no words: as for notes on a figure."""
    looks = {page.format((row, column)) for column in texts if page.format((row, column)).ground or page.format((row, column)).bold}
    last = max(texts, default=0) + 1
    between = [column for column in range(min(texts, default=0), last + 1) if column not in texts and page.is_blank((row, column))]
    return [column for column in between if page.format((row, column)) in looks and page.format((row, column)).sides]


def _grid(page: SeenSheet, head: int, columns: list[int], rows: list[int]) -> list[Position]:
    """Return the cells beneath a row of headings that ask, if it is one."""
    asking = [column for column in columns if _asks(page, rows, column)]
    asking += [column for column in columns if column not in asking and _is_filled(page, head, rows, column, asking)]
    heads = {text for column in asking if (text := page.text((head, column)))}
    # What has the heading of columns that ask, as "Flag" behind each year, asks too, even if something was given already.
    given = [column for column in columns if column not in asking and page.text((head, column)) in heads]
    cells = [(row, column) for row in rows for column in asking if _may_be_typed(page, (row, column))]
    cells += [(row, column) for row in rows for column in given if _is_own(page, (row, column))]
    cells = [at for at in cells if not _fills_up(page, at)]
    known = {_look(page, at) for at in page.inputs if at[0] in rows and at[1] in columns}
    if known:
        # Where some cells of a grid surely ask, those ask that look the same.
        return [at for at in cells if _look(page, at) in known]
    if len(asking) == len(columns) and not all(any(_look(page, at)) for at in cells):
        return []
    # A table of figures that only informs has few blanks.
    return cells if sum(page.value(at) is None for at in cells) >= len(cells) * _BLANK else []


def _look(page: SeenSheet, at: Position) -> tuple[str, bool]:
    ground = page.format(at).ground
    return "" if ground == page.background else ground, page.format(at).framed


def _is_filled(page: SeenSheet, head: int, rows: list[int], column: int, asking: list[int]) -> bool:
    """Say whether a column has last time's figures, as a year before the years that are asked for."""
    years = [page.text((head, each)).isdigit() for each in asking]
    figures = [(row, column) for row in rows if page.text((row, column))]
    typed = all(_may_be_typed(page, at) for at in figures)
    return bool(figures) and any(years) and page.text((head, column)).isdigit() and typed


def _rows_beneath(page: SeenSheet, head: int, columns: list[int]) -> Iterator[int]:
    """Yield the rows of the grid: until a row that is neither framed nor says anything, or has headings of its own."""
    first = columns[0]
    for row in range(head + 1, page.anatomy.last[0] + 1):
        texts = [column for column in columns if page.words((row, column))]
        framed = all(page.format((row, column)).framed or page.format((row, column)).ground for column in columns)
        if len(texts) == len(columns) or not (framed or page.text((row, first)) or (row, first) in page.inputs):
            return
        if not _runs_over(page, row, columns):
            yield row


def _runs_over(page: SeenSheet, row: int, columns: list[int]) -> bool:
    """Say whether words of a row run over several of the columns of a grid, as a question between two grids: it is no row of theirs."""
    firsts = [page.anatomy.anchors.get((row, column), (row, column)) for column in columns]
    return any(count > 1 and page.words(first) for first, count in Counter(firsts).items())


def _asks(page: SeenSheet, rows: list[int], column: int) -> bool:
    """Say whether a column is one of answers: most of its cells are blank or figures that look like the blanks, none is words."""
    cells = [(row, column) for row in rows]
    open_cells = sum(_may_be_typed(page, at) for at in cells)
    return bool(cells) and any(page.value(at) is None for at in cells) and open_cells * 2 > len(cells)


def _may_be_typed(page: SeenSheet, at: Position) -> bool:
    return at not in page.anatomy.formulas and not page.words(at) and not page.is_covered(at)


def _fills_up(page: SeenSheet, at: Position) -> bool:
    """Say whether a blank looks as the printed words of its row do, as in a row of hints beneath headings of which not all have one."""
    one = page.format(at)
    beside = (each for each in page.rows.get(at[0], {}) if page.words((at[0], each)) and page.format((at[0], each)) == one)
    return bool(one.ground and one.bold and page.is_blank(at)) and any(beside)


def _is_own(page: SeenSheet, at: Position) -> bool:
    return at not in page.anatomy.formulas and not page.is_covered(at)


def _beside(page: SeenSheet) -> Iterator[Position]:
    """Yield the blank right of each label that asks: the first with a frame or a ground, else, after a colon, a line or the next one."""
    lined = _has_lines(page)
    for at in page.anatomy.sheet.cells:
        text = page.words(at)
        if text and not page.is_covered(at) and at not in page.inputs:
            next_ = at[0], at[1] + page.extent(at)[1]
            found = _first_dressed(page, next_)
            beneath = at[0] + page.extent(at)[0], at[1]
            if beneath in page.inputs and page.extent(beneath)[1] >= page.extent(at)[1] > 1:
                # The answer stands in the box beneath the label, as wide as that.
                continue
            if found and _look(page, found) != _look(page, at):
                yield found
            elif not found and (below := _box_below(page, at)):
                yield below
            elif not found and _is_asking(page, at, next_) and ((ruled := _first_ruled(page, next_)) or not lined):
                yield ruled or next_


def _first_dressed(page: SeenSheet, at: Position) -> Position | None:
    """Return the next cell with a look of its own, over at most so many that have none; None where something stands before it."""
    for column in range(at[1], at[1] + _OVER):
        here = (at[0], column)
        if not _is_blank(page, here) or here in page.inputs:
            return None
        if any(_look(page, here)):
            return None if page.format(here).ground in page.printed_grounds else here
        if column == at[1] and page.format((at[0], column - 1)).ground in page.printed_grounds and len(page.sides(here)) == _ALL_SIDES:
            # Its frame is that of its neighbours.
            return here
    return None


def _first_ruled(page: SeenSheet, at: Position) -> Position | None:
    """Return the next blank with a line to write on, as on paper: a long label runs over those before it. None where there is none."""
    for column in range(at[1], at[1] + _OVER):
        here = (at[0], column)
        if not _is_blank(page, here) or here in page.inputs:
            return None
        if page.format(here).ruled:
            return here
    return None


def _box_below(page: SeenSheet, at: Position) -> Position | None:
    """Return the cell beneath a plain label if it is blank and has a look of its own."""
    below = at[0] + page.extent(at)[0], at[1]
    return below if _is_blank(page, below) and any(_look(page, below)) and not any(_look(page, at)) and below not in page.inputs else None


def _row_asks(page: SeenSheet, at: Position) -> bool:
    """Say whether there is an answer already before the next text of a row."""
    next_text = min((column for column in page.rows.get(at[0], {}) if column > at[1]), default=page.anatomy.last[1] + 1)
    return any((at[0], column) in page.inputs for column in range(at[1], max(next_text, at[1] + _OVER)))


def _is_asking(page: SeenSheet, at: Position, next_: Position) -> bool:
    """Say whether a label ends with a colon and has a blank behind it; one that stands out, over a list of texts, is their heading."""
    if not (page.text(at).endswith(COLONS) and _is_blank(page, next_)) or _row_asks(page, next_):
        return False
    below = (at[0] + page.extent(at)[0], at[1])
    if below in page.inputs:
        return False
    beneath = page.words(below)
    return not (page.format(at).bold and beneath and not beneath.endswith(COLONS))


def _has_lines(page: SeenSheet) -> bool:
    """Say whether a sheet has lines behind labels with a colon, so that one without a line asks for nothing."""
    asking = [at for at in page.anatomy.sheet.cells if page.words(at).endswith(COLONS)]
    ruled = sum(any(page.format((at[0], column)).ruled for column in range(at[1] + 1, at[1] + 1 + _LABEL)) for at in asking)
    return ruled >= _LINES and ruled * 2 > len(asking)


def _is_blank(page: SeenSheet, at: Position) -> bool:
    return page.value(at) is None and at not in page.anatomy.formulas and not page.is_covered(at)
