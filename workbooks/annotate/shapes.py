"""The shapes of comments in a VML drawing, which is patched as text: what Excel writes there is not always well-formed XML.

Source: ECMA-376 part 4, sections 19.1 (VML) and 19.4 (spreadsheet drawing elements of VML).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from workbooks.annotate.grid import Grid
from workbooks.annotate.values import Unpatchable
from workbooks.cells import MAX_COLUMN, MAX_ROW, Position

_MICROSOFT = "urn:schemas-microsoft-com:"
_NAMESPACES = f'xmlns:v="{_MICROSOFT}vml" xmlns:o="{_MICROSOFT}office:office" xmlns:x="{_MICROSOFT}office:excel"'
_EMPTY = '<xml {namespaces}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
_TYPE = (
    '<v:shapetype {namespaces} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape {namespaces} id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:59pt;margin-top:1.5pt;'
    'width:{width}pt;height:{height}pt;z-index:{id};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="{direction}"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_END = re.compile(r"</(?:\w+:)?xml\s*>\s*$")
_ID = re.compile(r"_x0000_s(\d{1,9})\b")
_BLOCK = re.compile(r"""idmap\b[^<>]*\bdata\s*=\s*["'](\d{1,6})""")
# No pattern looks beyond the next tag, so that a hostile drawing costs no more than its length.
_TAG = re.compile(r"<(/?)(?:\w+:)?(?:shape|group|rect|oval|line|roundrect|polyline|image)(?:\s[^<>]*?)?(/?)>")
_NOTE = re.compile(r"""ObjectType\s*=\s*["']Note["']""")
_ROW, _COLUMN = (re.compile(rf"<(?:\w+:)?{name}>\s*(\d+)\s*<") for name in ("Row", "Column"))
_WIDTH, _LINE_PIXELS, _LINE_CHARACTERS, _HEIGHT = 300, 18, 42, 600


@dataclass(frozen=True, slots=True)
class Box:
    """Where a comment is shown: the corners as Excel's anchor has them, its size in pixels, and the direction of its text."""

    anchor: tuple[int, ...]
    width: int
    height: int
    right_to_left: bool


def box(grid: Grid, position: Position, text: str, *, right_to_left: bool) -> Box:
    """Return a box beside the cell, large enough for `text`, whatever the widths of the columns that it lies over."""
    lines = sum(max(1, ceil(len(line) / _LINE_CHARACTERS)) for line in text.split("\n"))
    height = min(_LINE_PIXELS * (lines + 2), _HEIGHT)
    top, left = max(position[0] - 1, 1), min(position[1] + 1, MAX_COLUMN)
    right, right_offset = _reached(left, _WIDTH + 12, grid.column_pixels, MAX_COLUMN)
    bottom, bottom_offset = _reached(top, height + 6, grid.row_pixels, MAX_ROW)
    anchor = (left - 1, 12, top - 1, 6, right - 1, right_offset, bottom - 1, bottom_offset)
    return Box(anchor, _WIDTH, height, right_to_left)


def empty(block: int) -> bytes:
    """Return a drawing without shapes, whose ids shall stand in the `block`-th thousand of the workbook."""
    return _EMPTY.format(namespaces=_NAMESPACES, block=block).encode()


def added(drawing: bytes, boxes: Mapping[Position, Box]) -> bytes:
    """Return the drawing with a shape for each comment that has none yet."""
    text = _text(drawing)
    missing = {position: box for position, box in boxes.items() if position not in _notes(text)}
    end = _END.search(text)
    if end is None:
        raise Unpatchable("broken")
    block = _BLOCK.search(text)
    last = max([int(found) for found in _ID.findall(text)], default=1024 * (int(block[1]) if block else 1))
    kind = "" if '"_x0000_t202"' in text or "'_x0000_t202'" in text else _TYPE.format(namespaces=_NAMESPACES)
    made = [_shape(last + count, *one) for count, one in enumerate(missing.items(), 1)]
    return (text[: end.start()] + kind + "".join(made) + text[end.start() :]).encode() if made else drawing


def removed(drawing: bytes, positions: Collection[Position]) -> bytes:
    """Return the drawing without the shapes of the comments at `positions`."""
    text = _text(drawing)
    kept, last = [], 0
    for start, end in _spans(text):
        if _note(text[start:end]) in positions:
            kept.append(text[last:start])
            last = end
    return ("".join(kept) + text[last:]).encode()


def any_shape(drawing: bytes) -> bool:
    """Tell whether there is any shape, of a comment or of a form control."""
    return any(_spans(_text(drawing)))


def _shape(number: int, position: Position, place: Box) -> str:
    return _SHAPE.format(
        namespaces=_NAMESPACES,
        id=number,
        width=round(place.width * 0.75),
        height=round(place.height * 0.75),
        direction="text-align:right;direction:rtl" if place.right_to_left else "text-align:left",
        anchor=", ".join(map(str, place.anchor)),
        row=position[0] - 1,
        column=position[1] - 1,
    )


def _reached(first: int, pixels: int, size: Callable[[int], int], limit: int) -> tuple[int, int]:
    """Return the column or row in which a box ends that begins at `first`, and how far into it."""
    place = first
    while pixels > size(place) and place < min(limit, first + 200):
        pixels -= size(place)
        place += 1
    return place, pixels


def _notes(text: str) -> set[Position | None]:
    return {_note(text[start:end]) for start, end in _spans(text)}


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each shape begins and ends; a group is one."""
    depth = start = 0
    for tag in _TAG.finditer(text):
        closes, alone = bool(tag[1]), bool(tag[2])
        start = tag.start() if not depth else start
        depth = max(0, depth - 1) if closes else depth + (not alone)
        if not depth:
            yield start, tag.end()


def _note(shape: str) -> Position | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column and _NOTE.search(shape) else None


def _text(drawing: bytes) -> str:
    encoding = "utf-16" if drawing.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return drawing.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unpatchable("broken") from error
