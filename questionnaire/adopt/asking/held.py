"""Cells that hold a figure already and ask all the same, where nothing but what formulas read tells them from figures that are given.

A formula of whose operands none asks would be a figure itself, if all of them were given: so those that nothing says are given are asked
for. What no formula reads among formulas is printed. A person may see it otherwise, so all of this is guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from questionnaire.adopt.words.headings import HeadingFinder, titles
from questionnaire.adopt.words.identity import is_for_inputs, is_given
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.precedents import Precedents
from workbooks.cells import Position

_FORMULAS = 2  # By so many formulas rows are seen to be alike.
_COUNTED = 3  # Figures side by side that count on by one, as years and periods do.


@dataclass(frozen=True)
class HeldFigures:
    """The cells of one sheet that hold figures and seem to ask; `asked` are those that are known to ask."""

    page: SeenSheet
    asked: frozenset[Position]
    precedents: Precedents

    def among_asked(self) -> frozenset[Position]:
        """Return those in rows in which something asks: operands of formulas that read nothing that asks, as a share that was planned."""
        asking: dict[int, list[Position]] = {}
        for at in self.asked:
            asking.setdefault(at[0], []).append(at)
        found: set[Position] = set()
        for at, cells in self.precedents.across(self.page.name).items():
            beside = asking.get(at[0], ())
            if beside and self.asked.isdisjoint(cells):
                drawn = all(self.page.format(each).sides for each in beside)
                found |= {each for each in self._open.intersection(cells) if self.page.format(each).sides or not drawn}
        known = self._with_blanks(found)
        return known | self._alike(known | self.asked)

    def alone(self) -> frozenset[Position]:
        """Return all that formulas read, for a workbook in which hardly anything else asks."""
        return self._with_blanks(self._open & self.precedents.any(self.page.name))

    def beneath_inputs(self) -> frozenset[Position]:
        """Return those in a section whose title says that they are typed in there, as "Inputs" does."""
        heads = sorted(titles(self.page))
        places = {at: bisect_left(heads, (at[0], "")) for at in self._open}
        return frozenset(at for at, place in places.items() if place and is_for_inputs(heads[place - 1][1]))

    def _alike(self, known: Collection[Position]) -> frozenset[Position]:
        """Return the cells of rows that ask nothing yet and calculate as others do: they ask where these all do."""
        rows: dict[int, set[int]] = {}
        for row, column in known:
            rows.setdefault(row, set()).add(column)
        says = self.precedents.alike(self.page.name)
        asking = dict[frozenset[tuple[int, str]], set[int]]()
        for row, said in says.items():
            if row in rows and len(said) >= _FORMULAS:
                asking[said] = asking.get(said, rows[row]) & rows[row]
        read = {each for cells in self.precedents.across(self.page.name).values() for each in cells}
        found = {(row, column) for row, said in says.items() if row not in rows for column in asking.get(said, ())}
        return frozenset(at for at in found & read if self._key(at) and (self.page.is_blank(at) or at in self._open))

    def _with_blanks(self, found: Collection[Position]) -> frozenset[Position]:
        """Return them with the blanks between them that look the same and that formulas read as well: not all were begun."""
        known = set(found)
        across = {each for cells in self.precedents.across(self.page.name).values() for each in cells}
        for at in sorted(across - self.asked - known):
            beside = [each for each in ((at[0] - 1, at[1]), (at[0] + 1, at[1])) if each in known]
            if self.page.is_blank(at) and any(self.page.format(each) == self.page.format(at) for each in beside):
                known.add(at)
        return frozenset(known)

    @cached_property
    def _open(self) -> frozenset[Position]:
        """Return the figures that nothing says are given: no heading, no colour of print, no bold type, no counting on."""
        page = self.page
        figures = {at for at in page.anatomy.sheet.cells if at not in self.asked and self._is_figure(at) and not page.format(at).bold}
        printed = {page.format(at).ground for at in page.anatomy.sheet.cells if at in page.anatomy.formulas or page.words(at)}
        plain = {at for at in figures if page.format(at).ground not in printed - {""} and self._key(at)}
        headings = HeadingFinder(page.with_inputs(self.asked | plain))
        kept = plain - _counted(figures, page) - given_beneath(page, plain)
        return frozenset(at for at in kept if not is_given(f"{headings.of(at).text} {self._key(at)}"))

    def _is_figure(self, at: Position) -> bool:
        value = self.page.anatomy.sheet.cells[at]
        figure = isinstance(value, int | float) and not isinstance(value, bool)
        return figure and at not in self.page.anatomy.formulas and not self.page.is_hidden(at)

    def _key(self, at: Position) -> str:
        """Return the words left of a cell in its row."""
        texts = self.page.rows.get(at[0], {})
        before = (self.page.words((at[0], column)) for column in sorted(texts, reverse=True) if column < at[1])
        return next(filter(None, before), "")


def given_beneath(page: SeenSheet, cells: Collection[Position]) -> frozenset[Position]:
    """Return those of the cells that stand in a section whose title says that what it holds is given, as "Last year" does."""
    found, heads = set[Position](), sorted(titles(page))
    for at in cells:
        place = bisect_left(heads, (at[0], ""))
        if place and is_given(heads[place - 1][1]):
            found.add(at)
    return frozenset(found)


def _counted(figures: Collection[Position], page: SeenSheet) -> frozenset[Position]:
    """Return the figures of rows that only count on, as 2024, 2025, 2026."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(figures):
        rows.setdefault(row, []).append(column)
    found: set[Position] = set()
    for row, columns in rows.items():
        values = [page.value((row, column)) for column in columns]
        steps = {b - a for a, b in pairwise(values) if isinstance(a, int | float) and isinstance(b, int | float)}
        if len(columns) >= _COUNTED and steps == {1}:
            found |= {(row, column) for column in columns}
    return frozenset(found)
