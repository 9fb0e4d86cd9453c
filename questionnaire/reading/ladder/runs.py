"""Answers side by side with nothing printed between or above them, as boxes for a sign each: a column put in moves each one on.

Nothing that is printed tells that this happened, but what stands behind the last of them, where nothing was asked: behind answers that
follow them and have headings. Where each has a heading of its own in its column, as years have, a column put in would have moved that too;
cells alone may have gone on, which leaves a blank before others.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import count, groupby

from questionnaire.layout import Layout
from questionnaire.reading.ladder.printed import PreparedSheet, prepared
from questionnaire.reading.ladder.spots import Locations, Sheets
from questionnaire.reading.values.folding import is_blank
from workbooks.cells import Position


def unless_moved(locations: Locations, sheets: Sheets, layout: Layout) -> Locations:
    """Return the locations; those of a run behind which something stands now, where nothing was printed, are nobody's.

    Of a run whose columns have headings, these are those from a blank on that has others behind it.
    """
    moved: set[str] = set()
    for run, more, headed in _runs(layout):
        last = locations.spots.get(run[-1])
        behind = sheets[last.cell.sheet].cells.get((last.cell.row, last.cell.column + more + 1)) if last else None
        if not is_blank(behind):
            moved.update(_from_blank_on(run, locations, sheets) if headed else run)
    if not moved:
        return locations
    spots = {key: spot._replace(contested=True) if key in moved else spot for key, spot in locations.spots.items()}
    return replace(locations, spots=spots, exact=False)


def _from_blank_on(run: tuple[str, ...], locations: Locations, sheets: Sheets) -> tuple[str, ...]:
    """Return the answers of a run from its first blank on; none where nothing is blank but at its end."""
    spots = [locations.spots.get(key) for key in run]
    held = [spot is not None and not is_blank(sheets[spot.cell.sheet].cells.get(spot.cell[1:])) for spot in spots]
    return run[held.index(False) :] if held != sorted(held, reverse=True) else ()


@lru_cache(maxsize=64)
def _runs(layout: Layout) -> tuple[tuple[tuple[str, ...], int, bool], ...]:
    """Return the keys of each run of several slots without headings in the form, and how many others follow, if nothing is printed behind.

    The last says whether each slot has a text over it that is printed in its column alone.
    """
    asked = {(slot.sheet, slot.row, slot.column) for slot in layout.slots}
    printed = prepared(layout)
    bare = sorted((slot.sheet, slot.row, slot.column, slot.key) for slot in layout.slots if not slot.heading)
    groups = [[each for _, each in group] for _, group in groupby(enumerate(bare), key=_of_run)]
    found = []
    for group in groups:
        sheet, row, column, _ = group[-1]
        more = next(number for number in count() if (sheet, row, column + number + 1) not in asked)
        if len(group) > 1 and (sheet not in printed or (row, column + more + 1) not in printed[sheet].taken):
            headed = sheet in printed and all(_is_headed(printed[sheet], (row, each)) for _, _, each, _ in group)
            found.append((tuple(key for *_, key in group), more, headed))
    return tuple(found)


def _is_headed(sheet: PreparedSheet, at: Position) -> bool:
    """Say whether a text stands over a cell that is printed in its column alone: where that is now, its column is."""
    return at in sheet.above and sheet.above[at][1] in sheet.sole


def _of_run(numbered: tuple[int, tuple[str, int, int, str]]) -> tuple[str, int, int]:
    """Return what cells side by side have in common: sheet, row, and how far the column is from the number in the list."""
    number, (sheet, row, column, _) = numbered
    return sheet, row, column - number
