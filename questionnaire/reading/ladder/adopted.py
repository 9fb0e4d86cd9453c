"""Where the answers of an adopted workbook stand: by the same ladder, with what its author printed instead of keys of our own.

A cell is where its row and its column are; the row's own texts stand for a key where a heading stands above, and for a label elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.answer import Rung
from questionnaire.layout import Layout, Slot
from questionnaire.reading.ladder.agreement import contested_cells, spot_of
from questionnaire.reading.ladder.alignment import Alignment
from questionnaire.reading.ladder.by_name import by_name
from questionnaire.reading.ladder.claims import Claims, gathered
from questionnaire.reading.ladder.expected import expected_of
from questionnaire.reading.ladder.runs import unless_moved
from questionnaire.reading.ladder.slips import unless_slipped
from questionnaire.reading.ladder.spots import Locations, Sheets, spot_at
from questionnaire.reading.values.folding import is_blank
from workbooks.cells import Cell, CellValue, Workbook

Alignments = Mapping[str, Sequence[Alignment]]  # By the printed sheet's name.


def locate_adopted(workbook: Workbook, sheets: Sheets, layout: Layout, lying: Alignments) -> Locations:
    """Return where the slots of an adopted workbook stand on the `sheets` of one that came back."""
    return unless_slipped(unless_moved(_located(workbook, sheets, layout, lying), sheets, layout), sheets, layout)


def _located(workbook: Workbook, sheets: Sheets, layout: Layout, lying: Alignments) -> Locations:
    printed = expected_of(layout).cells
    named = by_name(workbook, sheets, layout)
    # What is printed says the same then.
    if _is_untouched(layout, lying) and all(named.get(key) == (cell,) for key, cell in printed.items()):
        return _in_place(sheets, printed)
    labelled = gathered(_claims(layout, lying))
    keyed = {slot.key: labelled[slot.key] for slot in layout.slots if slot.heading and slot.key in labelled}
    stale, followed = _judged(sheets, named, labelled, printed, lying)
    named = {key: at for key, at in named.items() if not _is_left_behind(at[0], printed[key], labelled.get(key), stale)}
    named = {key: at for key, at in named.items() if key in labelled or _may_be(sheets, at[0], printed[key], lying, followed)}
    contested = contested_cells(named, labelled)
    spots = {}
    for slot in layout.slots:
        if spot := spot_of(sheets, slot.key, named, keyed, {} if slot.heading else labelled):
            spots[slot.key] = spot._replace(contested=True) if spot.cell in contested else spot
    columns: dict[str, set[int]] = {}
    for spot in spots.values():
        columns.setdefault(spot.cell.sheet, set()).add(spot.cell.column)
    whole = all(one.in_place for those in lying.values() for one in those) and len(spots) == len(layout.slots)
    return Locations(
        spots=spots,
        columns={name: frozenset(those) for name, those in columns.items()},
        found=frozenset(labelled),
        changed=any(slot.key not in labelled for slot in layout.slots),
        exact=whole and not stale and all(spots[key].cell == cell for key, cell in printed.items()),
        stale=stale,
    )


def _is_untouched(layout: Layout, lying: Alignments) -> bool:
    """Say whether each printed sheet stands there once, under its name, with all that it prints in place."""
    alone = all(len(those) == 1 and those[0].in_place and those[0].sheet == name for name, those in lying.items())
    return alone and len(lying) == len(layout.sheets)


def _in_place(sheets: Sheets, printed: Mapping[str, Cell]) -> Locations:
    """Return the locations in a workbook in which nothing was moved, by names that all point there."""
    columns: dict[str, set[int]] = {}
    for cell in printed.values():
        columns.setdefault(cell.sheet, set()).add(cell.column)
    spots = {key: spot_at(sheets, cell, Rung.NAME) for key, cell in printed.items()}
    fixed = {name: frozenset(those) for name, those in columns.items()}
    return Locations(spots=spots, columns=fixed, found=frozenset(spots), exact=True)


def _claims(layout: Layout, lying: Alignments) -> Iterator[tuple[str, Cell]]:
    for slot in layout.slots:
        for one in lying.get(slot.sheet, ()):
            if cell := _by_texts(slot, one):
                yield slot.key, cell


def _by_texts(slot: Slot, lies: Alignment) -> Cell | None:
    """Return the cell of a slot by its row and its column; None where its row's texts are gone, or another heading is above."""
    row, column = lies.row(slot.row), lies.column(slot.column)
    if row is None or column is None or lies.lost(slot.row):
        return None
    above = lies.printed.above.get((slot.row, slot.column))
    if above and not lies.in_place and not lies.has(above[1], lies.own_row(above[0]), column, row):
        return None
    return Cell(lies.sheet, row, column)


def _judged(
    sheets: Sheets, named: Claims, found: Claims, printed: Mapping[str, Cell], lying: Alignments
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the sheets whose names were left behind by a program that moves rows alone, and those where the names followed.

    Where rows or columns changed places, or nothing stands at the new places, texts may have been written over instead: nothing is known of
    the names there.
    """
    left: set[str] = set()
    filled: set[str] = set()
    followed: set[str] = set()
    for key, at in named.items():
        by_text = found.get(key, ())
        if len(by_text) == 1 and by_text[0][1:] != printed[key][1:]:
            if at == by_text:
                followed.add(at[0].sheet)
            elif at[0][1:] == printed[key][1:] and at[0].sheet == by_text[0].sheet:
                left.add(at[0].sheet)
                if not is_blank(_value(sheets, by_text[0])) or is_blank(_value(sheets, at[0])):
                    filled.add(at[0].sheet)
    ordered = {one.sheet for those in lying.values() for one in those if one.is_ordered}
    return frozenset(left & filled & ordered - followed), frozenset(followed)


def _value(sheets: Sheets, cell: Cell) -> CellValue | None:
    return sheets[cell.sheet].cells.get((cell.row, cell.column))


def _is_left_behind(at: Cell, printed: Cell, found: tuple[Cell, ...] | None, stale: frozenset[str]) -> bool:
    """Say whether a name still points at the printed place, though what was printed there moved."""
    return at.sheet in stale and at[1:] == printed[1:] and found != (at,)


def _may_be(sheets: Sheets, at: Cell, printed: Cell, lying: Alignments, followed: frozenset[str]) -> bool:
    """Say whether a name that nothing else speaks for may be right.

    It points where the cell would be, beside a text that was written over; or nobody knows where that is, and names are seen to have
    followed what they point at.
    """
    for one in lying.get(printed.sheet, ()):
        if one.sheet == at.sheet:
            beside = {one.column(mark.column) for mark in one.printed.rows.get(printed.row, ()) if not mark.made}
            if one.lost(printed.row) and not any((at.row, column) in sheets[at.sheet].cells for column in beside if column):
                return False
            row, column = one.row(printed.row), one.column(printed.column)
            if _is_under_another(one, printed):
                return False
            known = row is not None and column is not None
            return (known or at[1:] != printed[1:] or at.sheet in followed) and row in {None, at.row} and column in {None, at.column}
    return False


def _is_under_another(lies: Alignment, printed: Cell) -> bool:
    """Say whether the heading of another column stands now where that of a cell was: the columns changed places, and no name followed."""
    above = lies.printed.above.get((printed.row, printed.column))
    row, column = lies.own_row(above[0]) if above else None, lies.column(printed.column)
    text = lies.seen.get((row, column)) if row is not None and column is not None else None
    return above is not None and text is not None and text != above[1] and any(text == one for _, one in lies.printed.above.values())
