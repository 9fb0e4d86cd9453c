"""Where the slots of a layout were found, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.answer import Rung
from workbooks.cells import Cell, CellValue, Sheet

Sheets = Mapping[str, Sheet]  # By name.


class Spot(NamedTuple):
    """Where one slot was found, and what stands there. It is a tuple, since one is made per cell.

    `pending` says that it is a formula without a result. `others` are the cells (with what they hold) that other rungs name, where these do
    not agree and not all of the cells are blank. `contested` says that another slot's name, key or label names the same cell.
    """

    cell: Cell
    by: Rung
    value: CellValue | None
    pending: bool = False
    others: tuple[tuple[Cell, CellValue | None], ...] = ()
    contested: bool = False
    percent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Locations:
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


def spot_at(sheets: Sheets, cell: Cell, by: Rung) -> Spot:
    """Return a cell with what it holds."""
    sheet, at = sheets[cell.sheet], (cell.row, cell.column)
    value = sheet.cells.get(at)
    return Spot(cell, by, value, value is None and at in sheet.uncalculated, percent=at in sheet.percent)
