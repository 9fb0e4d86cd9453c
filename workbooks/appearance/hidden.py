"""The rows and columns of a sheet that nobody sees: hidden, filtered out, collapsed, or as low or narrow as a line.

Source: ECMA-376 part 1, sections 18.3.1.73 (rows), 18.3.1.13 (columns), 18.3.1.81 (how most of them are).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from workbooks.appearance.pixels import counted
from workbooks.cells import MAX_COLUMN, MAX_ROW, NOTHING_HIDDEN, HiddenLines, Span

LEAST_HEIGHT: Final = 2.0  # Points: in a lower row nobody can read anything.
LEAST_WIDTH: Final = 0.3  # Digits of the usual font, likewise.
_ROW = re.compile(rb"""<(?:\w+:)?row(?=\s)(?=[^<]*?\s(?:hidden\s*=\s*["'](?!0["']|false["'])|ht\s*=\s*["'](?![2-9]|1\d)))([^<]*)""")
_LOW = re.compile(rb"""ht(?<=\sht)\s*=\s*["'](?![2-9]|1\d)""")  # A literal beginning is found several times as fast.
_FIRST_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<]*)")
_FORMAT = re.compile(rb"<(?:\w+:)?sheetFormatPr\s([^<]*)")
_ATTRIBUTE = re.compile(rb"""(?:^|\s)(\w+)\s*=\s*["']([^"']*)["']""")


def hidden_of(part: bytes) -> HiddenLines:
    """Return which rows and columns of the sheet `part` nobody sees; of rows that do not say their number nothing is known."""
    first = _FIRST_ROW.search(part)
    head, start = (part, len(part)) if first is None else (part[: first.start()], first.start())
    # Some programs say of each row that it is not hidden.
    shown = sum(part.count(said, start) for said in (b'hidden="false"', b'hidden="0"'))
    may_hide = part.count(b"hidden", start) > shown or _LOW.search(part, start)
    rows = (_number(row.get("r")) for row in map(_attributes, _ROW.findall(part, start)) if _is_low(row)) if may_hide else ()
    return made(((row, row) for row in rows if row), _columns(head))


def made(rows: Iterable[Span], columns: Iterable[Span]) -> HiddenLines:
    """Return such rows and columns as they are looked through: in their order, with those beside each other as one."""
    found = HiddenLines(tuple(_joined(rows, MAX_ROW)), tuple(_joined(columns, MAX_COLUMN)))
    return found if found.rows or found.columns else NOTHING_HIDDEN


def _columns(head: bytes) -> Iterator[Span]:
    listed: list[Span] = []
    for column in map(_attributes, _COLUMN.findall(head)):
        span = _number(column.get("min")), _number(column.get("max"))
        if 0 < span[0] <= span[1]:
            listed.append(span)
            if _is_said(column.get("hidden")) or _is_less(column.get("width"), LEAST_WIDTH):
                yield span
    usual = _FORMAT.search(head)
    if usual and _is_less(_attributes(usual[1]).get("defaultColWidth"), LEAST_WIDTH):
        # All columns that are not listed, as Excel writes it where somebody hid those behind the last.
        ends = [(0, 0), *_joined(listed, MAX_COLUMN), (MAX_COLUMN + 1, 0)]
        yield from ((one[1] + 1, other[0] - 1) for one, other in pairwise(ends) if one[1] + 1 < other[0])


def _is_low(row: dict[str, str]) -> bool:
    return _is_said(row.get("hidden")) or _is_less(row.get("ht"), LEAST_HEIGHT)


def _is_said(value: str | None) -> bool:
    return value not in {None, "0", "false"}


def _is_less(value: str | None, least: float) -> bool:
    try:
        return value is not None and float(value) < least
    except ValueError:
        return False


def _number(value: str | None) -> int:
    return counted(value) or 0


def _attributes(said: bytes) -> dict[str, str]:
    return {name.decode(): value.decode("utf-8", "replace") for name, value in _ATTRIBUTE.findall(said)}


def _joined(spans: Iterable[Span], most: int) -> Iterator[Span]:
    """Yield spans in their order, those that meet as one, and none beyond the end of a sheet."""
    begin, end = 0, -1
    for first, last in sorted(spans):
        if first > end + 1:
            if begin:
                yield begin, end
            begin, end = first, last
        end = max(end, last)
        if begin > most:
            return
    if begin:
        yield begin, min(end, most)
