"""Where a repeat's table stands: the sheet, the columns and the first row of its instances, by the ladder.

A column has three rungs: its defined name (that names all its cells, so that the first of them counts), its key in the hidden row of keys,
and its heading. The printed place counts where nothing else is known of a column whose neighbours stand where they were printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from domain.answer import Rung
from questionnaire.layout import Column, Table
from questionnaire.reading.ladder.agreement import settle
from questionnaire.reading.ladder.claims import Claims, claims_on
from questionnaire.reading.ladder.expected import unique
from questionnaire.reading.values.folding import fold
from workbooks.cells import Cell, Position, Sheet, Workbook


class FoundColumn(NamedTuple):
    """Where a column was found, and by which rung; `others` are the columns that other rungs name, of which one may be meant instead."""

    column: int
    by: Rung
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """Where a table stands: `places` by the key of the column, without those that were not found, and the row of the first instance.

    `head` is the row of the headings. `copies` is where else the same table stands, on other sheets. `changed` says that keys or headings
    are gone; `exact` that all is as it was printed; `stale` that the defined names were left behind when columns moved. In an adopted
    workbook a table ends with the row `last` (0: where the sheet does), the rows `gaps` in it are none of its own, nor are the cells that
    are `closed`, and beside it is other print. `examples` are what its author had put into the cells of a row, by their columns: each with
    its row, None where nobody knows which that is now.
    """

    table: Table
    sheet: str
    head: int
    first: int
    places: Mapping[str, FoundColumn]
    copies: tuple[FoundTable, ...] = ()
    changed: bool = False
    exact: bool = False
    stale: bool = False
    last: int = 0
    gaps: frozenset[int] = frozenset()
    closed: frozenset[Position] = frozenset()
    examples: tuple[tuple[int | None, Mapping[int, str]], ...] = ()


class _Rows(NamedTuple):
    """The rows of one sheet that look like the keys and the headings of a table (0: none), with the columns of each in them."""

    sheet: str
    keys_row: int
    keys: Mapping[str, tuple[int, ...]]
    head: int
    headings: Mapping[str, tuple[int, ...]]

    @property
    def evidence(self) -> tuple[int, int]:
        return len(self.keys), len(self.headings)


def find_tables(workbook: Workbook, sheets: Mapping[str, Sheet], tables: Sequence[Table]) -> dict[str, FoundTable]:
    """Return where the tables stand on `sheets`, by the name of the repeat; one that is nowhere is left out."""
    texts = [_Texts(sheet) for sheet in sheets.values()]
    seen = {table.repeat: _all_rows(texts, table) for table in tables}
    owner = {rows.sheet: repeat for repeat, all_rows in seen.items() for rows in all_rows if rows.keys}
    # Two tables may have the same headings: a sheet without keys that is called as the one is not the other.
    owner = {table.sheet: table.repeat for table in tables} | owner
    found = {}
    for table in tables:
        keyed = [rows for rows in seen[table.repeat] if rows.keys]
        headed = [rows for rows in seen[table.repeat] if _is_enough(rows, table) and owner.get(rows.sheet, table.repeat) == table.repeat]
        if keyed or headed:
            found[table.repeat] = _best(workbook, sheets, table, keyed or headed)
    return found


def _best(workbook: Workbook, sheets: Mapping[str, Sheet], table: Table, seen: Sequence[_Rows]) -> FoundTable:
    named = _named_sheet(workbook, table)
    best = max(seen, key=lambda rows: (rows.sheet == named, rows.sheet == table.sheet, rows.evidence))
    copies = tuple(_found(workbook, sheets, table, rows) for rows in seen if rows is not best)
    return replace(_found(workbook, sheets, table, best), copies=copies)


def _is_enough(rows: _Rows, table: Table) -> bool:
    """Say whether headings alone show the table: more than half of them in one row."""
    return len(rows.headings) * 2 > len({column.label for column in table.columns})


def _named_sheet(workbook: Workbook, table: Table) -> str:
    sheets = Counter(workbook.names[column.key].sheet for column in table.columns if column.key in workbook.names)
    return sheets.most_common(1)[0][0] if sheets else ""


class _Texts:
    """The texts of one sheet, by their places and folded when that is asked for: once for all tables.

    Most sheets are of no table, and `values` say so of a sheet without a look at each of its cells.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self._cells = sheet.name, sheet.cells
        self.values = frozenset(sheet.cells.values())

    @cached_property
    def written(self) -> dict[Position, str]:
        return {position: value for position, value in self._cells.items() if isinstance(value, str)}

    @cached_property
    def folded(self) -> dict[Position, str]:
        return {position: fold(value) for position, value in self.written.items()}


def _all_rows(texts: Sequence[_Texts], table: Table) -> list[_Rows]:
    """Return the rows of each sheet; where one shows the table as it was printed, no heading is looked for in another spelling."""
    keys = {column.key for column in table.columns}
    labels = unique((column.label, column.key) for column in table.columns)
    exact = [_exact_rows(one, keys, labels) for one in texts]
    if any(len(rows.keys) == len(keys) and len(rows.headings) == len(labels) for rows in exact):
        return exact
    folded = unique((fold(label), key) for label, key in labels.items())
    pairs = zip(texts, exact, strict=True)
    return [rows if len(rows.headings) == len(labels) else _rows(one, one.folded, keys, folded) for one, rows in pairs]


def _exact_rows(texts: _Texts, keys: AbstractSet[str], labels: Mapping[str, str]) -> _Rows:
    """Return the rows of one sheet where it shows any key or heading as it was printed."""
    if texts.values.isdisjoint(keys) and texts.values.isdisjoint(labels):
        return _Rows(texts.sheet, 0, {}, 0, {})
    return _rows(texts, texts.written, keys, labels)


def _rows(texts: _Texts, spelt: Mapping[Position, str], keys: Container[str], labels: Mapping[str, str]) -> _Rows:
    """Return the rows of one sheet; `labels` are as `spelt`."""
    keys_row, keyed = _richest({position: value for position, value in texts.written.items() if value in keys})
    headed = {position: labels[text] for position, text in spelt.items() if text in labels and (not keys_row or position[0] < keys_row)}
    return _Rows(texts.sheet, keys_row, keyed, *_richest(headed))


def _richest(hits: Mapping[Position, str]) -> tuple[int, dict[str, tuple[int, ...]]]:
    """Return the row that has most of the texts (the upper of two), and where each stands in it."""
    if not hits:
        return 0, {}
    counted = Counter(row for row, _ in {(row, text): None for (row, _), text in hits.items()})
    row = min(counted, key=lambda row: (-counted[row], row))
    columns: dict[str, list[int]] = {}
    for (at, column), text in sorted(hits.items()):
        if at == row:
            columns.setdefault(text, []).append(column)
    return row, {text: tuple(those) for text, those in columns.items()}


def _found(workbook: Workbook, sheets: Mapping[str, Sheet], table: Table, rows: _Rows) -> FoundTable:
    head = rows.head or rows.keys_row - 1
    first = (rows.keys_row or rows.head) + 1
    cells = {column.key: Cell(rows.sheet, head, column.column) for column in table.columns}
    named: Claims = {
        column.key: (Cell(rows.sheet, head, target.column),)
        for column in table.columns
        if (target := workbook.names.get(column.key)) and target.sheet == rows.sheet
    }
    keyed = {key: tuple(Cell(rows.sheet, head, at) for at in columns) for key, columns in rows.keys.items()}
    labelled = {key: tuple(Cell(rows.sheet, head, at) for at in columns) for key, columns in rows.headings.items()}
    whole = all(len(keyed.get(key, ())) == len(labelled.get(key, ())) == 1 for key in cells)
    named, keyed, stale = settle(cells, named, keyed, labelled, across=True)
    cells_there = sheets[rows.sheet].cells
    # A name alone is trusted beside a heading that was changed. A program that deletes columns leaves names that point at the next one,
    # which has the heading or the key of another.
    spoken_for = {cell.column for rung in (keyed, labelled) for at in rung.values() for cell in at}
    headed = {column for row, column in cells_there if row == head} - spoken_for
    named = {key: at for key, at in named.items() if key in keyed or key in labelled or at[0].column in headed}
    claims = {key: claims_on(key, named, keyed, labelled) for key in cells}
    places = _without_shared({key: _place(those) for key, those in claims.items() if those}, keyed.keys() | labelled.keys())
    places |= _by_address(workbook, table, cells_there, head, places)
    in_place = rows.sheet == table.sheet and head == table.head and first == table.first and len(places) == len(cells)
    exact = whole and in_place and all(places[key].column == cell.column and not places[key].others for key, cell in cells.items())
    return FoundTable(
        table=table, sheet=rows.sheet, head=head, first=first, places=places, copies=(), changed=not whole, exact=exact, stale=bool(stale)
    )


def _place(claims: Sequence[tuple[Rung, tuple[Cell, ...]]]) -> FoundColumn:
    by, best = claims[0]
    agreed = [cell for cell in best if all(cell in cells for _, cells in claims)]
    chosen = agreed[0] if len(agreed) == 1 else best[0]
    others = dict.fromkeys(cell.column for _, cells in claims for cell in cells if cell != chosen)
    return FoundColumn(chosen.column, by, tuple(others))


def _without_shared(places: Mapping[str, FoundColumn], anchored: AbstractSet[str]) -> dict[str, FoundColumn]:
    """Return the places without those that only a name speaks for while they are another column's; two others that share one disagree."""
    taken = Counter(places[key].column for key in places.keys() & anchored)
    kept = {key: place for key, place in places.items() if key in anchored or not taken[place.column]}
    counted = Counter(place.column for place in kept.values())
    return {
        key: place._replace(others=place.others or (place.column,)) if counted[place.column] > 1 else place for key, place in kept.items()
    }


def _by_address(
    workbook: Workbook, table: Table, cells: Mapping[Position, object], head: int, places: Mapping[str, FoundColumn]
) -> dict[str, FoundColumn]:
    """Return the columns of which nothing else is known, whose heading was changed, among others that stand where they were printed."""
    taken = {at for place in places.values() for at in (place.column, *place.others)}
    if not places or any(places[column.key].column != column.column for column in table.columns if column.key in places):
        return {}
    lost = [column for column in table.columns if column.key not in places and column.key not in workbook.broken_names]
    return {one.key: FoundColumn(one.column, Rung.ADDRESS) for one in lost if one.column not in taken and (head, one.column) in cells}


def asked(table: Table) -> Iterator[tuple[str, list[Column]]]:
    """Yield each question of the table that takes an answer, with its columns."""
    columns: dict[str, list[Column]] = {}
    for column in table.answers:
        if not column.calculated:
            columns.setdefault(column.question, []).append(column)
    yield from columns.items()
