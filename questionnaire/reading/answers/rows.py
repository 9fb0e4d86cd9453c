"""What the rows of a table say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from languages import every
from questionnaire.reading.values.folding import as_text, fold
from workbooks.cells import CellValue

Row = Mapping[int, CellValue | None]  # By column; None is a formula without a result.


def figure(value: CellValue | None) -> float:
    """Return the number in a cell, 0 where there is none."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def is_number(value: CellValue) -> bool:
    """Say whether a cell numbers its row."""
    return isinstance(value, int | float) or as_text(value).strip(".)").isdecimal()


def shown(row: Row) -> str:
    """Return what a row says, for a sentence."""
    return " · ".join(as_text(value) for _, value in sorted(row.items()) if value is not None)


@cache
def totals() -> frozenset[str]:
    """Return what a row is called that adds up those above it."""
    return frozenset(map(fold, every(lambda words: words.totals)))


def numbered(printed: Mapping[int, CellValue | None], first: int) -> dict[int, int]:
    """Return the number of each instance by what is `printed` before its row, or by what people count up to where nothing is.

    The rows are those of the instances, in their order; `first` is that of the table.
    """
    counted = {at - first + 1: number for number, at in enumerate(printed, 1) if printed[at] is None}
    said = {number: as_text(value).strip(".)") for number, value in enumerate(printed.values(), 1) if value is not None}
    return counted | {int(text): number for number, text in said.items() if text.isdecimal()}
