"""Blanks that ask as those next to them do: beside labels drawn as they are, beneath a box that asks, in the other columns of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from questionnaire.designed.page import SeenSheet
from questionnaire.designed.signs import ASKS
from workbooks.cells import Position

_ROWS = 3  # Labels and blanks that are drawn alike are a list where there are so many rows of them,
_BLANK = 0.7  # of which so large a share is blank.
_TABLE = 20  # A column that surely asks over so many rows is that of a table to which rows are added,
_HEADINGS = 3  # if so many headings stand side by side above it.
_HEADING_ROWS = 3  # Rows down to the headings from where the rule of a column begins, at most.
_FIGURES = frozenset(("whole", "decimal", "date", "time"))  # Rules that no heading passes.
_COLUMNS = 5  # Headings of a table that is yet without rows, at least.
_SAMPLES = 2  # Rows of a table that are filled in as examples, at most.


def drawn_alike(page: SeenSheet) -> Iterator[Position]:
    """Yield the framed blanks right of framed labels that look the same: where the label asks, or several stand beneath each other."""
    lists: dict[tuple[int, int], dict[int, bool]] = {}
    for at in page.anatomy.sheet.cells:
        behind = at[0], at[1] + page.extent(at)[1]
        alike = page.words(at) and page.format(at).framed and page.format(behind) == page.format(at) and not page.is_covered(behind)
        if alike and behind not in page.inputs and _is_last(page, behind):
            lists.setdefault((at[1], behind[1]), {})[at[0]] = page.is_blank(behind)
            if page.is_blank(behind) and page.words(at).endswith(ASKS):
                yield behind
    for (_, column), blank in lists.items():
        for _, group in groupby(enumerate(sorted(blank)), key=lambda pair: pair[1] - pair[0]):
            rows = [row for _, row in group]
            open_ = [row for row in rows if blank[row]]
            if len(rows) >= _ROWS and len(open_) >= len(rows) * _BLANK:
                yield from ((row, column) for row in open_)


def _is_last(page: SeenSheet, at: Position) -> bool:
    """Say whether nothing framed stands behind a cell, so that it is no cell within the row of a table."""
    behind = at[0], at[1] + page.extent(at)[1]
    return not page.text(behind) and not page.format(behind).framed


def continued(page: SeenSheet) -> Iterator[Position]:
    """Yield the boxes right beneath one that asks, as wide as it and drawn like it, which have no words of their own: its further lines."""
    for at in sorted(page.inputs):
        here = at
        while True:
            rows, columns = page.extent(here)
            here = here[0] + rows, here[1]
            alike = page.extent(here)[1] == columns and page.format(here) == page.format(at)
            if columns < 2 or not alike or here in page.inputs or not page.is_blank(here) or _before(page, here):
                break
            yield here


def _before(page: SeenSheet, at: Position) -> bool:
    """Say whether words of its own stand before a cell: those that reach down from the row above are of the box above."""
    for column in range(at[1] - 1, 0, -1):
        first = page.anatomy.anchors.get((at[0], column), (at[0], column))
        if page.text(first):
            return first[0] == at[0]
    return False


def headed(page: SeenSheet) -> frozenset[Position]:
    """Return the headings that stand within what a rule was set over, as over a whole column: words that no rule beneath them lets pass."""
    tops: dict[int, int] = {}
    for row, column in page.anatomy.validated:
        tops[column] = min(tops.get(column, row), row)
    found: set[Position] = set()
    for column, top in tops.items():
        last = min(top + _HEADING_ROWS, page.anatomy.last[0])
        heads = [row for row in range(top, last + 1) if page.words((row, column)) and _is_heading(page, (row, column))]
        if heads:
            found |= {(row, column) for row in range(top, heads[-1] + 1) if (row, column) in page.anatomy.validated}
    return frozenset(found)


def _is_heading(page: SeenSheet, at: Position) -> bool:
    """Say whether a cell stands in a row of words, more of them than in the row beneath, and has another look than the cell beneath."""
    row, column = at
    rule, beneath = page.anatomy.validated.get(at), page.anatomy.validated.get((row + 1, column))
    words = sum(any(map(str.isalpha, text)) for text in page.rows[row].values())
    below = sum(any(map(str.isalpha, text)) for text in page.rows.get(row + 1, {}).values())
    apart = page.format(at) != page.format((row + 1, column)) or (rule is not None and rule.kind in _FIGURES)
    return rule is not None and beneath is not None and words >= _HEADINGS and words > below and apart


def columns_beside(page: SeenSheet, sure: Mapping[Position, object]) -> Iterator[Position]:
    """Yield the cells of a table in whose other columns something surely asks down to its end: blanks and examples, under a heading."""
    deep: dict[tuple[int, int], list[int]] = {}
    by_column: dict[int, list[int]] = {}
    for row, column in sorted(sure):
        by_column.setdefault(column, []).append(row)
    for column, rows in by_column.items():
        for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            run = [row for _, row in group]
            if len(run) >= _TABLE:
                deep.setdefault((run[0], run[-1]), []).append(column)
    for (first, last), columns in deep.items():
        head = first - 1
        for run in _headings(page, head):
            if set(run) & set(columns):
                for column in run:
                    yield from _of_column(page, column, range(first, last + 1), sure)


def _headings(page: SeenSheet, row: int) -> Iterator[list[int]]:
    texts = sorted(page.rows.get(row, {}))
    for _, group in groupby(enumerate(texts), key=lambda pair: pair[1] - pair[0]):
        run = [column for _, column in group]
        if len(run) >= _HEADINGS:
            yield run


def _of_column(page: SeenSheet, column: int, rows: range, sure: Mapping[Position, object]) -> Iterator[Position]:
    cells = [(row, column) for row in rows]
    held = [at for at in cells if page.value(at) is not None]
    free = not any(at in page.anatomy.formulas or at in sure or page.is_covered(at) for at in cells)
    if free and len(held) <= _SAMPLES and all(at[0] < rows[0] + _SAMPLES for at in held):
        yield from cells


def beneath_headings(page: SeenSheet) -> Iterator[Position]:
    """Yield the framed blanks beneath a heading in a colour or in bold type, where several go down and nothing stands beside them."""
    for at in page.anatomy.sheet.cells:
        one = page.format(at)
        if page.words(at) and one.sides and (one.ground or one.bold) and page.extent(at)[1] == 1:
            down, here = list[Position](), (at[0] + 1, at[1])
            while page.is_blank(here) and page.format(here).framed and here not in page.inputs and page.format(here).ground != one.ground:
                down.append(here)
                here = here[0] + 1, here[1]
            if len(down) >= _ROWS:
                yield from down


def ready_to_fill(page: SeenSheet) -> Iterator[Position]:
    """Yield rows beneath the headings of a table of which there is nothing else yet, where nothing stands farther down."""
    last = max(page.rows, default=0)
    heads = [row for row in (last, last - 1) if len(_drawn_words(page, row)) >= _COLUMNS]
    columns = sorted({column for row in heads for column in _drawn_words(page, row)})
    if not columns or any(row >= last for row, _ in page.inputs):
        return
    # A list of words goes on for many rows; headings have a few, with hints beneath them.
    said = sum(len(_drawn_words(page, row)) >= _COLUMNS for row in page.rows)
    words = [page.format((row, column)).bold for row in page.rows for column in columns if page.words((row, column))]
    if said <= _HEADING_ROWS and sum(words) >= len(words) * _BLANK and columns[-1] - columns[0] < len(columns) * 2:
        yield from ((row, column) for row in range(last + 1, last + 1 + _TABLE) for column in range(columns[0], columns[-1] + 1))


def _drawn_words(page: SeenSheet, row: int) -> list[int]:
    """Return the columns in which a row has words in bold type or in a colour, each its own cell."""
    texts = [column for column in page.rows.get(row, {}) if page.words((row, column)) and not page.is_covered((row, column))]
    return [column for column in texts if page.format((row, column)).bold or page.format((row, column)).ground]
