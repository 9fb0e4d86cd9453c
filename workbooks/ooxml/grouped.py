"""Where the shapes of a group lie in the older drawings: they say it in units of the group, and the group in points from the sheet's edge.

Source: ECMA-376 part 4, section 19.1. How many pixels a column of so many digits takes depends on a font that nobody here has, so those
shapes of the same drawing that name their cells say what is where: from the one above, and from how far right one of them lies.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from workbooks.appearance.pixels import POINT, PixelSizes, counted, stated
from workbooks.cells import MAX_COLUMN, Position
from workbooks.xml import each, local

_UNITS = "tp"  # The letters of points, which stand behind a size.


class _Known(NamedTuple):
    """A shape that says in which row and column it begins, and where that is, in pixels from the corner of the sheet."""

    row: int
    top: float
    column: int
    left: float


@dataclass(frozen=True)
class GroupedShapes:
    """The shapes of a drawing, over rows and columns of these sizes. What they say together is worked out once, however many they are."""

    drawn: Iterable[etree._Element]
    rows: PixelSizes
    columns: PixelSizes

    def at(self, shape: etree._Element) -> Position | None:
        """Return the cell of the middle of a shape in a group; None where it is in none, or no shape of the drawing says where it is."""
        group = next((one for one in shape.iterancestors() if local(one) == "group"), None)
        if group is None or not self._known:
            return None
        own, outer = _style(shape), _style(group)
        origin, extent = (_pair(group.get(name)) for name in ("coordorigin", "coordsize"))
        shares = [
            (own.get(begin, 0) + own.get(length, 0) / 2 - origin[axis]) / (extent[axis] or 1)
            for axis, (begin, length) in enumerate((("left", "width"), ("top", "height")))
        ]
        left = (outer.get("margin-left", 0) + shares[0] * outer.get("width", 0)) * POINT
        top = (outer.get("margin-top", 0) + shares[1] * outer.get("height", 0)) * POINT
        above = self._above(top)
        return self.rows.at(self.rows.before(above.row) + top - above.top) + 1, self.columns.at(left / self._scale) + 1

    @cached_property
    def _known(self) -> list[_Known]:
        return sorted(_known(self.drawn), key=lambda one: one.top)

    @cached_property
    def _tops(self) -> list[float]:
        return [one.top for one in self._known]

    @cached_property
    def _scale(self) -> float:
        """Return how wide columns are drawn, compared with what the sheet says."""
        right = max(self._known, key=lambda one: one.column)
        told = self.columns.before(right.column)
        return right.left / told if told and right.left > 0 else 1.0

    def _above(self, top: float) -> _Known:
        """Return the nearest shape above that says where it is; the corner of the sheet where none does."""
        behind = bisect_right(self._tops, top)
        return self._known[bisect_left(self._tops, self._tops[behind - 1])] if behind else _Known(0, 0, 0, 0)


def _known(drawn: Iterable[etree._Element]) -> Iterator[_Known]:
    for shape in drawn:
        anchor = next(each(shape, "Anchor"), None)
        said = (anchor.text or "").split(",") if anchor is not None else []
        style = _style(shape)
        if len(said) > len(("column", "offset", "row")) and {"margin-left", "margin-top"} <= style.keys():
            column, row = counted(said[0]), counted(said[2])
            if row is not None and column is not None and column < MAX_COLUMN:
                top, left = style["margin-top"] * POINT - stated(said[3]), style["margin-left"] * POINT - stated(said[1])
                yield _Known(row, top, column, left)


def _style(shape: etree._Element) -> dict[str, float]:
    """Return the sizes that the style of a shape says, as numbers without their unit: points for a group, and none within one."""
    pairs = (piece.split(":", 1) for piece in shape.get("style", "").split(";") if ":" in piece)
    return {name.strip(): stated(said.strip().rstrip(_UNITS)) for name, said in pairs}


def _pair(said: str | None) -> tuple[float, float]:
    first, _, second = (said or "").partition(",")
    return stated(first), stated(second)
