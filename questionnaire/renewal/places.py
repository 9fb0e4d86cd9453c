"""Where the cells of a form's questions stand in a newer edition, once it is known which questions are the same there.

What they are called tells first, then what is printed, as in a copy that came back, then the very place. A cell that no
draft asks so, but a person, is found by the questions around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from questionnaire.layout import Slot
from questionnaire.reading.ladder.alignment import Lines
from questionnaire.reading.ladder.spots import Spot
from questionnaire.renewal.grids import Cells, cells_of
from questionnaire.renewal.same_questions import AskedThere, by_words, in_place
from questionnaire.renewal.wording import telling_words
from workbooks.anatomy import Anatomy
from workbooks.cells import Cell

_Words = tuple[str, ...]


@dataclass
class FoundPlaces:
    """The cells of the questions that were found, by name, and where single ones of the older edition are now."""

    cells: dict[str, Cells] = field(default_factory=dict)
    at: dict[Cell, Cell] = field(default_factory=dict)

    def take(self, name: str, before: Cells, now: Cells) -> None:
        """Keep where a question is; `now` has its cells in the order of `before`, where they are as many."""
        self.cells[name] = now
        if len(before) == len(now):
            self.at.update(zip(before, now, strict=True))

    @property
    def taken(self) -> set[Cell]:
        """Return the cells of the newer edition that belong to a question."""
        return {cell for those in self.cells.values() for cell in those}


def placed(
    before: Mapping[str, Cells],
    editions: tuple[Sequence[AskedThere], Sequence[AskedThere]],
    printed: Mapping[str, Cells],
    books: tuple[Anatomy, Anatomy],
) -> FoundPlaces:
    """Return where the questions of a form are, whose cells were `before`; `printed` are those that the newer edition's print tells of."""
    older, newer = editions
    mine = {cell: one for one in older for cell in cells_of(one.question)}
    theirs = {one.question.name: one for one in newer}
    owners = {cell: one.question.name for one in newer for cell in cells_of(one.question)}
    asked = {name: mine[those[0]] for name, those in before.items() if those and those[0] in mine}
    same = by_words(older, newer)
    found = FoundPlaces()
    _take_same(found, before, asked, same, theirs)
    of_others = {other: name for name, other in same.items()}
    for name, those in printed.items():
        own = asked[name].question.name if name in asked else ""
        free = all(of_others.get(owners.get(cell, ""), own) == own and cell not in found.taken for cell in those)
        if name not in found.cells and free:
            found.take(name, before[name], those)
    taken = {owners[cell] for cell in found.taken if cell in owners}
    _take_same(found, before, asked, in_place(older, newer, same, taken), theirs)
    for name, those in before.items():
        own_cells = cells_of(asked[name].question) if name in asked else ()
        if name not in found.cells and not set(those) <= set(own_cells) and (now := _among(those, found, books)):
            found.take(name, those, now)
    return found


def slots_there(slots: Iterable[Slot], spots: Mapping[str, Spot], found: FoundPlaces) -> dict[str, Cell]:
    """Return where each slot is: with its question, or where the print tells."""
    known = {slot.key: found.at.get(Cell(slot.sheet, slot.row, slot.column)) for slot in slots}
    return {key: cell for key, cell in known.items() if cell} | {
        key: spot.cell for key, spot in spots.items() if not known.get(key) and not spot.others
    }


def _take_same(
    found: FoundPlaces,
    before: Mapping[str, Cells],
    asked: Mapping[str, AskedThere],
    same: Mapping[str, str],
    theirs: Mapping[str, AskedThere],
) -> None:
    for name, one in asked.items():
        other = theirs.get(same.get(one.question.name, ""))
        pairs = _pairs(before[name], one, other) if other and name not in found.cells else None
        if pairs and found.taken.isdisjoint(pairs[1]):
            found.at.update(zip(*pairs, strict=len(pairs[0]) == len(pairs[1])))
            found.cells[name] = pairs[1]


def _pairs(cells: Cells, before: AskedThere, now: AskedThere) -> tuple[Cells, Cells] | None:
    """Return cells of a question with where they are now; None where the form has other cells than its draft had.

    Those of a matrix are in the rows that have their keys; rows whose keys are others are left out.
    """
    was, there = cells_of(before.question), cells_of(now.question)
    if not set(cells) <= set(was):
        return None
    if before.keys and now.keys:
        rows, at = _same_rows(before, now), {cell.row: cell for cell in there}
        kept = tuple(cell for cell in cells if rows.get(cell.row) in at)
        return (kept, tuple(at[rows[cell.row]] for cell in kept)) if kept else None
    if len(cells) != len(was):
        return None
    # The boxes of a day may be named in another order than that in which they stand.
    return (cells, tuple(there[was.index(cell)] for cell in cells)) if len(was) == len(there) else ((), there)


def _same_rows(before: AskedThere, now: AskedThere) -> dict[int, int]:
    """Return the rows of a matrix by those of the older edition, found by their keys: as printed, then without numbers and years."""
    found: dict[int, int] = {}
    for said in (_as_printed, telling_words):
        mine, theirs = _rows_by_key(before, said), _rows_by_key(now, said)
        for key, rows in mine.items():
            there = theirs.get(key, [])
            if key and len(rows) == len(there):
                found |= {row: other for row, other in zip(rows, there, strict=True) if row not in found and other not in found.values()}
    return found


def _as_printed(key: str) -> _Words:
    return tuple(key.casefold().split())


def _rows_by_key(one: AskedThere, said: Callable[[str], _Words]) -> dict[_Words, list[int]]:
    rows: dict[_Words, list[int]] = {}
    for row, key in zip(one.rows, one.keys, strict=True):
        rows.setdefault(said(key), []).append(row)
    return rows


def _among(those: Cells, found: FoundPlaces, books: tuple[Anatomy, Anatomy]) -> Cells | None:
    """Return where cells are that no draft asks so: as far from what is around them as they were, beside and beneath the same words."""
    now = tuple(_moved(cell, found.at) for cell in those)
    taken = found.taken
    known = tuple(cell for cell in now if cell and cell not in taken)
    same = len(known) == len(those) and all(
        _words_around(books[0], cell) == _words_around(books[1], at) for cell, at in zip(those, known, strict=True)
    )
    return known if same else None


def _moved(cell: Cell, at: Mapping[Cell, Cell]) -> Cell | None:
    near = {was: now for was, now in at.items() if was.sheet == cell.sheet}
    sheets = {now.sheet for now in near.values()}
    if len(sheets) != 1:
        return None
    rows = Lines({was.row: now.row for was, now in near.items()})
    columns = Lines({was.column: now.column for was, now in near.items() if was.row == cell.row})
    row, column = rows.at(cell.row), columns.at(cell.column)
    return Cell(sheets.pop(), row, column) if row and column else None


def _words_around(book: Anatomy, cell: Cell) -> tuple[_Words, _Words] | None:
    """Return the words before and above a cell, without years and numbers; None where it holds a formula."""
    page = book.by_name.get(cell.sheet.casefold())
    if page is None or cell[1:] in page.formulas:
        return None
    before = [(column, text) for (row, column), text in page.sheet.cells.items() if row == cell.row and column < cell.column]
    above = [(row, text) for (row, column), text in page.sheet.cells.items() if column == cell.column and row < cell.row]
    return _nearest(before), _nearest(above)


def _nearest(texts: Sequence[tuple[int, object]]) -> _Words:
    _, text = max(((at, text) for at, text in texts if isinstance(text, str) and text.strip()), default=(0, ""))
    return telling_words(text)
