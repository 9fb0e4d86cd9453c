"""Where each answer stands, by the ladder: defined name, key column, label anchor, address. Rungs that disagree are told, never weighed.

What each rung is worth: a sort moves keys and labels, and leaves names on their address; a renamed sheet or an inserted row moves all
three; a sheet copied to a new document loses its names; a duplicated sheet has every key and label twice. An address alone is trusted
only beside others that are still in their place, and only where its row is nobody else's.

Two rungs may settle it where it is known how the third went wrong: see `settle`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from questionnaire.layout import Layout, Slot
from questionnaire.reading.anchors import Rung, Sight, by_key, by_label, by_name, sights
from questionnaire.reading.folding import is_blank
from questionnaire.reading.plan import Plan, SheetPlan, plan_of
from workbooks.cells import Cell, CellValue, Sheet, Workbook

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
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found of one layout: the spots by key, and the answer columns of each sheet that has some.

    `found` are the keys of the slots whose key or label was found at all; `changed` says that keys, labels or headings are gone, or stand
    twice; `exact` that all is as it was printed. `stale` are the sheets whose defined names were left behind when rows or columns moved.
    `key_columns` are the columns of the keys by sheet, `headed` the sheets of matrices, and `unheaded` their headings that are
    gone.
    """

    spots: Mapping[str, Spot]
    columns: Mapping[str, frozenset[int]]
    found: frozenset[str]
    changed: bool = False
    exact: bool = False
    stale: frozenset[str] = frozenset()
    key_columns: Mapping[str, int | None] = field(default_factory=dict)
    unheaded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headed: frozenset[str] = frozenset()


def survey(workbook: Workbook, sheets: _Sheets, layout: Layout) -> Survey:
    """Look for every slot of `layout` on the `sheets` of a workbook, by name."""
    plan = plan_of(layout)
    return _in_place(workbook, sheets, plan) or _by_ladder(workbook, sheets, layout, plan)


def _in_place(workbook: Workbook, sheets: _Sheets, plan: Plan) -> Survey | None:
    """Return the survey of a workbook in which every label, key and name is where it was printed, and stands nowhere else; else None."""
    for name, sheet in sheets.items():
        printed = plan.sheets.get(name)
        seen = sum(map(plan.known.__contains__, sheet.cells.values()))
        if seen != (printed.anchors if printed else 0) or (printed and not printed.printed.items() <= sheet.cells.items()):
            return None
    by = _all_by(workbook, plan.sheets.values())
    if not plan.sheets.keys() <= sheets.keys() or not by:
        return None
    spots: dict[str, Spot] = {}
    for name, printed in plan.sheets.items():
        sheet = sheets[name]
        get, uncalculated, percent = sheet.cells.get, sheet.uncalculated, sheet.percent
        for key, cell in printed.cells:
            at = cell[1:]
            value = get(at)
            pending = value is None and at in uncalculated
            spots[key] = Spot(cell, by, value, pending, (), False, at in percent)
    columns = {name: printed.columns for name, printed in plan.sheets.items()}
    keys = {name: printed.key_column for name, printed in plan.sheets.items()}
    return Survey(spots, columns, frozenset(spots), exact=True, key_columns=keys)


def _all_by(workbook: Workbook, printed: Collection[SheetPlan]) -> str:
    """Return "name" where all defined names point at the printed cells, "key" where there are none of them, and "" else."""
    if all(plan.names.items() <= workbook.names.items() for plan in printed):
        return "name"
    known = workbook.names.keys() | workbook.broken_names
    return "key" if all(plan.names.keys().isdisjoint(known) for plan in printed) else ""


def _by_ladder(workbook: Workbook, sheets: _Sheets, layout: Layout, plan: Plan) -> Survey:
    seen = sights(sheets.values(), plan)
    named = {key: cells for key, cells in by_name(workbook, layout).items() if cells[0].sheet in sheets}
    keyed, labelled = by_key(layout, plan, seen, named), by_label(layout, plan, seen)
    lonely = {slot.key for slot in layout.slots if slot.key not in keyed and slot.key not in labelled}
    free = _free_rows(sheets, seen, keyed, labelled) if lonely else frozenset()
    named = {key: cells for key, cells in named.items() if key not in lonely or cells[0][:2] in free}
    for key in _headless(layout, seen, named, keyed, labelled):
        named.pop(key, None)
        keyed.pop(key, None)
    named, keyed, stale = settle(plan.cells, named, keyed, labelled)
    found_spots = ((slot.key, _spot(sheets, slot.key, named, keyed, labelled)) for slot in layout.slots)
    contested = _contested(named, keyed, labelled)
    spots = {key: spot._replace(contested=True) if spot.cell in contested else spot for key, spot in found_spots if spot}
    spots |= _by_address(sheets, workbook.broken_names, layout, plan, spots, free) if lonely else {}
    whole = all(len(keyed.get(slot.key, ())) == 1 and _label_stands(slot, plan, labelled) for slot in layout.slots)
    unheaded = _unheaded(layout, plan, seen, named)
    return Survey(
        spots=spots,
        columns=_columns(spots),
        found=frozenset(plan.cells.keys() - lonely),
        changed=not whole or bool(unheaded),
        exact=whole and not unheaded and not stale and all(spots[key].cell == cell for key, cell in plan.cells.items() if key in spots),
        stale=stale,
        key_columns={sight.sheet: sight.key_column for sight in seen},
        unheaded=unheaded,
        headed=frozenset(spots[slot.key].cell.sheet for slot in layout.slots if slot.heading and slot.key in spots),
    )


def _headless(layout: Layout, seen: Sequence[Sight], named: Rung, keyed: Rung, labelled: Rung) -> list[str]:
    """Return the slots of a matrix that have no label and heading, but for those whose name and key agree beneath an edited heading."""
    above = {(sight.sheet, column) for sight in seen for column in sight.above}

    def agree(key: str) -> bool:
        at = named.get(key)
        return at is not None and at == keyed.get(key) and at[0][::2] in above

    return [slot.key for slot in layout.slots if slot.heading and slot.key not in labelled and not agree(slot.key)]


def settle(
    printed: Mapping[str, Cell], named: Rung, keyed: Rung, labelled: Rung, *, across: bool = False
) -> tuple[Rung, Rung, frozenset[str]]:
    """Return the names and keys without those that are known to be wrong, and the sheets whose names were left behind.

    Where key and label stand together elsewhere, and the name still points at the printed place, rows or columns were sorted, or moved by a
    program that leaves names behind: what stands between key and label moved with them. Where name and label agree, the key alone was moved
    or copied in the hidden column (with `across`, in the hidden row). In all else nothing is known.
    """
    left, lost, stale = dict(named), dict(keyed), set[str]()
    for key, at in named.items():
        by_key_, by_label_ = keyed.get(key, ()), labelled.get(key, ())
        if len(by_label_) != 1 or not by_key_ or at == by_key_ == by_label_:
            continue
        if by_key_ == by_label_ and at[0] == printed[key]:
            del left[key]
            stale.add(by_key_[0].sheet)
        elif at == by_label_ and at[0] not in by_key_ and (across or all(cell.row != at[0].row for cell in by_key_)):
            # A key that names another column of the same row says that columns are gone.
            del lost[key]
    return left, lost, frozenset(stale)


def _columns(spots: Mapping[str, Spot]) -> dict[str, frozenset[int]]:
    used: dict[str, set[int]] = {}
    for spot in spots.values():
        used.setdefault(spot.cell.sheet, set()).add(spot.cell.column)
    return {sheet: frozenset(columns) for sheet, columns in used.items()}


def _spot(sheets: _Sheets, key: str, named: Rung, keyed: Rung, labelled: Rung) -> Spot | None:
    best = named.get(key)
    if best and len(best) == 1 and best == keyed.get(key) == labelled.get(key):
        return seen_at(sheets, best[0], "name")
    claims = [(by, rung[key]) for by, rung in (("name", named), ("key", keyed), ("label", labelled)) if key in rung]
    return _agreed(sheets, claims) if claims else None


def _agreed(sheets: _Sheets, claims: Sequence[tuple[str, tuple[Cell, ...]]]) -> Spot:
    """Return the cell that all rungs name, with the highest rung; the cells that speak against it are its `others`."""
    by, best = claims[0]
    agreed = [cell for cell in best if all(cell in cells for _, cells in claims)]
    chosen = seen_at(sheets, agreed[0] if len(agreed) == 1 else best[0], by)
    every = dict.fromkeys(cell for _, cells in claims for cell in cells if cell != chosen.cell)
    others = tuple((cell, _value(sheets, cell)) for cell in every)
    if len(agreed) == 1:
        # A copy of a sheet that says nothing else is no disagreement.
        others = tuple((cell, value) for cell, value in others if not is_blank(value) and value != chosen.value)
    if is_blank(chosen.value) and all(is_blank(value) for _, value in others):
        others = ()
    return chosen._replace(others=others)


def seen_at(sheets: _Sheets, cell: Cell, by: str) -> Spot:
    """Return a cell with what it holds."""
    sheet, at = sheets[cell.sheet], (cell.row, cell.column)
    value = sheet.cells.get(at)
    return Spot(cell, by, value, value is None and at in sheet.uncalculated, percent=at in sheet.percent)


def _value(sheets: _Sheets, cell: Cell) -> CellValue | None:
    return sheets[cell.sheet].cells.get((cell.row, cell.column))


def _contested(*rungs: Rung) -> set[Cell]:
    """Return the cells that belong to two slots, by whatever evidence."""
    owners: dict[Cell, str] = {}
    return {cell for rung in rungs for key, cells in rung.items() for cell in cells if owners.setdefault(cell, key) != key}


def _free_rows(sheets: _Sheets, seen: Sequence[Sight], keyed: Rung, labelled: Rung) -> frozenset[tuple[str, int]]:
    """Return the rows in which a cell is trusted that neither key nor label speaks for, only its name or its address.

    They hold something beside the answer, as an edited label, and no other slot's key or label. A tool that deletes rows and leaves the
    names makes names that point at the next question, or into the void below.
    """
    answers = {cell[::2] for rung in (keyed, labelled) for cells in rung.values() for cell in cells}
    answers |= {(sight.sheet, column) for sight in seen for columns in sight.headed.values() for column in columns}
    occupied = {(name, row) for name, sheet in sheets.items() for row, at in sheet.cells if (name, at) not in answers}
    return frozenset(occupied - {cell[:2] for rung in (keyed, labelled) for cells in rung.values() for cell in cells})


def _by_address(
    sheets: _Sheets, broken: frozenset[str], layout: Layout, plan: Plan, spots: Mapping[str, Spot], free: frozenset[tuple[str, int]]
) -> dict[str, Spot]:
    settled = {slot.sheet for slot in layout.slots if slot.key in spots and spots[slot.key].cell == plan.cells[slot.key]}
    left = free - {spot.cell[:2] for spot in spots.values()}
    lost = (slot for slot in layout.slots if slot.key not in spots and slot.key not in broken and slot.sheet in settled)
    # The column of a matrix whose heading is gone is nowhere for certain.
    at = {slot.key: plan.cells[slot.key] for slot in lost if not slot.heading}
    return {key: seen_at(sheets, cell, "address") for key, cell in at.items() if cell[:2] in left}


def _label_stands(slot: Slot, plan: Plan, labelled: Rung) -> bool:
    return plan.titles[slot.label][slot.sheet] is None or len(labelled.get(slot.key, ())) == 1


def _unheaded(layout: Layout, plan: Plan, seen: Sequence[Sight], named: Rung) -> dict[str, tuple[str, ...]]:
    """Return the headings that are not found on the sheet that shows them, by that sheet's name.

    That of a section counts where only labels are left: nobody knows whether the column beside them is still the one for answers.
    """
    gone: dict[str, tuple[str, ...]] = {}
    for sight in seen:
        slots = [slot for sheet in sight.shows for slot in plan.sheets[sheet].slots]
        lonely = not sight.keys and not any(slot.key in named for slot in slots)
        wanted = dict.fromkeys(slot.heading or layout.heading for slot in slots if slot.heading or lonely)
        if missing := tuple(heading for heading in wanted if heading not in sight.headed):
            gone[sight.sheet] = missing
    return gone
