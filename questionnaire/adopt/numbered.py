"""Numbers that are printed before the rows of a table and count them: nobody is asked for these, whatever their cells look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaire.adopt.page import SeenSheet
from questionnaire.adopt.sureness import Sureness
from workbooks.cells import Position

_FEWEST = 3  # Rows that are counted: two figures may be anything.


def without_numbers(page: SeenSheet, asked: Mapping[Position, Sureness]) -> dict[Position, Sureness]:
    """Return the cells that ask without those that count rows: 1, 2, 3 beneath each other, each before a blank that asks."""
    numbers = {at for run in _runs(page, asked) if len(run) >= _FEWEST for at in run}
    return {at: sure for at, sure in asked.items() if at not in numbers}


def _runs(page: SeenSheet, asked: Mapping[Position, Sureness]) -> Iterator[list[Position]]:
    """Yield the cells that count from 1 on, one row after the other. What was unlocked or has a rule of its own is to be changed."""
    run: list[Position] = []
    for at in sorted(asked, key=lambda cell: (cell[1], cell[0])):
        follows = bool(run) and at == (run[-1][0] + 1, run[-1][1]) and page.value(at) == len(run) + 1
        if run and not follows:
            yield run
            run = []
        if _may_count(page, asked, at) and (follows or page.value(at) == 1):
            run.append(at)
    yield run


def _may_count(page: SeenSheet, asked: Mapping[Position, Sureness], at: Position) -> bool:
    value, beside = page.value(at), (at[0], at[1] + page.extent(at)[1])
    plain = asked[at] is not Sureness.SURE and at not in page.anatomy.validated and at not in page.anatomy.formulas
    return plain and isinstance(value, int | float) and not isinstance(value, bool) and beside in asked and page.is_blank(beside)
