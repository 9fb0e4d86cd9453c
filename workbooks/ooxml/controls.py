"""Check boxes that float over the cells of a sheet and keep their state in no cell: where they lie, whether they are ticked, what they say.

Sources: ECMA-376 part 4, section 19.4 (the drawing in VML, whose anchor counts columns and rows from 0); MS-XLSX 2.2.4 (ctrlProps) and
MS-OFORMS 2.2 (the boxes of ActiveX, as far as their properties are written as text).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from lxml import etree

from workbooks.appearance.pixels import POINT, PixelSizes, columns_of, counted, stated, within
from workbooks.cells import Position
from workbooks.ooxml.grouped import GroupedShapes
from workbooks.ooxml.workbook_part import relationships
from workbooks.xml import attribute, each, local, parse_secondary

_CHECK_BOX = "{8bd21d40-ec42-11ce-9e0d-00aa006002f3}"  # MS-OFORMS 2.4.1: the class of a check box of ActiveX.
# What else takes answers, by the name of Excel's own controls and by the class of those of ActiveX.
_OTHERS = {
    **dict.fromkeys(("Drop", "{8bd21d30-ec42-11ce-9e0d-00aa006002f3}"), "drop-down control"),
    **dict.fromkeys(("List", "{8bd21d20-ec42-11ce-9e0d-00aa006002f3}"), "list box"),
    **dict.fromkeys(("Radio", "{8bd21d50-ec42-11ce-9e0d-00aa006002f3}"), "option button"),
    **dict.fromkeys(("Spin", "{79176fb0-b7f2-11ce-97ef-00aa006d2776}"), "spin button"),
    **dict.fromkeys(("Scroll", "{dfd181e0-5e2f-11ce-a449-00aa004a803d}"), "scroll bar"),
    **dict.fromkeys(("EditBox", "{8bd21d10-ec42-11ce-9e0d-00aa006002f3}"), "text box"),
}
_SHAPE = "_s"  # The drawing calls the shape 2079 of a sheet "_x0000_s2079".


_DIGIT, _PIXEL = 7.5, 9525  # Pixels of a digit's width; English metric units of a pixel.
_HEIGHT, _WIDTH = 15, 8.43  # Points and digits where a sheet says nothing.
_MOST = 200  # Rows and columns that one control covers at most, and of which the width is looked at.
_Anchor = tuple[tuple[int, float, int, float], tuple[int, float, int, float]]  # First row, offset, last row, offset; the same of columns.


class FloatingBox(NamedTuple):
    """A check box: the cell in which its middle lies, whether it is ticked, and the text that it bears itself."""

    at: Position
    ticked: bool
    caption: str


def check_boxes(sheet: str, parts: Mapping[str, bytes]) -> list[FloatingBox]:
    """Return the check boxes of the sheet part `sheet` that are linked to no cell; a part that is broken says nothing of its boxes."""
    targets = relationships(sheet, parts)
    if not any(kind in {"control", "ctrlProp"} for kind, _ in targets.values()):
        return []
    drawn = {number: shape for kind, part in targets.values() if kind == "vmlDrawing" for number, shape in _drawn(parts.get(part))}
    return list(_boxes(parse_secondary(parts.get(sheet)), targets, parts, drawn))


def _boxes(
    root: etree._Element | None, targets: Mapping[str, tuple[str, str]], parts: Mapping[str, bytes], drawn: Mapping[str, etree._Element]
) -> Iterator[FloatingBox]:
    seen: set[str] = set()
    sizes = _sizes(root)
    grouped, state_of = GroupedShapes(drawn.values(), *sizes), cache(lambda part: _state(parse_secondary(parts.get(part))))
    for control in each(root, "control"):
        number, (_, part) = control.get("shapeId", ""), targets.get(attribute(control, "id") or "", ("", ""))
        # One control is written twice, for newer programs and for older ones.
        state, shape = None if number in seen else state_of(part), drawn.get(number)
        at = _placed(_anchor(control) or _drawn_at(shape), sizes) if state else None
        if state and at is None and shape is not None:
            at = grouped.at(shape)
        if state and within(at) and at:
            seen.add(number)
            ticked, caption = state
            yield FloatingBox(at, ticked, caption or _caption(shape))


def _placed(anchor: _Anchor | None, sizes: tuple[PixelSizes, PixelSizes]) -> Position | None:
    if anchor is None:
        return None
    row, column = (_middle(*ends, size) for ends, size in zip(anchor, sizes, strict=True))
    return row + 1, column + 1


def _sizes(root: etree._Element | None) -> tuple[PixelSizes, PixelSizes]:
    """Return the heights of the rows and the widths of the columns in pixels, counted from 0."""
    usual = next(each(root, "sheetFormatPr"), None)
    height = stated(usual.get("defaultRowHeight")) if usual is not None else 0
    width = stated(usual.get("defaultColWidth")) if usual is not None else 0
    rows = {
        number - 1: _long(one, "ht") * POINT
        for one in each(root, "row")
        if (one.get("ht") or one.get("hidden")) and (number := counted(one.get("r")))
    }
    columns = {number - 1: _long(one, "width") * _DIGIT for one in each(root, "col") for number in columns_of(one, _MOST)}
    return PixelSizes(rows, (height or _HEIGHT) * POINT), PixelSizes(columns, (width or _WIDTH) * _DIGIT)


def _long(one: etree._Element, name: str) -> float:
    return 0.0 if one.get("hidden") in {"1", "true"} else stated(one.get(name))


def _middle(first: int, before: float, last: int, beyond: float, size: PixelSizes) -> int:
    """Return the row or column of the middle of a control that begins and ends at these offsets within a first and a last one."""
    lengths = [size.of(number) for number in range(first, min(last, first + _MOST))]
    left = (before + sum(lengths) + beyond) / 2
    for number, length in enumerate(lengths, first):
        if left < length:
            return number
        left -= length
    return last


def _state(root: etree._Element | None) -> tuple[bool, str] | None:
    """Return whether a check box is ticked, and its caption; None for other controls, and for one that is linked to a cell."""
    if root is None:
        return None
    if not _is_check_box(root) or linked(root):
        return None
    if local(root) == "formControlPr":
        return root.get("checked") == "Checked", ""
    said = _properties(root)
    return said.get("Value") == "1", said.get("Caption", "")


def linked(root: etree._Element | None) -> str:
    """Return the reference to the cell in which a check box keeps its state; "" for other controls, and where it keeps it in none."""
    if root is None or not _is_check_box(root):
        return ""
    return root.get("fmlaLink", "") if local(root) == "formControlPr" else _properties(root).get("LinkedCell", "")


def other_control(root: etree._Element | None) -> tuple[str, str]:
    """Return what a control is that takes answers and is no check box, in words, and the cell that it is linked to; "" for any other."""
    if root is None:
        return "", ""
    if local(root) == "formControlPr":
        return _OTHERS.get(root.get("objectType", ""), ""), root.get("fmlaLink", "")
    said = _properties(root)
    return _OTHERS.get((attribute(root, "classid") or "").casefold(), ""), said.get("LinkedCell", "")


def _is_check_box(root: etree._Element) -> bool:
    if local(root) == "formControlPr":
        return root.get("objectType") == "CheckBox"
    return (attribute(root, "classid") or "").casefold() == _CHECK_BOX


def _properties(root: etree._Element) -> dict[str, str]:
    return {attribute(one, "name") or "": attribute(one, "value") or "" for one in each(root, "ocxPr")}


def _drawn(part: bytes | None) -> Iterator[tuple[str, etree._Element]]:
    """Yield the shapes of a drawing by the number that the sheet calls them by."""
    for shape in each(parse_secondary(part), "shape"):
        names = (shape.get("id", ""), attribute(shape, "spid") or "")
        yield from ((name.rpartition(_SHAPE)[2], shape) for name in names if _SHAPE in name)


def _anchor(control: etree._Element) -> _Anchor | None:
    """Return where newer programs say that a control begins and ends, with offsets in English metric units."""
    ends = [next(each(control, name), None) for name in ("from", "to")]
    said = [{local(one): one.text or "" for one in end} for end in ends if end is not None]
    if len(said) < len(ends):
        return None
    return _read(*([one.get(key, "") for one in said for key in (axis, f"{axis}Off")] for axis in ("row", "col")), unit=_PIXEL)


def _drawn_at(shape: etree._Element | None) -> _Anchor | None:
    """Return where a shape of the drawing begins and ends: column, offset, row, offset, and the same of its end, in pixels."""
    anchor = next(each(shape, "Anchor"), None)
    said = (anchor.text or "").split(",") if anchor is not None else []
    if len(said) < 2 * len(("column", "offset", "row", "offset")):
        return None
    return _read(said[2:4] + said[6:8], said[:2] + said[4:6], unit=1)


def _read(rows: list[str], columns: list[str], *, unit: int) -> _Anchor | None:
    (top, bottom), (left, right) = ([counted(text) for text in said[::2]] for said in (rows, columns))
    (over, under), (before, beyond) = ([stated(text) / unit for text in said[1::2]] for said in (rows, columns))
    if top is None or bottom is None or left is None or right is None:
        return None
    return (top, over, bottom, under), (left, before, right, beyond)


def _caption(shape: etree._Element | None) -> str:
    texts = ("".join(map(str, box.itertext())) for box in each(shape, "textbox"))
    return " ".join(" ".join(texts).split())
