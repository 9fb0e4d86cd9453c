"""What one rung of the ladder claims: the cells that may hold the answer of each slot."""

from __future__ import annotations

from collections.abc import Iterable

from domain.answer import Rung
from workbooks.cells import Cell

Claims = dict[str, tuple[Cell, ...]]  # By the key of the slot, or of a table's column.


def claims_on(key: str, named: Claims, keyed: Claims, labelled: Claims) -> list[tuple[Rung, tuple[Cell, ...]]]:
    """Return what each rung claims for a key, the strongest first; a rung that claims nothing is left out."""
    return [(by, claims[key]) for by, claims in ((Rung.NAME, named), (Rung.KEY, keyed), (Rung.LABEL, labelled)) if key in claims]


def gathered(hits: Iterable[tuple[str, Cell]]) -> Claims:
    """Return the claims of several hits, those of one slot together."""
    claims: Claims = {}
    for key, cell in hits:
        claims[key] = (*claims[key], cell) if key in claims else (cell,)
    return claims
