"""What a question said in an earlier version of the questionnaire, where it says something else now: its answer may mean another thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from questionnaire.definition import Questionnaire, in_language
from questionnaire.layout import Layout
from questionnaire.pages import is_current, lay_out
from questionnaire.reading.ladder.spots import Locations
from questionnaire.reading.values.folding import fold
from workbooks.cells import Sheet


def reworded(
    questionnaire: Questionnaire, layout: Layout, layouts: Sequence[Layout], locations: Locations, sheets: Mapping[str, Sheet]
) -> dict[str, str]:
    """Return what the workbook says of each question that says something else today, by its name: a label, heading, choice or unit."""
    if is_current(questionnaire, layout):
        return {}
    same = (one for one in layouts if is_current(questionnaire, one) and one.language == layout.language)
    today = dict(_said(next(same, None) or lay_out(questionnaire, layout.language)))
    changed: dict[str, str] = {}
    for place, texts in _said(layout):
        for then, now in zip(texts, today.get(place, texts), strict=True):
            if fold(then) != fold(now):
                changed.setdefault(place[0], then)
    return changed | {name: label for name, label in _other_unit(questionnaire, layout, locations, sheets) if name not in changed}


def _said(layout: Layout) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    """Yield what is printed of each slot and column, by (question, choice, item); not above flags and notes, which names the program."""
    for slot in (one for one in layout.slots if not one.aside):
        yield (slot.question, slot.choice, slot.item), (slot.label, slot.choice_label, slot.heading)
    for table in layout.tables:
        yield from (((column.question, column.choice, ""), (column.label,)) for column in table.answers)


def _other_unit(
    questionnaire: Questionnaire, layout: Layout, locations: Locations, sheets: Mapping[str, Sheet]
) -> Iterator[tuple[str, str]]:
    """Yield the questions beside whose answer the unit that they have today is not printed, with their label."""
    units = {
        question.name: fold(unit)
        for question in questionnaire.questions
        if (unit := in_language(question.unit, layout.language, questionnaire.languages))
    }
    rows: dict[tuple[str, int], str] = {}
    for name, sheet in sheets.items() if units else ():
        for (row, _), value in sheet.cells.items():
            if isinstance(value, str):
                rows[name, row] = f"{rows.get((name, row), '')} {fold(value)}"
    for slot in (one for one in layout.slots if not one.aside):
        spot = locations.spots.get(slot.key)
        if slot.question in units and spot and units[slot.question] not in rows.get(spot.cell[:2], ""):
            yield slot.question, slot.label
