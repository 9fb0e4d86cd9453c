"""Which cells the formulas of a workbook read: those of the row they stand in, and any at all; and which rows calculate alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from questionnaire.designed.lists import reference
from workbooks.anatomy import Anatomy, Area, SheetAnatomy, cells_of, clipped
from workbooks.cells import Cell, Position

_TEXT = re.compile(r'"[^"]*"')
_PIECE = re.compile(r"(?:(?:'(?:[^']|'')+'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?(?![\w(!])", re.IGNORECASE)
_CALCULATES = re.compile(r"\b(?:SUM|AVERAGE|PRODUCT|MIN|MAX|ROUND|SUBTOTAL)\w*\(|[+*/^-]", re.IGNORECASE)
_QUOTED = re.compile(r"'(?:[^']|'')+'!")
_FIXED = 2  # Signs of a reference that stays the same wherever its formula is copied to.
_FORMULAS = 12_000  # Of a workbook: with more, what is calculated with is not worth the work of looking at them all.
_LOOKED_AT = 1_000_000  # Characters of all formulas, and cells that they read: beyond, no formula is looked at.


@dataclass(frozen=True)
class Precedents:
    """What the formulas of a workbook read. It is worked out when it is first asked for, as most workbooks never need it."""

    book: Anatomy

    def any(self, sheet: str) -> frozenset[Position]:
        """Return the cells of a sheet that formulas read, on whatever sheet these stand."""
        return frozenset(self._read[0].get(sheet, ()))

    def calculated(self, sheet: str) -> frozenset[Position]:
        """Return the cells of a sheet that formulas add up or otherwise calculate with, which are numbers: not what they merely compare."""
        many = sum(len(one.formulas) for one in self.book.sheets) > _FORMULAS
        return frozenset() if many else frozenset(self._read[2].get(sheet, ()))

    def across(self, sheet: str) -> Mapping[Position, tuple[Position, ...]]:
        """Return for each formula of a sheet that reads its own row alone, but for fixed cells, what it reads there."""
        return self._read[1].get(sheet, {})

    def alike(self, sheet: str) -> Mapping[int, frozenset[tuple[int, str]]]:
        """Return what the formulas of each row say that read it alone, by column, the number of the row left out."""
        page, found = self.book.by_name[sheet.casefold()], dict[int, set[tuple[int, str]]]()
        for row, column in self.across(sheet):
            said = re.sub(rf"(?<=[A-Za-z]){row}(?!\d)", "#", page.formula((row, column)))
            found.setdefault(row, set()).add((column, re.sub(r"[\s()]", "", said)))
        return {row: frozenset(those) for row, those in found.items()}

    def following(self, cells: Iterable[Cell]) -> frozenset[Cell]:
        """Return the formulas that read any of these cells, or what follows from them, on whatever sheet these stand."""
        readers: dict[Cell, list[Cell]] = {}
        left = _LOOKED_AT
        for page, at in ((one, at) for one in self.book.sheets for at in one.formulas):
            left -= len(page.said.get(page.shared.get(at, at), ""))
            for there, area, _ in self._areas(page, page.formula(at)) if left > 0 else ():
                left -= _size(area)
                for read in cells_of(area) if left > 0 else ():
                    readers.setdefault(Cell(there.sheet.name, *read), []).append(Cell(page.sheet.name, *at))
        waiting, found = list(cells), set[Cell]()
        while waiting:
            for one in readers.get(waiting.pop(), ()):
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return frozenset(found)

    @cached_property
    def _read(self) -> tuple[dict[str, set[Position]], dict[str, dict[Position, tuple[Position, ...]]], dict[str, set[Position]]]:
        any_: dict[str, set[Position]] = {}
        counted: dict[str, set[Position]] = {}
        across: dict[str, dict[Position, tuple[Position, ...]]] = {}
        left = _LOOKED_AT
        for page, at in ((one, at) for one in self.book.sheets for at in one.formulas):
            left -= len(page.said.get(page.shared.get(at, at), ""))
            own, alone, said = list[Position](), left > 0, page.formula(at) if left > 0 else ""
            calculates = bool(_CALCULATES.search(_QUOTED.sub("", _TEXT.sub("", said))))
            for there, area, fixed in self._areas(page, said):
                left -= _size(area)
                if left > 0:
                    any_.setdefault(there.sheet.name, set()).update(cells_of(area))
                    if calculates:
                        counted.setdefault(there.sheet.name, set()).update(cells_of(area))
                    in_row = there is page and area[0][0] == area[1][0] == at[0]
                    own += cells_of(area) if in_row else ()
                    alone = alone and (in_row or fixed)
            if alone and own:
                across.setdefault(page.sheet.name, {})[at] = tuple(own)
        return any_, across, counted

    def _areas(self, page: SheetAnatomy, formula: str) -> Iterator[tuple[SheetAnatomy, Area, bool]]:
        """Yield the sheet and the area of each reference, and whether it is fixed, or to another sheet."""
        for piece in _PIECE.finditer(_TEXT.sub("", formula)):
            found = reference(self.book, page, piece[0])
            if found:
                yield found[0], clipped(found[1], found[0].last), found[0] is not page or piece[0].count("$") >= _FIXED


def _size(area: Area) -> int:
    (top, left), (bottom, right) = area
    return (bottom - top + 1) * (right - left + 1)
