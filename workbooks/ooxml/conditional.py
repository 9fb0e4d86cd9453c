"""The conditional formats of an OOXML sheet that show a number as another one, or as none, as soon as something holds.

Source: ECMA-376 part 1, sections 18.3.1.18 (where they hold), 18.3.1.10 (rules), 18.8.15 (their formats); MS-XLSX 2.3.3 for those of x14.
Nobody works out here whether something holds: what may be shown otherwise is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from lxml import etree

from workbooks.appearance.numberformats import shown_by_number
from workbooks.appearance.obscured import is_struck
from workbooks.cells import Area, CellValue, Position, area_of
from workbooks.xml import each, own, parse

_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_MOST = 1_000  # Of more areas nobody looks which cells lie in them: then all may be shown otherwise.
EVERYWHERE: Area = (1, 1), (10**7, 10**5)  # Also what is no plain area: whole columns, or what nobody knows.


def disguising_formats(styles: bytes | None) -> frozenset[str]:
    """Return the formats of rules, by their index, that show a number otherwise, or strike it out."""
    if styles is None or b"dxf" not in styles:
        return frozenset()
    formats = (one for table in own(parse(styles), "dxfs") for one in own(table, "dxf"))
    return frozenset(str(index) for index, one in enumerate(formats) if _has_number_format(one) or is_struck(one))


def disguising_areas(part: bytes, formats: frozenset[str]) -> Sequence[Area]:
    """Return where in the sheet `part` rules stand that may show a number otherwise; `formats` are those by index that do."""
    if b"cfRule" not in part or not (formats or b"numFmt" in part or b"showValue" in part or b"strike" in part):
        return ()
    return limited(_areas(parse(part), formats))


def limited(areas: Iterable[Area]) -> Sequence[Area]:
    """Return areas, or all cells in place of very many."""
    found = list(islice(areas, _MOST + 1))
    return found if len(found) <= _MOST else (EVERYWHERE,)


def within(areas: Sequence[Area], cells: Mapping[Position, CellValue]) -> frozenset[Position]:
    """Return the cells that lie in one of the areas, of those that hold something."""
    # Between two of these rows all rows have the same areas, so that a cell is not held against each of them.
    edges = sorted({edge for (top, _), (bottom, _) in areas for edge in (top, bottom + 1)})
    columns = [_edges((left, right) for (top, left), (bottom, right) in areas if top <= edge <= bottom) for edge in edges]
    found = (((row, column), bisect_right(edges, row)) for row, column in (cells if areas else ()))
    return frozenset(at for at, band in found if band and bisect_right(columns[band - 1], at[1]) % 2)


def _edges(spans: Iterable[tuple[int, int]]) -> list[int]:
    """Return where columns begin that lie in one of the spans, and behind it where they end, by turns."""
    edges: list[int] = []
    for left, right in sorted(spans):
        if edges and left <= edges[-1]:
            edges[-1] = max(edges[-1], right + 1)
        else:
            edges += left, right + 1
    return edges


def _areas(root: etree._Element, formats: frozenset[str]) -> Iterator[Area]:
    for one in each(root, "conditionalFormatting"):
        if any(_disguises(rule, formats) for rule in each(one, "cfRule")):
            said = [one.get("sqref", ""), *(where.text or "" for where in each(one, "sqref"))]
            for found in map(_RANGE.fullmatch, " ".join(said).upper().replace("$", "").split()):
                yield EVERYWHERE if found is None else area_of(*found.groups())


def _disguises(rule: etree._Element, formats: frozenset[str]) -> bool:
    """Say whether a rule shows a number otherwise: by a format of the workbook, by one of its own, or as a bar or picture alone."""
    alone = any(one.get("showValue") in {"0", "false"} for kind in ("dataBar", "iconSet") for one in each(rule, kind))
    return alone or rule.get("dxfId") in formats or _has_number_format(rule) or is_struck(rule)


def _has_number_format(element: etree._Element) -> bool:
    formats = [(one.get("numFmtId", ""), one.get("formatCode")) for one in each(element, "numFmt")]
    return any(shown_by_number(number, {number: code} if code else {}) is not None for number, code in formats)
