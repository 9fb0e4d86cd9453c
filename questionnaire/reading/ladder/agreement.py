"""What the rungs agree on: where they do not, that is told and never weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.answer import Rung
from questionnaire.layout import Layout
from questionnaire.reading.ladder.claims import Claims, claims_on
from questionnaire.reading.ladder.evidence import SheetEvidence
from questionnaire.reading.ladder.spots import Sheets, Spot, spot_at
from questionnaire.reading.values.folding import is_blank
from workbooks.cells import Cell, CellValue


def settle(
    printed: Mapping[str, Cell], named: Claims, keyed: Claims, labelled: Claims, *, across: bool = False
) -> tuple[Claims, Claims, frozenset[str]]:
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


def headless(layout: Layout, evidence: Sequence[SheetEvidence], named: Claims, keyed: Claims, labelled: Claims) -> list[str]:
    """Return the slots of a matrix that have no label and heading, but for those whose name and key agree beneath an edited heading."""
    above = {(seen.sheet, column) for seen in evidence for column in seen.above}

    def agree(key: str) -> bool:
        at = named.get(key)
        return at is not None and at == keyed.get(key) and at[0][::2] in above

    return [slot.key for slot in layout.slots if slot.heading and slot.key not in labelled and not agree(slot.key)]


def spot_of(sheets: Sheets, key: str, named: Claims, keyed: Claims, labelled: Claims) -> Spot | None:
    """Return where a slot stands by what the rungs claim, None where they claim nothing."""
    best = named.get(key)
    if best and len(best) == 1 and best == keyed.get(key) == labelled.get(key):
        return spot_at(sheets, best[0], Rung.NAME)
    claims = claims_on(key, named, keyed, labelled)
    return _agreed(sheets, claims) if claims else None


def _agreed(sheets: Sheets, claims: Sequence[tuple[Rung, tuple[Cell, ...]]]) -> Spot:
    """Return the cell that all rungs name, with the highest rung; the cells that speak against it are its `others`."""
    by, best = claims[0]
    agreed = [cell for cell in best if all(cell in cells for _, cells in claims)]
    chosen = spot_at(sheets, agreed[0] if len(agreed) == 1 else best[0], by)
    every = dict.fromkeys(cell for _, cells in claims for cell in cells if cell != chosen.cell)
    others = tuple((cell, _value(sheets, cell)) for cell in every)
    if len(agreed) == 1:
        # A copy of a sheet that says nothing else is no disagreement.
        others = tuple((cell, value) for cell, value in others if not is_blank(value) and value != chosen.value)
    if is_blank(chosen.value) and all(is_blank(value) for _, value in others):
        others = ()
    return chosen._replace(others=others)


def _value(sheets: Sheets, cell: Cell) -> CellValue | None:
    return sheets[cell.sheet].cells.get((cell.row, cell.column))


def contested_cells(*rungs: Claims) -> set[Cell]:
    """Return the cells that belong to two slots, by whatever evidence."""
    owners: dict[Cell, str] = {}
    return {cell for rung in rungs for key, cells in rung.items() for cell in cells if owners.setdefault(cell, key) != key}
