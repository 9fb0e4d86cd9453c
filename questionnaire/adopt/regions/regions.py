"""The input cells of a sheet put together: single answers, tables with rows to grow, and matrices of row keys and column headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from questionnaire.adopt.regions.apart import told_apart
from questionnaire.adopt.regions.sides import sides
from questionnaire.adopt.sureness import Sureness, least
from questionnaire.adopt.words.headings import HeadingFinder
from questionnaire.adopt.words.labels import FoundLabel, of_column, of_row
from questionnaire.adopt.words.measures import is_unit_behind
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.signs import COLONS
from workbooks.cells import Position

_SHARED = 0.5  # Two rows are of one grid where they share so large a part of their columns.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BETWEEN = 3  # Rows of subtotals and headings that may lie between two rows of a grid.
_KEYED = 0.6  # A grid whose rows have keys in so large a share is a matrix.
_SEVERAL = 3  # Rows of a table at least: fewer are cells beneath labels.


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundGrid:
    """A table or, with `keys`, a matrix: its rows, the cells of each column with its heading, and the row of the headings.

    `keys` are the labels of the rows, in the order of `rows`; `units` are those of the columns, as far as they have some.
    """

    rows: tuple[int, ...]
    columns: Mapping[int, tuple[Position, ...]]
    headings: Mapping[int, str]
    head: int
    keys: tuple[FoundLabel, ...] = ()
    key_column: int = 0
    units: Mapping[int, str] = field(default_factory=dict)
    sureness: Sureness = Sureness.SURE


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A single answer. Where several stand in one row, `first` is the cell that the row's label asks for, `heading` what the others add.

    `shared` says that the label of the row may be that of the whole row, since other cells follow without words of their own.
    """

    at: Position
    first: Position
    heading: str = ""
    shared: bool = False


Kinds = Callable[[Position], str]  # What is typed at a cell, as a word that tells one kind from another ("" where nothing says).


def regions(page: SeenSheet, kinds: Kinds) -> Iterator[FoundGrid | FoundLine]:
    """Yield the grids and the single answers of a page in the order of their first rows; each input cell is in one of them."""
    headings = HeadingFinder(page, crossed=True)
    found: list[tuple[Position, FoundGrid | FoundLine]] = []
    for block in (side for rows in _blocks(page, headings) for side in sides(page, rows)):
        grid = _grid(page, block, headings, kinds)
        if isinstance(grid, FoundGrid):
            found.append((min((row, column) for row, columns in block.items() for column in columns), grid))
        else:
            found += [(line.at, line) for line in _lines(page, block, headings, rows=grid)]
    yield from (region for _, region in sorted(found, key=lambda pair: pair[0]))


def _lines(page: SeenSheet, block: Mapping[int, Sequence[int]], headings: HeadingFinder, *, rows: bool) -> Iterator[FoundLine]:
    """Yield the cells one by one; those of one row belong together, where it is said of the `rows` or no words stand between them."""
    for row, columns in block.items():
        first = row, columns[0]
        for before, column, after in zip((0, *columns[:-1]), columns, (*columns[1:], 0), strict=True):
            at = row, column
            if before and not rows and _is_said_between(page, (row, before), column):
                first = at
            shared = bool(after) and not _is_said_between(page, at, after)
            own, next_ = headings.of(at).text, headings.of((row, after)).text if shared else ""
            is_one_of_years = own != next_ and bool(_YEAR.search(own) and _YEAR.search(next_))
            yield FoundLine(at, first, own) if at != first or is_one_of_years else FoundLine(at, at, shared=shared)


def _is_said_between(page: SeenSheet, at: Position, after: int) -> bool:
    between = [(at[0], gap) for gap in range(at[1] + page.extent(at)[1], after)]
    return any(page.words(each) and not is_unit_behind(page, each) for each in between)


def _blocks(page: SeenSheet, headings: HeadingFinder) -> Iterator[dict[int, list[int]]]:
    """Yield rows that belong together, each with the columns of its inputs."""
    block: dict[int, list[int]] = {}
    last = 0
    for row, columns in page.asking.items():
        if block and not (
            row - last <= _BETWEEN and _belong(page, block[last], columns, last, row, headings) and not _is_apart(page, block, columns, row)
        ):
            yield block
            block = {}
        block[row] = columns
        last = row
    if block:
        yield block


def _belong(page: SeenSheet, before: Sequence[int], after: Sequence[int], above: int, row: int, headings: HeadingFinder) -> bool:
    """Say whether two rows are of one grid: they share columns, and the same headings stand above those."""
    if _labelled_each(page, {above: before}) != _labelled_each(page, {row: after}):
        return False
    shared = set(before) & set(after)
    if len(shared) < max(1, min(len(before), len(after)) * _SHARED):
        return False
    if all(page.extent((above, column)) != page.extent((row, column)) for column in shared):
        # A box beneath a grid begins in one of its columns, and is none of its cells.
        return False
    if row - above > 1 and not page.rows.get(row - 1) and all(page.format((above, each)) != page.format((row, each)) for each in shared):
        # Behind a blank row, what is drawn otherwise is no part of a grid, as lines to sign on.
        return False
    return all(headings.of((above, column)) == headings.of((row, column)) for column in shared)


def _is_apart(page: SeenSheet, block: dict[int, list[int]], columns: Sequence[int], row: int) -> bool:
    """Say whether a row behind a blank one is no part of a grid, whose other columns print words there, or are bare paper."""
    last = next(reversed(block))
    if all(page.rows.get(between) for between in range(last + 1, row)):
        return False
    others = set(block[last]).intersection(*block.values()).difference(columns)
    looks = [page.format((row, column)) for column in others]
    bare = not any(one.ground or one.sides or page.is_covered((row, column)) for one, column in zip(looks, others, strict=True))
    return bool(others) and (bare or any(page.words((row, column)) for column in others)) and len(columns) * 2 <= len(block[last])


def _grid(page: SeenSheet, block: Mapping[int, Sequence[int]], headings: HeadingFinder, kinds: Kinds) -> FoundGrid | bool:
    """Return the block as a grid, or else whether its cells are at least lines of one, each row about one thing."""
    columns: dict[int, list[Position]] = {}
    for row, those in block.items():
        for column in those:
            columns.setdefault(column, []).append((row, column))
    heads = {column: headings.of(cells[0]) for column, cells in columns.items()}
    named = {column: head.text for column, head in heads.items() if head.row}
    rows = tuple(block)
    key_column = _key_column(page, block)
    keys = [of_column(page, (row, key_column), of_row(page, (row, min(block[row])))) for row in rows]
    if len(columns) < 2 and (any(key.text for key in keys) or _labelled_behind(page, block)):
        return False
    if _labelled_each(page, block):
        return False
    if len(named) * 2 <= len(columns) or len(set(named.values())) < min(2, len(columns)):
        return False
    codes = [_code(page, (row, min(block[row])), key_column) for row in rows]
    has_keys = sum(bool(key.text or code) for key, code in zip(keys, codes, strict=True))
    is_matrix = has_keys >= len(rows) * _KEYED and any(key.text for key in keys)
    if not is_matrix and not any(key.text for key in keys):
        is_matrix = _coded(codes)
    if is_matrix and _is_mixed(columns, kinds):
        return True
    if not is_matrix and len(rows) < _SEVERAL:
        return False
    whole = not _is_parted(page, rows, sorted(columns), max(head.row for head in heads.values()))
    # Rows with words before them beneath rows without are hardly of the same table.
    whole = whole and (is_matrix or not any(key.text for key in keys))
    distinct = whole and len(set(named.values())) == len(columns) and len({head.row for head in heads.values()}) == 1
    sureness = Sureness.SURE if distinct else Sureness.GUESSED if len(named) == len(columns) else Sureness.NEEDS_YOU
    return FoundGrid(
        rows=rows,
        columns={column: tuple(cells) for column, cells in sorted(columns.items())},
        headings=named,
        head=max(head.row for head in heads.values()),
        keys=told_apart(page, block, [_key(code, key) for code, key in zip(codes, keys, strict=True)]) if is_matrix else (),
        key_column=key_column if is_matrix else 0,
        units={column: head.unit for column, head in heads.items() if head.unit},
        sureness=least(sureness, Sureness.SURE if not is_matrix else _of_keys(keys)),
    )


def _is_parted(page: SeenSheet, rows: Sequence[int], columns: Sequence[int], head: int) -> bool:
    """Say whether a column without any text lies between those of a grid: it may be two grids side by side, or one with a space in it."""
    between = set(range(columns[0], columns[-1])) - set(columns) - page.anatomy.hidden_columns
    return any(not any(page.text((row, column)) or page.is_covered((row, column)) for row in (head, *rows)) for column in between)


def _labelled_each(page: SeenSheet, block: Mapping[int, Sequence[int]]) -> bool:
    """Say whether each cell of rows with several has a label of its own right before it, as "Name:" and "Telephone:"."""
    return all(len(columns) > 1 and page.words((row, column - 1)).endswith(COLONS) for row, columns in block.items() for column in columns)


def _labelled_behind(page: SeenSheet, block: Mapping[int, Sequence[int]]) -> bool:
    """Say whether words follow each cell, as those that are ticked have them."""
    return all(page.words((row, columns[-1] + page.extent((row, columns[-1]))[1])) for row, columns in block.items())


def _of_keys(keys: Sequence[FoundLabel]) -> Sureness:
    texts = [key.text for key in keys]
    told = any(key.sureness is Sureness.SURE for key in keys)
    return Sureness.SURE if told and all(texts) and len(set(texts)) == len(texts) else Sureness.GUESSED


def _is_mixed(columns: Mapping[int, Sequence[Position]], kinds: Kinds) -> bool:
    """Say whether one column asks for things of several kinds, so that each of its cells is a question of its own."""
    every = [{kinds(at) for at in cells} for cells in columns.values()]
    # A list for some rows, and nothing for others, is one of a form.
    return any(len(said - {""}) > 1 or ("" in said and any(each.startswith("select") for each in said)) for said in every)


def _code(page: SeenSheet, at: Position, key_column: int) -> str:
    """Return the number that a row has right before its cells, or in the column of the keys, as an age; a result is none."""
    places = (at[0], at[1] - 1), (at[0], key_column)
    return next((text for each in places if each not in page.anatomy.formulas and (text := page.text(each))), "")


def _coded(texts: Sequence[str]) -> bool:
    """Say whether the rows begin with numbers that are codes, and do not merely count 1, 2, 3."""
    counting = [str(number) for number in range(1, len(texts) + 1)]
    return all(texts) and [text.strip(".)") for text in texts] != counting and len(set(texts)) == len(texts)


def _key(code: str, found: FoundLabel) -> FoundLabel:
    """Return what a row is called; a code where there are no words."""
    return found if found.text else FoundLabel(code, Sureness.GUESSED if code else Sureness.NEEDS_YOU)


def _key_column(page: SeenSheet, block: Mapping[int, Sequence[int]]) -> int:
    """Return the column in which most rows have their key; of several the first, since a unit stands behind what it counts.

    Where rows are called by several, the first that has other words in each row is it: behind it may stand the same in another language.
    """
    found: dict[int, int] = {}
    for row, columns in block.items():
        key = of_row(page, (row, min(columns))).text
        for column in range(min(columns) - 1, 0, -1):
            first = page.anatomy.anchors.get((row, column), (row, column))
            if page.text(first) == key if key else (page.text(first) and first not in page.anatomy.formulas):
                found[first[1]] = found.get(first[1], 0) + 1
                break
    most = max(found, key=lambda column: (found[column], -column), default=0)
    # What stands beyond cells without words calls the rows of another table beside this one.
    beside = (
        column for column in sorted(found) if column < most and all(page.words((row, one)) for row in block for one in range(column, most))
    )
    return next((column for column in beside if len({page.words((row, column)) for row in block}) == len(block)), most)
