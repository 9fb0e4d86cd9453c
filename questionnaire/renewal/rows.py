"""Rows of a matrix whose keys a newer edition prints otherwise: found by the rows around them, so that a person must look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from questionnaire.adopt import Adopted, FoundRepeat
from questionnaire.adopt.translations.order import in_order
from questionnaire.definition import Questionnaire, Repeat
from questionnaire.designed.places import rows_of
from questionnaire.items import parts
from questionnaire.layout import Slot
from workbooks.cells import Cell

_ROWS = re.compile(r"(\d+)(?::(\d+))?")
Cells = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """A row of a matrix, by its code, whose key was `old` and is `new` now; it stands in `row`."""

    repeat: str
    instance: str
    row: int
    old: str
    new: str


def rekeyed(
    form: Questionnaire, slots: Iterable[Slot], at: Mapping[str, Cell], found: Mapping[str, Cells], newer: Adopted
) -> Iterator[Rekeyed]:
    """Yield the rows of matrices that were not found by their keys, between others that were."""
    slots = tuple(slots)
    rows = rows_of_instances(slots, at, found)
    keys = {parts(slot.item)[:2]: slot.label for slot in slots}
    for repeat in form.repeats:
        there = grid_of(form, repeat, found, newer) if repeat.instances else None
        if there and there.keys:
            yield from _of_one(repeat, there, rows.get(repeat.name, {}), keys)


def rows_of_instances(
    slots: Iterable[Slot], at: Mapping[str, Cell], found: Mapping[str, Cells], changed: Iterable[Rekeyed] = ()
) -> dict[str, dict[str, int]]:
    """Return the rows of matrices by their codes, by the names of the matrices; `changed` are those that have other keys."""
    rows: dict[str, dict[str, int]] = {}
    for slot in slots:
        name, instance, _ = parts(slot.item)
        cell = at.get(slot.key)
        if slot.item and cell and cell in found.get(slot.question, ()):
            rows.setdefault(name, {})[instance] = cell.row
    for one in changed:
        rows.setdefault(one.repeat, {})[one.instance] = one.row
    return rows


def _of_one(repeat: Repeat, there: FoundRepeat, rows: Mapping[str, int], keys: Mapping[tuple[str, str], str]) -> Iterator[Rekeyed]:
    printed = dict(zip(map(str, rows_of_grid(there)), there.keys, strict=True))
    mine, theirs = [(one.name, "") for one in repeat.instances], [(row, "") for row in printed]
    taken = {str(row) for row in rows.values()}
    for instance, row in in_order(mine, theirs, {name: str(row) for name, row in rows.items()}).items():
        if instance not in rows and row not in taken:
            yield Rekeyed(repeat=repeat.name, instance=instance, row=int(row), old=keys.get((repeat.name, instance), ""), new=printed[row])


class _RowOfMatrix(Protocol):
    """A row of a matrix, and the name of that."""

    @property
    def repeat(self) -> str: ...
    @property
    def row(self) -> int: ...


def with_rows(form: Questionnaire, found: Mapping[str, Cells], newer: Adopted, changed: Iterable[_RowOfMatrix]) -> dict[str, Cells]:
    """Return where the questions stand, with their cells in further rows: those that have other keys now, or that came."""
    made = dict(found)
    at = {Cell(one.sheet, *each): one for one in newer.questions for each in one.cells}
    for one in changed:
        for question in form.in_repeat[one.repeat]:
            those = made.get(question.name, ())
            column = at.get(those[0]) if those else None
            more = [Cell(column.sheet, *each) for each in column.cells if each[0] == one.row] if column else []
            made |= {question.name: tuple(sorted({*those, *more}))} if more else {}
    return made


def grid_of(form: Questionnaire, repeat: Repeat, found: Mapping[str, Cells], newer: Adopted) -> FoundRepeat | None:
    """Return the grid of the newer edition in which the questions of a repeat stand."""
    cells = next((found[one.name] for one in form.in_repeat[repeat.name] if one.name in found), None)
    return next((each for each in newer.repeats if cells and _holds(each, cells[0])), None)


def _holds(repeat: FoundRepeat, cell: Cell) -> bool:
    return any(one.sheet == cell.sheet and cell[1:] in one.cells for one in repeat.questions)


def rows_of_grid(there: FoundRepeat) -> Iterator[int]:
    """Yield the rows of a grid, in the order of its keys."""
    for first, last in _ROWS.findall(there.rows):
        yield from range(int(first), int(last or first) + 1)


def lines_of(
    form: Questionnaire, repeat: Repeat, found: Mapping[str, Cells], newer: Adopted, named: Sequence[int]
) -> tuple[str, str, str] | None:
    """Return the rows of a repeat, the column of its keys and the row of its headings, as far as the newer edition has it.

    Those of a matrix are `named` in the order of its list, wherever they stand.
    """
    those = [found[one.name] for one in form.in_repeat[repeat.name] if one.name in found]
    rows = [*named, *sorted({cell.row for each in those for cell in each} - set(named))]
    there = grid_of(form, repeat, found, newer)
    if not rows:
        return None
    return (rows_of(rows), there.key, there.header) if there else (rows_of(rows), repeat.key, repeat.header)
