"""Which sheet of a workbook shows the same as one of the first, in another language; and whether its answers stand in the same cells."""

from __future__ import annotations

from collections.abc import Collection

from workbooks.anatomy import Anatomy, SheetAnatomy
from workbooks.cells import Position, Visibility

_ALIKE = 0.9  # Of the cells that print something, so large a share prints something in both.


def twins(first: Anatomy, other: Anatomy) -> dict[str, str]:
    """Return the names of the other workbook's sheets by those of the first: by name, or by place where there are as many."""
    named = {one.sheet.name: other.by_name[one.sheet.name.casefold()] for one in first.sheets if one.sheet.name.casefold() in other.by_name}
    taken = {there.sheet.name for there in named.values()}
    mine = [one for one in first.sheets if one.sheet.name not in named]
    theirs = [one for one in other.sheets if one.sheet.name not in taken]
    if len(mine) != len(theirs):
        mine, theirs = [[one for one in those if one.sheet.visibility is Visibility.VISIBLE] for those in (mine, theirs)]
    pairs = zip(mine, theirs, strict=True) if len(mine) == len(theirs) else ()
    return {name: there.sheet.name for name, there in named.items()} | {one.sheet.name: there.sheet.name for one, there in pairs}


def is_alike(first: SheetAnatomy, other: SheetAnatomy, asked: Collection[Position]) -> bool:
    """Say whether a sheet prints something where the first does, and its cells can take the same answers."""
    mine, theirs = [one.sheet.cells.keys() - set(asked) for one in (first, other)]
    can = all(at not in other.formulas and other.anchors.get(at, at) == at for at in asked)
    return can and len(mine & theirs) >= len(mine | theirs) * _ALIKE
