"""The rungs of the ladder: each finds the cells that may hold an answer, by the name, the key or the label that belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from questionnaire.layout import ANSWER, KEY, LISTS_SHEET, MARKS_SHEET, Layout
from questionnaire.reading.folding import fold
from workbooks.cells import Position, Workbook

Texts = Mapping[str, Mapping[Position, str]]


class Cell(NamedTuple):
    """One cell of a workbook."""

    sheet: str
    row: int
    column: int


Rung = dict[str, tuple[Cell, ...]]  # By the key of the slot: the cells that one kind of evidence names.


def texts(workbook: Workbook) -> Texts:
    """Return the text cells of the sheets that may hold answers, by position."""
    return {
        sheet.name: {position: value for position, value in sheet.cells.items() if isinstance(value, str)}
        for sheet in workbook.sheets
        if not sheet.name.casefold().startswith((LISTS_SHEET, MARKS_SHEET))
    }


def key_positions(layout: Layout, found: Texts) -> dict[str, dict[Position, str]]:
    """Return where the keys stand on each sheet."""
    return {sheet: _in_one_column(cells, layout.keys.__contains__) for sheet, cells in found.items()}


def answer_columns(layout: Layout, found: Texts, keys: Mapping[str, Mapping[Position, str]]) -> dict[str, int]:
    """Return the column of the answers on each sheet: below their heading; without one, as far from the keys as it was printed."""
    return {sheet: _answer_column(cells, layout.heading, keys[sheet]) for sheet, cells in found.items()}


def by_name(workbook: Workbook, layout: Layout) -> Rung:
    """Return the cells that the defined names point at."""
    sheets = {sheet.name for sheet in workbook.sheets}
    names = workbook.names
    targets = ((slot.key, names[slot.key]) for slot in layout.slots if slot.key in names)
    return {key: (Cell(target.sheet, target.row, target.column),) for key, target in targets if target.sheet in sheets}


def by_key(keys: Mapping[str, Mapping[Position, str]], columns: Mapping[str, int]) -> Rung:
    """Return the answer cells of the rows in which the keys stand."""
    return _gathered((key, Cell(sheet, row, columns[sheet])) for sheet, hits in keys.items() for (row, _), key in hits.items())


def by_label(layout: Layout, found: Texts, columns: Mapping[str, int]) -> Rung:
    """Return the answer cells beside the labels as printed.

    Where some are not found so, those count whose labels differ in case, accents or spaces only. A label that two questions share is no
    anchor; a choice's counts below its question's. The row of a select_multiple itself is there too, so that a cell in it can be nobody's.
    """
    exact = _anchored(layout.titles, layout.choices, found, columns)
    if all(slot.key in exact for slot in layout.slots if slot.label in layout.titles):
        return exact
    titles = _unique((fold(label), slots) for label, slots in layout.titles.items())
    choices = {(name, fold(label)): key for (name, label), key in layout.choices.items()}
    folded = {sheet: {position: fold(text) for position, text in cells.items()} for sheet, cells in found.items()}
    return _anchored(titles, choices, folded, columns) | exact


def _anchored(
    titles: Mapping[str, tuple[str, str]], choices: Mapping[tuple[str, str], str], found: Texts, columns: Mapping[str, int]
) -> Rung:
    known = titles.keys() | {text for _, text in choices}
    hits: list[tuple[str, Cell]] = []
    for sheet, cells in found.items():
        question, column = "", columns[sheet]
        for (row, _), text in sorted(_in_one_column(cells, known.__contains__).items()):
            key = choices.get((question, text))
            if key is None and text in titles:
                question, key = titles[text]
            if key is not None:
                hits.append((key, Cell(sheet, row, column)))
    return _gathered(hits)


def _unique(pairs: Iterable[tuple[str, tuple[str, str]]]) -> dict[str, tuple[str, str]]:
    listed = list(pairs)
    counted = Counter(label for label, _ in listed)
    return {label: slots for label, slots in listed if counted[label] == 1}


def _in_one_column(cells: Mapping[Position, str], wanted: Callable[[str], bool]) -> dict[Position, str]:
    """Return the wanted texts of the column that has most of them, so that an answer which looks like a label is not taken for one."""
    hits = {position: text for position, text in cells.items() if wanted(text)}
    columns = Counter(column for _, column in hits)
    if len(columns) < 2:
        return hits
    most = columns.most_common(1)[0][0]
    return {position: text for position, text in hits.items() if position[1] == most}


def _answer_column(cells: Mapping[Position, str], heading: str, keys: Mapping[Position, str]) -> int:
    headings = [position for position, text in cells.items() if text == heading]
    if headings:
        return min(headings)[1]
    key_column = next(iter(keys), (0, KEY))[1]
    return max(1, key_column - KEY + ANSWER)


def _gathered(hits: Iterable[tuple[str, Cell]]) -> Rung:
    gathered: Rung = {}
    for key, cell in hits:
        gathered[key] = (*gathered[key], cell) if key in gathered else (cell,)
    return gathered
