"""Rows of a matrix whose keys a newer edition prints otherwise: found by the rows around them, so that a person must look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from questionnaire.adopt import Adopted, FoundRepeat
from questionnaire.adopt.translations.order import in_order
from questionnaire.definition import Questionnaire, Repeat
from questionnaire.items import parts
from questionnaire.layout import Slot
from questionnaire.renewal.grids import Cells, grid_of, rows_of_grid
from workbooks.cells import Cell


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
