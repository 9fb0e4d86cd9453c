"""Where each answer stands, by the ladder: defined name, key column, label anchor, address. Rungs that disagree are told, never weighed.

What each rung is worth: a sort moves keys and labels, and leaves names on their address; a renamed sheet or an inserted row moves all
three; a sheet copied to a new document loses its names; a duplicated sheet has every key and label twice. An address alone is trusted
only beside others that are still in their place, and only where its row is nobody else's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from questionnaire.layout import Layout, Slot
from questionnaire.reading.anchors import Cell, Rung, Texts, answer_columns, by_key, by_label, by_name, key_positions
from questionnaire.reading.folding import is_blank
from workbooks.cells import CellValue, Sheet, Workbook

_Sheets = Mapping[str, Sheet]


class Spot(NamedTuple):
    """Where one slot was found, and what stands there. It is a tuple, since one is made per cell.

    `pending` says that it is a formula without a result. `others` are the cells (with what they hold) that other rungs name, where these do
    not agree and not all of the cells are blank. `contested` says that another slot's name, key or label names the same cell.
    """

    cell: Cell
    by: str
    value: CellValue | None
    pending: bool = False
    others: tuple[tuple[Cell, CellValue | None], ...] = ()
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found of one layout: the spots by key, and the answer column of each sheet that has some.

    `fit` is the share of slots whose key or label was found at all; `changed` says that keys or labels are gone, or stand twice.
    """

    spots: Mapping[str, Spot]
    columns: Mapping[str, int]
    fit: float
    changed: bool


def fit(layout: Layout, found: frozenset[str]) -> int:
    """Return how many keys and labels of `layout` are among the texts `found`."""
    return sum((slot.key in found) + (slot.label in found) + (slot.choice_label in found) for slot in layout.slots)


def survey(workbook: Workbook, layout: Layout, found: Texts) -> Survey:
    """Look for every slot of `layout`; `found` are the workbook's `texts`."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    positions = key_positions(layout, found)
    columns = answer_columns(layout, found, positions)
    keyed, labelled = by_key(positions, columns), by_label(layout, found, columns)
    named = by_name(workbook, layout)
    lonely = {slot.key for slot in layout.slots if slot.key not in keyed and slot.key not in labelled}
    free = _free_rows(sheets, columns, keyed, labelled) if lonely else frozenset()
    named = {key: cells for key, cells in named.items() if key not in lonely or cells[0][:2] in free}
    found_spots = ((slot.key, _spot(sheets, slot.key, named, keyed, labelled)) for slot in layout.slots)
    contested = _contested(named, keyed, labelled)
    spots = {key: spot._replace(contested=True) if spot.cell in contested else spot for key, spot in found_spots if spot}
    spots |= _by_address(sheets, workbook.broken_names, layout, spots, free) if lonely else {}
    whole = all(len(keyed.get(slot.key, ())) == 1 and _label_stands(slot, layout, labelled) for slot in layout.slots)
    used = {spot.cell.sheet for spot in spots.values()}
    kept = {sheet: column for sheet, column in columns.items() if sheet in used}
    return Survey(spots, kept, 1 - len(lonely) / max(1, len(layout.slots)), not whole)


def stray(sheet: Sheet, column: int, rows: frozenset[int], heading: str) -> list[tuple[int, CellValue]]:
    """Return (row, value) of what stands in the answer column beside no question, but for the heading."""
    beside = [(row, value) for (row, at), value in sheet.cells.items() if at == column and row not in rows]
    told = [(row, value) for row, value in beside if value != heading and not is_blank(value)]
    return sorted(told, key=lambda cell: cell[0])


def _spot(sheets: _Sheets, key: str, named: Rung, keyed: Rung, labelled: Rung) -> Spot | None:
    best = named.get(key)
    if best and len(best) == 1 and best == keyed.get(key) == labelled.get(key):
        return _seen(sheets, best[0], "name")
    claims = [(by, rung[key]) for by, rung in (("name", named), ("key", keyed), ("label", labelled)) if key in rung]
    return _agreed(sheets, claims) if claims else None


def _agreed(sheets: _Sheets, claims: Sequence[tuple[str, tuple[Cell, ...]]]) -> Spot:
    """Return the cell that all rungs name, with the highest rung; the cells that speak against it are its `others`."""
    by, best = claims[0]
    agreed = [cell for cell in best if all(cell in cells for _, cells in claims)]
    chosen = _seen(sheets, agreed[0] if len(agreed) == 1 else best[0], by)
    every = dict.fromkeys(cell for _, cells in claims for cell in cells if cell != chosen.cell)
    others = tuple((cell, _value(sheets, cell)) for cell in every)
    if len(agreed) == 1:
        # A copy of a sheet that says nothing else is no disagreement.
        others = tuple((cell, value) for cell, value in others if not is_blank(value) and value != chosen.value)
    if is_blank(chosen.value) and all(is_blank(value) for _, value in others):
        others = ()
    return Spot(chosen.cell, by, chosen.value, chosen.pending, others)


def _seen(sheets: _Sheets, cell: Cell, by: str) -> Spot:
    value = _value(sheets, cell)
    return Spot(cell, by, value, value is None and (cell.row, cell.column) in sheets[cell.sheet].uncalculated)


def _value(sheets: _Sheets, cell: Cell) -> CellValue | None:
    return sheets[cell.sheet].cells.get((cell.row, cell.column))


def _contested(*rungs: Rung) -> set[Cell]:
    """Return the cells that belong to two slots, by whatever evidence."""
    owners: dict[Cell, str] = {}
    return {cell for rung in rungs for key, cells in rung.items() for cell in cells if owners.setdefault(cell, key) != key}


def _free_rows(sheets: _Sheets, columns: Mapping[str, int], keyed: Rung, labelled: Rung) -> frozenset[tuple[str, int]]:
    """Return the rows in which a cell is trusted that neither key nor label speaks for, only its name or its address.

    They hold something beside the answer, as an edited label, and no other slot's key or label. A tool that deletes rows and leaves the
    names makes names that point at the next question, or into the void below.
    """
    occupied = {(name, row) for name, column in columns.items() for row, at in sheets[name].cells if at != column}
    return frozenset(occupied - {cell[:2] for rung in (keyed, labelled) for cells in rung.values() for cell in cells})


def _by_address(
    sheets: _Sheets, broken: frozenset[str], layout: Layout, spots: Mapping[str, Spot], free: frozenset[tuple[str, int]]
) -> dict[str, Spot]:
    settled = {slot.sheet for slot in layout.slots if slot.key in spots and spots[slot.key].cell == place(slot)}
    left = free - {spot.cell[:2] for spot in spots.values()}
    lost = (slot for slot in layout.slots if slot.key not in spots and slot.key not in broken and slot.sheet in settled)
    return {slot.key: _seen(sheets, place(slot), "address") for slot in lost if place(slot)[:2] in left}


def place(slot: Slot) -> Cell:
    """Return the cell where a slot was printed."""
    return Cell(slot.sheet, slot.row, slot.column)


def _label_stands(slot: Slot, layout: Layout, labelled: Rung) -> bool:
    return slot.label not in layout.titles or len(labelled.get(slot.key, ())) == 1
