"""The short way for a workbook in which nothing was moved: every answer is where it was printed."""

from __future__ import annotations

from collections.abc import Collection

from domain.answer import Rung
from questionnaire.reading.ladder.expected import Expected, ExpectedSheet
from questionnaire.reading.ladder.spots import Locations, Sheets, Spot
from workbooks.cells import Workbook


def in_place(workbook: Workbook, sheets: Sheets, expected: Expected) -> Locations | None:
    """Return the locations in a workbook in which every label, key and name is where it was printed, and stands nowhere else; else None."""
    for name, sheet in sheets.items():
        printed = expected.sheets.get(name)
        known = sum(map(expected.known.__contains__, sheet.cells.values()))
        if known != (printed.anchors if printed else 0) or (printed and not printed.printed.items() <= sheet.cells.items()):
            return None
    by = _all_by(workbook, expected.sheets.values())
    if not expected.sheets.keys() <= sheets.keys() or not by:
        return None
    spots: dict[str, Spot] = {}
    for name, printed in expected.sheets.items():
        sheet = sheets[name]
        get, uncalculated, percent = sheet.cells.get, sheet.uncalculated, sheet.percent
        for key, cell in printed.cells:
            at = cell[1:]
            value = get(at)
            pending = value is None and at in uncalculated
            spots[key] = Spot(cell, by, value, pending, (), False, at in percent)
    columns = {name: printed.columns for name, printed in expected.sheets.items()}
    keys = {name: printed.key_column for name, printed in expected.sheets.items()}
    return Locations(spots=spots, columns=columns, found=frozenset(spots), exact=True, key_columns=keys)


def _all_by(workbook: Workbook, printed: Collection[ExpectedSheet]) -> Rung | None:
    """Return the rung by which all is found: names where all point at the printed cells, keys where there are none of them, else None."""
    if all(expected.names.items() <= workbook.names.items() for expected in printed):
        return Rung.NAME
    known = workbook.names.keys() | workbook.broken_names
    return Rung.KEY if all(expected.names.keys().isdisjoint(known) for expected in printed) else None
