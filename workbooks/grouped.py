"""Where the shapes of a group lie in the older drawings: they say it in units of the group, and the group in points from the sheet's edge.

Source: ECMA-376 part 4, section 19.1. How many pixels a column of so many digits takes depends on a font that nobody here has, so those
shapes of the same drawing that name their cells say what is where: from the one above, and from how far right one of them lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from workbooks.cells import Position
from workbooks.xml import each, local

_POINT = 4 / 3  # Pixels of a point.
_FAR = 20_000  # Rows and columns that are looked at.
_UNITS = "tp"  # The letters of points, which stand behind a size.


class PixelSizes(NamedTuple):
    """How long rows or columns are, by number from 0, in pixels as far as the sheet tells; `usual` is the length of the others."""

    own: Mapping[int, float]
    usual: float

    def of(self, number: int) -> float:
        """Return how high a row is, or how wide a column."""
        return self.own.get(number, self.usual)


class _Known(NamedTuple):
    """A shape that says in which row and column it begins, and where that is, in pixels from the corner of the sheet."""

    row: int
    top: float
    column: int
    left: float


def grouped_at(shape: etree._Element, drawn: Iterable[etree._Element], rows: PixelSizes, columns: PixelSizes) -> Position | None:
    """Return the cell of the middle of a shape in a group; None where it is in none, or no shape of the drawing says where anything is."""
    group = next((one for one in shape.iterancestors() if local(one) == "group"), None)
    known = list(_known(drawn))
    if group is None or not known:
        return None
    own, outer = _style(shape), _style(group)
    origin, extent = (_pair(group.get(name)) for name in ("coordorigin", "coordsize"))
    shares = [
        (own.get(begin, 0) + own.get(length, 0) / 2 - origin[axis]) / (extent[axis] or 1)
        for axis, (begin, length) in enumerate((("left", "width"), ("top", "height")))
    ]
    left = (outer.get("margin-left", 0) + shares[0] * outer.get("width", 0)) * _POINT
    top = (outer.get("margin-top", 0) + shares[1] * outer.get("height", 0)) * _POINT
    above = max((one for one in known if one.top <= top), key=lambda one: one.top, default=_Known(0, 0, 0, 0))
    right = max(known, key=lambda one: one.column)
    told = sum(columns.of(number) for number in range(right.column))
    scale = right.left / told if told and right.left > 0 else 1.0
    return _cell(above.row, top - above.top, rows, 1.0) + 1, _cell(0, left, columns, scale) + 1


def _known(drawn: Iterable[etree._Element]) -> Iterator[_Known]:
    for shape in drawn:
        anchor = next(each(shape, "Anchor"), None)
        said = [_float(text) for text in (anchor.text or "").split(",")] if anchor is not None else []
        style = _style(shape)
        if len(said) > len(("column", "offset", "row")) and {"margin-left", "margin-top"} <= style.keys():
            column, over, row, under = said[:4]
            yield _Known(int(row), style["margin-top"] * _POINT - under, int(column), style["margin-left"] * _POINT - over)


def _cell(first: int, left: float, size: PixelSizes, scale: float) -> int:
    """Return the row or column that lies so many pixels behind the beginning of the first one."""
    for number in range(first, first + _FAR):
        if left < size.of(number) * scale:
            return number
        left -= size.of(number) * scale
    return first + _FAR


def _style(shape: etree._Element) -> dict[str, float]:
    """Return the sizes that the style of a shape says, as numbers without their unit: points for a group, and none within one."""
    pairs = (piece.split(":", 1) for piece in shape.get("style", "").split(";") if ":" in piece)
    return {name.strip(): _float(said.strip().rstrip(_UNITS)) for name, said in pairs}


def _pair(said: str | None) -> tuple[float, float]:
    first, _, second = (said or "").partition(",")
    return _float(first), _float(second)


def _float(text: str) -> float:
    said = text.strip()
    return float(said) if said.replace(".", "", 1).isdecimal() else 0.0
