"""The rungs of the ladder: each finds the cells that may hold an answer, by the name, the key or the label that belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaire.layout import LABEL, LISTS_SHEET, MARKS_SHEET, Layout, Slot
from questionnaire.reading.folding import as_text, fold
from questionnaire.reading.plan import Plan, Row
from workbooks.cells import Cell, CellValue, Position, Sheet, Workbook

Rung = dict[str, tuple[Cell, ...]]  # By the key of the slot: the cells that one kind of evidence names.


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of the form on one sheet of a workbook.

    `keys` are the anchors and `labels` the labels as printed, by position, each in one column; `headed` are the columns by the text above
    them, `above` all that have anything there; `shows` are the sheets of the layout of which there is anything.
    """

    sheet: str
    keys: Mapping[Position, str]
    labels: Mapping[Position, str]
    headed: Mapping[str, tuple[int, ...]]
    shows: frozenset[str]
    above: frozenset[int]

    @property
    def key_column(self) -> int | None:
        """Return the column in which the keys stand, if there are any."""
        return next((column for _, column in self.keys), None)


def may_hold_answers(sheet: Sheet) -> bool:
    """Say whether answers may stand on a sheet: it is none of ours that are hidden."""
    return not sheet.name.casefold().startswith((LISTS_SHEET, MARKS_SHEET))


def sights(sheets: Iterable[Sheet], plan: Plan) -> tuple[Sight, ...]:
    """Return what is seen on each sheet."""
    return tuple(_sight(sheet, plan) for sheet in sheets)


def _sight(sheet: Sheet, plan: Plan) -> Sight:
    texts = {position: value for position, value in sheet.cells.items() if isinstance(value, str)}
    keys = _in_one_column(texts, plan.key_columns.__contains__)
    labels = _labels(texts, plan)
    below = min((row for row, _ in (*keys, *labels)), default=None)
    headed: dict[str, list[int]] = {}
    # What stands beside or below the first question is no heading, but perhaps an answer that reads like one.
    above = [(position, value) for position, value in sheet.cells.items() if position[0] < below] if below else []
    for (_, column), value in above:
        if text := _heading(value, plan):
            headed.setdefault(text, []).append(column)
    by_text = {text: tuple(columns) for text, columns in headed.items()}
    return Sight(sheet.name, keys, labels, by_text, _shown(keys, labels, plan), frozenset(column for (_, column), _ in above))


def _labels(texts: Mapping[Position, str], plan: Plan) -> Mapping[Position, str]:
    """Return the labels of questions and choices as printed, by position.

    Where some are not found so, those count that differ in case, accents or spaces only.
    """
    choices = {text for _, text in plan.choices}
    exact = {position: text for position, text in texts.items() if text in plan.titles or text in choices}
    if plan.titles.keys() <= set(exact.values()):
        return _in_one_column(exact, lambda _: True)
    found = dict(exact)
    for position, text in texts.items():
        if position not in exact and (folded := fold(text)):
            label = plan.folded.get(folded) or (folded if folded in choices else "")
            if label:
                found[position] = label
    return _in_one_column(found, lambda _: True)


def _heading(value: CellValue, plan: Plan) -> str:
    """Return the heading that a cell shows, a year among them, which many a program makes a number; "" where it shows none."""
    if isinstance(value, str):
        return value if value in plan.headings else plan.folded_headings.get(fold(value), "")
    text = as_text(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
    return text if text in plan.headings else ""


def _shown(keys: Mapping[Position, str], labels: Mapping[Position, str], plan: Plan) -> frozenset[str]:
    """Return the sheets of the layout of which a sheet has keys, or labels that no other sheet has."""
    by_key = {plan.sheet_of[anchor] for anchor in keys.values()}
    return frozenset(by_key | {sheet for text in labels.values() if len(rows := plan.titles.get(text, {})) == 1 for sheet in rows})


def by_name(workbook: Workbook, layout: Layout) -> Rung:
    """Return the cells that the defined names point at."""
    sheets = {sheet.name for sheet in workbook.sheets}
    names = workbook.names
    targets = ((slot.key, names[slot.key]) for slot in layout.slots if slot.key in names)
    return {key: (Cell(target.sheet, target.row, target.column),) for key, target in targets if target.sheet in sheets}


def by_key(layout: Layout, plan: Plan, seen: Sequence[Sight], named: Rung) -> Rung:
    """Return the answer cells of the rows in which the keys stand.

    The column of a matrix whose heading is not found counts by its distance from the keys where the defined name is there to agree.
    """
    hits: list[tuple[str, Cell]] = []
    for sight in seen:
        for (row, column), anchor in sight.keys.items():
            for slot in layout.by_anchor[anchor]:
                by_distance = slot.column + column - plan.key_columns[anchor]
                known = slot.key in named or (not slot.heading and _is_in_place(layout, plan, sight, anchor, column))
                guess = (by_distance,) if by_distance > 0 and known else ()
                hits += [(slot.key, Cell(sight.sheet, row, at)) for at in _headed(slot, layout, sight) or guess]
    return _gathered(hits)


def _is_in_place(layout: Layout, plan: Plan, sight: Sight, anchor: str, column: int) -> bool:
    """Say whether the distance from a key counts: a heading or labels are there, which tell where it is wrong, or the key was not moved."""
    return layout.heading in sight.headed or bool(sight.labels) or column == plan.key_columns[anchor]


def by_label(layout: Layout, plan: Plan, seen: Sequence[Sight]) -> Rung:
    """Return the answer cells beside the labels.

    A label that two questions of one sheet share is no anchor; one that two sheets share counts where it is seen which of them it is. A
    choice's counts below its question's. The row of a select_multiple itself is there too, so that a cell in it can be nobody's.
    """
    return _gathered(hit for sight in seen for hit in _anchored(layout, plan, sight))


def _anchored(layout: Layout, plan: Plan, sight: Sight) -> Iterator[tuple[str, Cell]]:
    question = ""
    for (row, label), text in sorted(sight.labels.items()):
        choice = plan.choices.get((question, text))
        slots: tuple[Slot, ...] = (choice,) if choice else ()
        if choice is None and text in plan.titles:
            question, slots = _row(plan, sight, text) or Row("", ())
            if question and not slots:
                yield f"{question}:", Cell(sight.sheet, row, _beside(layout.by_item[question][0], layout, sight, label)[0])
        for slot in slots:
            yield from ((slot.key, Cell(sight.sheet, row, column)) for column in _beside(slot, layout, sight, label))


def _row(plan: Plan, sight: Sight, text: str) -> Row | None:
    """Return the row that a label is for on this sheet."""
    rows = plan.titles.get(text, {})
    if len(rows) == 1:
        return next(iter(rows.values()))
    here = [sheet for sheet in rows if sheet in sight.shows]
    if len(here) == 1:
        return rows[here[0]]
    return None if sight.shows else rows.get(sight.sheet)


def _beside(slot: Slot, layout: Layout, sight: Sight, label: int) -> tuple[int, ...]:
    """Return the columns of a slot in a row whose label stands in the column `label`; of a matrix none where its heading is not found."""
    found = _headed(slot, layout, sight)
    if found or slot.heading:
        return found
    return (slot.column + label - LABEL,)


def _headed(slot: Slot, layout: Layout, sight: Sight) -> tuple[int, ...]:
    return sight.headed.get(slot.heading or layout.heading, ())


def _in_one_column(cells: Mapping[Position, str], wanted: Callable[[str], bool]) -> dict[Position, str]:
    """Return the wanted texts of the column that has most of them, so that an answer which looks like a label is not taken for one."""
    hits = {position: text for position, text in cells.items() if wanted(text)}
    columns = Counter(column for _, column in hits)
    if len(columns) < 2:
        return hits
    most = columns.most_common(1)[0][0]
    return {position: text for position, text in hits.items() if position[1] == most}


def _gathered(hits: Iterable[tuple[str, Cell]]) -> Rung:
    gathered: Rung = {}
    for key, cell in hits:
        gathered[key] = (*gathered[key], cell) if key in gathered else (cell,)
    return gathered
