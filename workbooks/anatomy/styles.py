"""The formats of cells as their author chose them. Source: ECMA-376 part 1, section 18.8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from lxml import etree

from workbooks.anatomy.values import CellFormat
from workbooks.appearance.numberformats import invisible_formats, obscuring_formats
from workbooks.appearance.pixels import counted
from workbooks.xml import local, parse_secondary

_T = TypeVar("_T")
# The codes of built-in formats (18.8.30), as far as they say more than that a number is a number.
_BUILT_IN = (
    {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 22: "m/d/yy h:mm"}
    | dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd")
    | dict.fromkeys((18, 19, 20, 21, *range(32, 36), 45, 46, 47), "h:mm")
    | {37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 49: "@"}
)
_BOX = "xfComplement"  # MS-XLSX (feature property bags): a format with properties of its own, which so far are those of a check box.
_SYMBOLS = "wingdings"  # Of the fonts Wingdings, letters are signs: "o" is a box.
_NO_GROUND = {"", "FFFFFFFF", "00FFFFFF", "theme 0", "index 9", "index 64", "index 65"}  # White is no colour.
_BLACK = {"", "FF000000", "00000000", "theme 1", "index 8", "index 64", "index "}  # Nor is black, of what is written.


def cell_formats(styles: bytes | None) -> Sequence[CellFormat]:
    """Return the formats of cells in the order in which cells name them; one plain format where there are none."""
    root = parse_secondary(styles)
    if root is None:
        return (CellFormat(),)
    tables = {local(table): list(table) for table in root}
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in tables.get("numFmts", ())}
    grounds = [_ground(one) for one in tables.get("fills", ())]
    bold, slanted = ([_has(one, mark) for one in tables.get("fonts", ())] for mark in ("b", "i"))
    hatched = [_is_hatched(one) for one in tables.get("fills", ())]
    inks = [_ink(one) for one in tables.get("fonts", ())]
    framed = [sum(bool(side.get("style")) for side in one) >= 3 for one in tables.get("borders", ())]
    sides = [frozenset(_sides(one)) for one in tables.get("borders", ())]
    symbols = [
        any(local(piece) == "name" and _SYMBOLS in piece.get("val", "").casefold() for piece in one) for one in tables.get("fonts", ())
    ]
    ruled = [_sides(one).keys() <= {"top", "bottom"} and "bottom" in _sides(one) for one in tables.get("borders", ())]
    obscuring, invisible = obscuring_formats(styles), invisible_formats(styles)
    made = [
        CellFormat(
            locked=_locked(one),
            code=_code(one, codes),
            ground=_at(grounds, one, "fillId", ""),
            bold=_at(bold, one, "fontId", False),
            framed=_at(framed, one, "borderId", False),
            ruled=_at(ruled, one, "borderId", False),
            sides=_at(sides, one, "borderId", frozenset()),
            symbols=_at(symbols, one, "fontId", False),
            ink=_at(inks, one, "fontId", ""),
            slanted=_at(slanted, one, "fontId", False),
            hatched=_at(hatched, one, "fillId", False),
            obscured=str(number) in obscuring,
            unseen=str(number) in invisible,
            box=any(local(piece) == _BOX for piece in one.iter("{*}*")),
        )
        for number, one in enumerate(tables.get("cellXfs", ()))
    ]
    return made or (CellFormat(),)


def _has(font: etree._Element, mark: str) -> bool:
    return any(local(piece) == mark and piece.get("val") not in {"0", "false"} for piece in font)


def _ink(font: etree._Element) -> str:
    """Return the colour of a font as a text that tells it from others; "" for black and for that of the system."""
    said = next((_colour(piece) for piece in font if local(piece) == "color"), "")
    return "" if said in _BLACK else said


def _sides(border: etree._Element) -> dict[str, str]:
    """Return the lines that a border has, by side."""
    return {local(side): side.get("style", "") for side in border if side.get("style", "none") != "none"}


def _at(table: Sequence[_T], one: etree._Element, name: str, otherwise: _T) -> _T:
    said = counted(one.get(name))
    return table[said] if said is not None and said < len(table) else otherwise


def _locked(one: etree._Element) -> bool:
    protections = [piece for piece in one if local(piece) == "protection"]
    return not any(piece.get("locked") in {"0", "false"} for piece in protections)


def _code(one: etree._Element, codes: Mapping[str, str]) -> str:
    number = one.get("numFmtId", "0")
    code = codes.get(number) or _BUILT_IN.get(counted(number) or 0, "")
    return "" if code.casefold() == "general" else code


def _ground(fill: etree._Element) -> str:
    """Return the colour of a solid ground as a text that tells it from others."""
    for pattern in fill:
        if local(pattern) == "patternFill" and pattern.get("patternType") not in {None, "none"}:
            colours = [piece for piece in pattern if local(piece) == "fgColor"]
            said = _colour(colours[0]) if colours else pattern.get("patternType", "")
            return "" if said in _NO_GROUND else said
    return ""


def _is_hatched(fill: etree._Element) -> bool:
    """Say whether a ground has a pattern: lines, or dots."""
    return any(local(pattern) == "patternFill" and pattern.get("patternType", "none") not in {"none", "solid"} for pattern in fill)


def _tint(said: str) -> float:
    """Return how much lighter or darker a colour is, from -1 to 1 (18.8.3); 0 where that is not said."""
    try:
        tint = float(said)
    except ValueError:
        return 0
    return tint if abs(tint) <= 1 else 0


def _colour(colour: etree._Element) -> str:
    if colour.get("rgb"):
        return str(colour.get("rgb"))
    if colour.get("theme"):
        tint = _tint(colour.get("tint", ""))
        return f"theme {colour.get('theme')}" + (f" {tint:.2f}" if tint else "")
    return f"index {colour.get('indexed', '')}"
