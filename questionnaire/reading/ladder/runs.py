"""Answers side by side with nothing printed between or above them, as boxes for a sign each: a column put in moves each one on.

Nothing that is printed tells that this happened, but what stands behind the last of them, where nothing was asked: behind answers that
follow them and have headings.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import count, groupby

from questionnaire.layout import Layout
from questionnaire.reading.ladder.printed import prepared
from questionnaire.reading.ladder.spots import Locations, Sheets
from questionnaire.reading.values.folding import is_blank


def unless_moved(locations: Locations, sheets: Sheets, layout: Layout) -> Locations:
    """Return the locations; those of a run behind which something stands now, where nothing was printed, are nobody's."""
    moved: set[str] = set()
    for run, more in _runs(layout):
        last = locations.spots.get(run[-1])
        behind = sheets[last.cell.sheet].cells.get((last.cell.row, last.cell.column + more + 1)) if last else None
        moved.update(run if not is_blank(behind) else ())
    if not moved:
        return locations
    spots = {key: spot._replace(contested=True) if key in moved else spot for key, spot in locations.spots.items()}
    return replace(locations, spots=spots, exact=False)


@lru_cache(maxsize=64)
def _runs(layout: Layout) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Return the keys of each run of several slots without headings, and how many others follow, if nothing is printed behind those."""
    asked = {(slot.sheet, slot.row, slot.column) for slot in layout.slots}
    taken = {name: sheet.taken for name, sheet in prepared(layout).items()}
    bare = sorted((slot.sheet, slot.row, slot.column, slot.key) for slot in layout.slots if not slot.heading)
    groups = [[each for _, each in group] for _, group in groupby(enumerate(bare), key=_of_run)]
    found = []
    for group in groups:
        sheet, row, column, _ = group[-1]
        more = next(number for number in count() if (sheet, row, column + number + 1) not in asked)
        if len(group) > 1 and (row, column + more + 1) not in taken.get(sheet, frozenset()):
            found.append((tuple(key for *_, key in group), more))
    return tuple(found)


def _of_run(numbered: tuple[int, tuple[str, int, int, str]]) -> tuple[str, int, int]:
    """Return what cells side by side have in common: sheet, row, and how far the column is from the number in the list."""
    number, (sheet, row, column, _) = numbered
    return sheet, row, column - number
