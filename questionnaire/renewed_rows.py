"""Rows of a matrix whose keys a newer edition prints otherwise, found by the rows around them, and rows that it has more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from questionnaire.adopt import Adopted, FoundRepeat
from questionnaire.adopt.translations.order import in_order
from questionnaire.definition import Questionnaire, Repeat
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedRow:
    """A row that a matrix of the form has more in a newer edition, where its key is printed."""

    repeat: str
    row: int
    key: str


def added_rows(
    form: Questionnaire, rows: Mapping[str, Mapping[str, int]], found: Mapping[str, Cells], newer: Adopted, lists: AbstractSet[str]
) -> Iterator[AddedRow]:
    """Yield the rows that matrices have more, in the order in which they stand; `rows` are those that are known, by matrix and code.

    Only matrices whose rows come from one of these `lists` can have more. Of those that share a list, each has to have the same ones: what
    one alone has more would be asked in the others, too.
    """
    by_list: dict[str, list[tuple[AddedRow, ...]]] = {}
    for repeat in form.repeats:
        if repeat.list_name in lists:
            there = grid_of(form, repeat, found, newer)
            by_list.setdefault(repeat.list_name, []).append(tuple(_added(repeat, there, rows.get(repeat.name, {}))) if there else ())
    for several in by_list.values():
        if len({tuple(one.key for one in each) for each in several}) == 1:
            yield from (one for each in several for one in each)


def _added(repeat: Repeat, there: FoundRepeat, known: Mapping[str, int]) -> Iterator[AddedRow]:
    taken = {*known.values()}
    for row, key in zip(rows_of_grid(there), there.keys, strict=False):
        if taken and key and row not in taken:
            yield AddedRow(repeat=repeat.name, row=row, key=key)


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


def with_rows(form: Questionnaire, found: Mapping[str, Cells], newer: Adopted, changed: Iterable[Rekeyed | AddedRow]) -> dict[str, Cells]:
    """Return where the questions stand, with their cells in the rows that have other keys now, or that came."""
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
