"""The rows and columns of an OpenDocument sheet that nobody sees: hidden, filtered out, in a collapsed group, or as low as a line.

Source: OpenDocument 1.3 part 3, sections 19.749 (visibility), 19.619 (groups), 17.15 and 17.16 (heights and widths).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from lxml import etree

from workbooks.appearance.hidden import LEAST_HEIGHT, made
from workbooks.appearance.inks import BLACK, WHITE, colour_of, is_unseen
from workbooks.cells import MAX_COLUMN, MAX_ROW, HiddenLines, Span
from workbooks.xml import attribute, each, local, own

_ROWS = ("table-row", frozenset({"table-rows", "table-header-rows", "table-row-group"}), "number-rows-repeated", MAX_ROW)
_COLUMNS = (
    "table-column",
    frozenset({"table-columns", "table-header-columns", "table-column-group"}),
    "number-columns-repeated",
    MAX_COLUMN,
)
_SIZES = (("row", "row-height"), ("column", "column-width"))
_UNITS = "in|cm|mm|pt|pc|px"
_POINTS = dict(zip(_UNITS.split("|"), (72, 72 / 2.54, 7.2 / 2.54, 1, 12, 0.75), strict=True))
_LENGTH = re.compile(rf"(\d{{0,6}}(?:\.\d{{1,9}})?)({_UNITS})")


def points_of(length: str) -> float | None:
    """Return a length in points; None where none is said, or in no unit that is known."""
    found = _LENGTH.fullmatch(length)
    return float(found[1]) * _POINTS[found[2]] if found and found[1] else None


def is_invisible(ink: str, ground: str, size: str) -> bool:
    """Say whether nobody sees what is written so; letters whose colour is "auto" turn white on a dark ground."""
    is_plain = not ground.startswith("#")
    inked = BLACK if not ink or (ink == "auto" and is_plain) else colour_of(ink.removeprefix("#"))
    return is_unseen(inked, WHITE if is_plain else colour_of(ground.removeprefix("#")), points_of(size))


def thin_styles(roots: Iterable[etree._Element | None]) -> frozenset[str]:
    """Return the styles of rows and columns that are as low or narrow as a line."""
    sizes = (
        (attribute(style, "name") or "", points_of(attribute(said, size) or ""))
        for root in roots
        for style in each(root, "style")
        for kind, size in _SIZES
        for said in own(style, f"table-{kind}-properties")
    )
    return frozenset(name for name, points in sizes if points is not None and points < LEAST_HEIGHT)


def hidden_of(table: etree._Element, thin: frozenset[str]) -> HiddenLines:
    """Return which rows and columns of a sheet nobody sees."""
    return made(*(_spans(table, kind, partial(_is_hidden, thin=thin)) for kind in (_ROWS, _COLUMNS)))


def _spans(table: etree._Element, kind: tuple[str, frozenset[str], str, int], is_hidden: partial[bool]) -> Iterator[Span]:
    name, groups, repeated, most = kind
    number = 1
    for element, collapsed in _listed(table, name, groups, collapsed=False):
        said = attribute(element, repeated) or "1"
        count = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 1
        if (collapsed or is_hidden(element)) and count:
            yield number, min(number + count - 1, most)
        number += count


def _listed(table: etree._Element, name: str, groups: frozenset[str], *, collapsed: bool) -> Iterator[tuple[etree._Element, bool]]:
    """Yield rows or columns, those of groups among them, and whether theirs is collapsed."""
    for child in own(table):
        if local(child) == name:
            yield child, collapsed
        elif local(child) in groups:
            yield from _listed(child, name, groups, collapsed=collapsed or attribute(child, "display") == "false")


def _is_hidden(element: etree._Element, thin: frozenset[str]) -> bool:
    return (attribute(element, "visibility") or "visible") != "visible" or (attribute(element, "style-name") or "") in thin
