"""The rung of defined names: the cell that the name of a slot points at."""

from __future__ import annotations

from questionnaire.layout import Layout
from questionnaire.reading.ladder.claims import Claims
from questionnaire.reading.ladder.spots import Sheets
from workbooks.cells import Workbook


def by_name(workbook: Workbook, sheets: Sheets, layout: Layout) -> Claims:
    """Return the cells of `sheets` that the defined names point at."""
    names = workbook.names
    targets = ((slot.key, names[slot.key]) for slot in layout.slots if slot.key in names)
    return {key: (target,) for key, target in targets if target.sheet in sheets}
