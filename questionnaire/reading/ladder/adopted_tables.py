"""Where the tables of an adopted workbook stand: beneath their headings, down to what is printed next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from domain.answer import Rung
from questionnaire.adopted.said import said
from questionnaire.layout import Layout, Table
from questionnaire.reading.ladder.adopted import Alignments
from questionnaire.reading.ladder.alignment import Alignment
from questionnaire.reading.ladder.tables import FoundColumn, FoundTable
from questionnaire.reading.values.folding import fold
from workbooks.cells import MAX_ROW, Position, Workbook

_WORD = 3  # Letters of a heading at least that is found again among other words.
_ALIKE = 0.75  # A heading that was worded in another way has so much in common with what it was.


def find_adopted_tables(workbook: Workbook, layout: Layout, lying: Alignments) -> dict[str, FoundTable]:
    """Return where the tables stand, by the name of the repeat; one that is nowhere is left out."""
    found: dict[str, FoundTable] = {}
    for table in layout.tables:
        if those := [made for one in lying.get(table.sheet, ()) if (made := _found(workbook, table, one))]:
            first, *copies = those
            found[table.repeat] = replace(first, copies=tuple(copies))
    return found


def _found(workbook: Workbook, table: Table, lies: Alignment) -> FoundTable | None:
    head = lies.row(table.head) if table.head else None
    first = _first(table, lies, head)
    if first is None:
        return None
    end = _end(workbook, table, lies, first)
    # Rows were put in or deleted, and nobody knows above which of the cells that are closed.
    is_other = end is not None and end != lies.row(table.ends)
    places = dict(_places(workbook, table, lies, head, first, is_other=is_other))
    if _is_beheaded(workbook, table, lies):
        places = {key: place._replace(others=place.others or (place.column,)) for key, place in places.items()}
    if not places:
        return None
    beneath = _beneath(table, lies, end)
    whole = len(places) == len(table.columns)
    exact = whole and not is_other and lies.in_place and lies.sheet == table.sheet and not any(place.others for place in places.values())
    return FoundTable(
        table=table, sheet=lies.sheet, head=head or first, first=first, places=places, copies=(), changed=not whole, exact=exact,
        last=beneath - 1, gaps=frozenset(_gaps(table, lies)), closed=frozenset(_closed(table, lies, places)),
        examples=tuple(_examples(table, lies, places)),
    )  # fmt: skip


def _first(table: Table, lies: Alignment, head: int | None) -> int | None:
    """Return the first row of a table: beneath what is printed last before it, the headings or, beneath these, an example or units.

    Rows may have been put in right beneath that: they are the first of the table then.
    """
    if not head:
        return lies.row(table.first)
    between = [row for row in lies.printed.rows if table.head < row < table.first]
    last = max((row for row in between if lies.own_row(row)), default=table.head)
    # An example that is gone was deleted with its row, or an answer was typed over it: the first one stands in its place.
    gone = sum(row > last and lies.lost(row) for row in between)
    return (lies.own_row(last) or head) + table.first - last - gone


def _is_beheaded(workbook: Workbook, table: Table, lies: Alignment) -> bool:
    """Say whether the row of the headings is gone, and not only worded in another way: rows moved up then, and names may have stayed."""
    sheet, head = workbook.sheet(lies.sheet), lies.row(table.head) or table.head
    if not sheet or lies.in_place or lies.own_row(table.head):
        return False
    printed = [(lies.printed.fixed.get((table.head, column.column), ""), lies.column(column.column)) for column in table.columns]
    now = [(fold(text), fold(said(sheet.cells.get((head, at))))) for text, at in printed if text and at]
    return any(text for text, _ in printed) and not any(_is_reworded(text, other) for text, other in now)


def _is_reworded(text: str, other: str) -> bool:
    """Say whether words were added to a heading, taken from it, or spelt in another way."""
    short, long = sorted((text, other), key=len)
    added = len(short) >= _WORD and short in long and (short == text or len(short) * 2 >= len(long))
    return added or SequenceMatcher(None, text, other).ratio() >= _ALIKE


def _end(workbook: Workbook, table: Table, lies: Alignment, first: int) -> int | None:
    """Return the row of what ends a table, by its name; None where it has none, or names were left behind when rows moved."""
    name = workbook.names.get(table.end) if table.end else None
    named = (workbook.names.get(column.key) for column in table.columns)
    is_stale = first != table.first and any(each and each.row == table.first for each in named)
    return name.row if name and name.sheet == lies.sheet and name.row > first and not is_stale else None


def _places(
    workbook: Workbook, table: Table, lies: Alignment, head: int | None, first: int, *, is_other: bool
) -> Iterator[tuple[str, FoundColumn]]:
    for column in table.columns:
        name = workbook.names.get(column.key)
        named = name.column if name and name.sheet == lies.sheet and (name.row == first or lies.in_place) else None
        at = lies.column(column.column)
        if at and _is_headed(column.label, lies, head, at, (table.head, column.column)):
            others = (named,) if named not in {None, at} else ()
            # Where nobody knows which cells of the column are closed now, none of them can be taken for an answer.
            is_known = not (is_other and column.closed) and all(_is_there(workbook, lies, row, column.column, at) for row in column.closed)
            doubt = () if is_known else (at,)
            yield column.key, FoundColumn(at, Rung.NAME if named == at else Rung.LABEL, others or doubt)
        elif named and named == at:
            yield column.key, FoundColumn(named, Rung.NAME)


def _is_there(workbook: Workbook, lies: Alignment, row: int, printed: int, column: int) -> bool:
    """Say whether it is known where a closed cell is now: where it held anything, something must stand there."""
    at, sheet = (lies.row(row), column), workbook.sheet(lies.sheet)
    return at[0] is not None and (
        (row, printed) not in lies.printed.taken or (sheet is not None and (at in sheet.cells or at in sheet.uncalculated))
    )


def _is_headed(label: str, lies: Alignment, head: int | None, column: int, printed: tuple[int, int]) -> bool:
    """Say whether a column still has its heading, if one is printed right above it."""
    if lies.in_place or printed not in lies.printed.fixed:
        return True
    return head is not None and lies.seen.get((head, column)) == fold(label)


def _beneath(table: Table, lies: Alignment, named: int | None) -> int:
    """Return the row of what stands next beneath a table, as far as it was found: a text in any column, or in its own a formula.

    `named` is where that formula is by its name.
    """
    if named:
        return named
    end = table.first + table.room + len(table.gaps)
    own = {column.column for column in table.columns}
    taken = {row for row, column in lies.printed.taken if column in own}
    found = (lies.row(row) if row in taken else lies.own_row(row) for row in sorted(taken | lies.printed.rows.keys()) if row >= end)
    return next(filter(None, found), MAX_ROW + 1)


def _closed(table: Table, lies: Alignment, places: Mapping[str, FoundColumn]) -> Iterator[Position]:
    """Yield the cells among those of the columns that take no answer, such as formulas."""
    for column in table.columns:
        if place := places.get(column.key):
            yield from ((at, place.column) for row in column.closed if (at := lies.row(row)))


def _examples(table: Table, lies: Alignment, places: Mapping[str, FoundColumn]) -> Iterator[tuple[int | None, Mapping[int, str]]]:
    """Yield what the author had put into the rows of a table, with where each is now."""
    rows: dict[int, dict[int, str]] = {}
    for column in table.columns:
        if place := places.get(column.key):
            for row, text in column.printed:
                rows.setdefault(row, {})[place.column] = text
    yield from ((lies.row(row), texts) for row, texts in rows.items())


def _gaps(table: Table, lies: Alignment) -> Iterator[int]:
    """Yield the rows within the table that are none of it, and those that only print something."""
    yield from (at for row in table.gaps if (at := lies.row(row)))
