"""The values of the last round, which stand as text in hidden columns behind the keys, or among the marks of an adopted workbook."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.definition import Questionnaire
from questionnaire.items import parts
from questionnaire.layout import ANSWER, Layout
from questionnaire.reading.ladder.spots import Locations
from workbooks.cells import CellValue, Sheet


def previous(questionnaire: Questionnaire, layout: Layout, locations: Locations, sheets: Mapping[str, Sheet]) -> dict[str, float]:
    """Return the last round's values by the key of the item, of the questions that show one; what is no number is left out."""
    shown = {question.name for question in questionnaire.questions if question.previous}
    found: dict[str, float] = {}
    for slot in layout.slots if shown else ():
        spot = locations.spots.get(slot.key) if slot.question in shown and not slot.aside else None
        keys = locations.key_columns.get(spot.cell.sheet) if spot else None
        if not spot or not keys:
            continue
        cells = sheets[spot.cell.sheet].cells
        # Where the row's key is not beside it, the value may be another row's.
        if cells.get((spot.cell.row, keys)) == (slot.anchor or slot.key):
            value = number(cells.get((spot.cell.row, keys + 1 + slot.column - ANSWER)))
            if value is not None:
                found[slot.item or slot.question] = value
    return found


def of_marks(questionnaire: Questionnaire, put: Mapping[str, str]) -> dict[str, float]:
    """Return the last round's values by the key of the item, as the marks of an adopted workbook have them."""
    shown = {question.name for question in questionnaire.questions if question.previous}
    numbers = {key: number(text) for key, text in put.items() if parts(key)[2] in shown}
    return {key: value for key, value in numbers.items() if value is not None}


def number(value: CellValue | None) -> float | None:
    """Return a value of the last round, which was put as a text; None where it is no number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except ValueError:
        return None
