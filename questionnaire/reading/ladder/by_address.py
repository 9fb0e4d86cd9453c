"""The rung of addresses: the printed cell, where neither name, key nor label is left, and nothing speaks against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.answer import Rung
from questionnaire.layout import Layout
from questionnaire.reading.ladder.claims import Claims
from questionnaire.reading.ladder.evidence import SheetEvidence
from questionnaire.reading.ladder.expected import Expected
from questionnaire.reading.ladder.spots import Sheets, Spot, spot_at


def by_address(
    sheets: Sheets, broken: frozenset[str], layout: Layout, expected: Expected, spots: Mapping[str, Spot], free: frozenset[tuple[str, int]]
) -> dict[str, Spot]:
    """Return the printed cells of the slots that no other rung found, on the sheets where another slot is still in its place."""
    settled = {slot.sheet for slot in layout.slots if slot.key in spots and spots[slot.key].cell == expected.cells[slot.key]}
    left = free - {spot.cell[:2] for spot in spots.values()}
    lost = (slot for slot in layout.slots if slot.key not in spots and slot.key not in broken and slot.sheet in settled)
    # The column of a matrix whose heading is gone is nowhere for certain.
    at = {slot.key: expected.cells[slot.key] for slot in lost if not slot.heading}
    return {key: spot_at(sheets, cell, Rung.ADDRESS) for key, cell in at.items() if cell[:2] in left}


def free_rows(sheets: Sheets, evidence: Sequence[SheetEvidence], keyed: Claims, labelled: Claims) -> frozenset[tuple[str, int]]:
    """Return the rows in which a cell is trusted that neither key nor label speaks for, only its name or its address.

    They hold something beside the answer, as an edited label, and no other slot's key or label. A tool that deletes rows and leaves the
    names makes names that point at the next question, or into the void below.
    """
    answers = {cell[::2] for rung in (keyed, labelled) for cells in rung.values() for cell in cells}
    answers |= {(seen.sheet, column) for seen in evidence for columns in seen.headed.values() for column in columns}
    occupied = {(name, row) for name, sheet in sheets.items() for row, at in sheet.cells if (name, at) not in answers}
    return frozenset(occupied - {cell[:2] for rung in (keyed, labelled) for cells in rung.values() for cell in cells})
