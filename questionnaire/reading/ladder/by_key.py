"""The rung of keys: the answer cells of the row in whose hidden column a key stands."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaire.layout import Layout
from questionnaire.reading.ladder.claims import Claims, gathered
from questionnaire.reading.ladder.evidence import SheetEvidence, headed
from questionnaire.reading.ladder.expected import Expected
from workbooks.cells import Cell


def by_key(layout: Layout, expected: Expected, evidence: Sequence[SheetEvidence], named: Claims) -> Claims:
    """Return the answer cells of the rows in which the keys stand.

    The column of a matrix whose heading is not found counts by its distance from the keys where the defined name is there to agree.
    """
    hits: list[tuple[str, Cell]] = []
    for seen in evidence:
        for (row, column), anchor in seen.keys.items():
            for slot in layout.by_anchor[anchor]:
                by_distance = slot.column + column - expected.key_columns[anchor]
                known = slot.key in named or (not slot.heading and _is_in_place(layout, expected, seen, anchor, column))
                guess = (by_distance,) if by_distance > 0 and known else ()
                hits += [(slot.key, Cell(seen.sheet, row, at)) for at in headed(slot, layout, seen) or guess]
    return gathered(hits)


def _is_in_place(layout: Layout, expected: Expected, seen: SheetEvidence, anchor: str, column: int) -> bool:
    """Say whether the distance from a key counts: a heading or labels are there, which tell where it is wrong, or the key was not moved."""
    return layout.heading in seen.headed or bool(seen.labels) or column == expected.key_columns[anchor]
