"""What a layout expects to see, worked out once for all the workbooks that it reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from questionnaire.layout import HEADING_ROW, LABEL, Layout, Slot
from questionnaire.reading.values.folding import fold
from workbooks.cells import Cell, CellValue, Position


class LabelledRow(NamedTuple):
    """What a label is for: a question, and the slots of its row. The row of a select_multiple itself has none."""

    question: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSheet:
    """One sheet as it is printed: its labels, keys and headings by position, and how many of these are `Expected.known`."""

    slots: tuple[Slot, ...]
    cells: tuple[tuple[str, Cell], ...]
    printed: Mapping[Position, CellValue]
    anchors: int
    names: Mapping[str, Cell]
    columns: frozenset[int]
    rows: frozenset[int]
    key_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A layout prepared for reading.

    `titles` are the rows by label and sheet, None where a sheet has that label twice; `folded` are the labels by what they are without
    case, accents and spaces, where that is one. `choices` are the slots by (question, label of the choice), folded or not. `known` are all
    keys and labels of questions, `texts` these and all that tables print. `cells` are the printed cells by key, `sheet_of` the printed
    sheets by the text in the key column.
    """

    sheets: Mapping[str, ExpectedSheet]
    titles: Mapping[str, Mapping[str, LabelledRow | None]]
    folded: Mapping[str, str]
    choices: Mapping[tuple[str, str], Slot]
    key_columns: Mapping[str, int]
    known: frozenset[str]
    cells: Mapping[str, Cell]
    headings: frozenset[str]
    folded_headings: Mapping[str, str]
    sheet_of: Mapping[str, str]
    texts: frozenset[str]


@lru_cache(maxsize=256)
def expected_of(layout: Layout) -> Expected:
    """Return the expected of a layout."""
    key_columns = {anchor: layout.key_column(slots[0]) for anchor, slots in layout.by_anchor.items()}
    titles = _titles(layout)
    by_sheet: dict[str, list[Slot]] = {}
    for slot in layout.slots:
        by_sheet.setdefault(slot.sheet, []).append(slot)
    known = frozenset(titles) | frozenset(layout.by_anchor)
    return Expected(
        sheets={name: _sheet(slots, key_columns, known) for name, slots in by_sheet.items()},
        titles=titles,
        folded=unique((fold(label), label) for label in titles),
        choices=_choices(layout),
        key_columns=key_columns,
        known=known,
        cells={slot.key: Cell(slot.sheet, slot.row, slot.column) for slot in layout.slots},
        headings=layout.headings,
        folded_headings=unique((fold(heading), heading) for heading in layout.headings),
        texts=known
        | {text for table in layout.tables for column in table.columns for text in (column.key, column.label)}
        | _prints(layout),
        sheet_of={anchor: slots[0].sheet for anchor, slots in layout.by_anchor.items()},
    )


def _prints(layout: Layout) -> frozenset[str]:
    """Return what an adopted workbook prints, by which it is told from others where no mark is left."""
    return layout.texts if layout.sheets else frozenset()


def _titles(layout: Layout) -> dict[str, dict[str, LabelledRow | None]]:
    rows: dict[tuple[str, str], list[Slot]] = {}
    for slot in layout.slots:
        rows.setdefault((slot.sheet, slot.question), []).append(slot)
    titles: dict[str, dict[str, LabelledRow | None]] = {}
    for (sheet, question), slots in rows.items():
        here = titles.setdefault(slots[0].label, {})
        here[sheet] = None if sheet in here else LabelledRow(question, () if slots[0].choice else tuple(slots))
    return titles


def _choices(layout: Layout) -> dict[tuple[str, str], Slot]:
    exact = {(slot.question, slot.choice_label): slot for slot in layout.slots if slot.choice}
    folded = unique(((question, fold(label)), slot) for (question, label), slot in exact.items())
    return {**folded, **exact}


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def unique(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, _Value]:
    """Return the pairs whose key there is once."""
    listed = list(pairs)
    counted = Counter(key for key, _ in listed)
    return {key: value for key, value in listed if counted[key] == 1}


def _sheet(slots: list[Slot], key_columns: Mapping[str, int], known: frozenset[str]) -> ExpectedSheet:
    printed: dict[Position, CellValue] = {}
    for slot in reversed(slots):
        anchor = slot.anchor or slot.key
        printed[slot.row, LABEL] = slot.choice_label or slot.label
        printed[slot.row, key_columns[anchor]] = anchor
        if slot.heading:
            printed[HEADING_ROW, slot.column] = slot.heading
        if slot.choice:
            # The label of a select_multiple stands in the row above those of its choices, of which the first comes last here.
            printed[slot.row - 1, LABEL] = slot.label
    names = {slot.key: Cell(slot.sheet, slot.row, slot.column) for slot in slots}
    return ExpectedSheet(
        slots=tuple(slots),
        cells=tuple((slot.key, Cell(slot.sheet, slot.row, slot.column)) for slot in slots),
        printed=printed,
        anchors=sum(text in known for text in printed.values()),
        names=names,
        columns=frozenset(slot.column for slot in slots),
        rows=frozenset(slot.row for slot in slots),
        key_column=max(key_columns[slot.anchor or slot.key] for slot in slots),
    )
