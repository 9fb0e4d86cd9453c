"""Styles: every index names something that exists. Source: ECMA-376 part 1, section 18.8; Excel's specifications and limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tests.lint.book import Book, decimal, number
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children, local

RULES: Rules = {
    "style_missing": "A workbook whose cells name formats has a styles part, with at least one font, fill, border and cell format.",
    "style_index": "A format names a font, fill, border and base format that exist; so does a named style.",
    "style_number_format": "A number format is built in, or defined once, by 1 to 255 units whose quotes and brackets are closed.",
    "style_fills": "The first two fills are none and gray125: Excel takes them for that, whatever they say.",
    "style_font": "A font's name has 1 to 31 units, and it is 1 to 409 points high.",
    "style_alignment": "Text is turned by 0 to 180 degrees or stacked (255), indented by at most 250, and read in order 0 to 2.",
    "style_name": "No two named styles have the same name.",
    "style_differential": "A conditional format or table names a differential format that exists.",
}
_FIRST_DEFINED = 164  # Below are Excel's own, some of which depend on the language.
_LISTS = {"fontId": "fonts/font", "fillId": "fills/fill", "borderId": "borders/border", "xfId": "cellStyleXfs/xf"}


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the styles."""
    part, root = book.only("styles")
    sizes = {path: sum(1 for _ in children(root, path)) for path in (*_LISTS.values(), "cellXfs/xf", "dxfs/dxf")}
    yield from _differential(book, sizes["dxfs/dxf"])
    if root is None:
        if any(cell.get("s") for _, sheet in book.worksheets for cell in children(sheet, "sheetData/row/c")):
            yield Fault("style_missing", book.part, "styles", "no such part")
        return
    for path in ("fonts/font", "fills/fill", "borders/border", "cellXfs/xf"):
        if not sizes[path]:
            yield Fault("style_missing", part, path, "none")
    yield from _indexes(part, root, sizes)
    yield from _number_formats(part, root)
    yield from _fills(part, root)
    yield from _fonts(part, root)


def _indexes(part: str, root: etree._Element, sizes: dict[str, int]) -> Iterator[Fault]:
    for name in ("cellStyleXfs", "cellXfs"):
        for place, xf in enumerate(children(root, f"{name}/xf")):
            yield from _xf(part, f"{name} {place}", xf, sizes)
    for style in children(root, "cellStyles/cellStyle"):
        if number(style.get("xfId"), 0) >= sizes["cellStyleXfs/xf"]:
            yield Fault("style_index", part, f"style {style.get('name')}", f"xfId {style.get('xfId')}")
    for key, times in Counter(style.get("name", "").casefold() for style in children(root, "cellStyles/cellStyle")).items():
        if times > 1:
            yield Fault("style_name", part, key, f"{times} styles")


def _xf(part: str, place: str, xf: etree._Element, sizes: dict[str, int]) -> Iterator[Fault]:
    for key, path in _LISTS.items():
        if xf.get(key) is not None and number(xf.get(key), 0) >= sizes[path]:
            yield Fault("style_index", part, place, f"{key} {xf.get(key)} of {sizes[path]}")
    for alignment in children(xf, "alignment"):
        turned, indent, order = (number(alignment.get(key), 0) for key in ("textRotation", "indent", "readingOrder"))
        if (turned > 180 and turned != 255) or indent > 250 or order > 2:
            yield Fault("style_alignment", part, place, f"turned by {turned}, indented by {indent}, read in order {order}")


def _number_formats(part: str, root: etree._Element) -> Iterator[Fault]:
    formats = [(number(element.get("numFmtId"), 0), element.get("formatCode", "")) for element in children(root, "numFmts/numFmt")]
    for key, times in Counter(key for key, _ in formats).items():
        if times > 1:
            yield Fault("style_number_format", part, f"numFmt {key}", f"defined {times} times")
    for key, code in formats:
        if not 1 <= units(code) <= 255 or not _closed(code):
            yield Fault("style_number_format", part, f"numFmt {key}", repr(code))
    defined = {key for key, _ in formats}
    for xf in (*children(root, "cellStyleXfs/xf"), *children(root, "cellXfs/xf")):
        key = number(xf.get("numFmtId"), 0)
        if key >= _FIRST_DEFINED and key not in defined:
            yield Fault("style_number_format", part, f"numFmt {key}", "not defined")


def _closed(code: str) -> bool:
    """Say whether quotes and brackets are closed; a backslash, underscore or asterisk makes the next character mean itself."""
    within, taken = "", iter(code)
    for character in taken:
        if within:
            within = "" if character == within else within
        elif character in '"[':
            within = {'"': '"', "[": "]"}[character]
        elif character in "\\_*" and next(taken, "") == "":
            return False
    return not within


def _fills(part: str, root: etree._Element) -> Iterator[Fault]:
    for place, (fill, meant) in enumerate(zip(children(root, "fills/fill"), ("none", "gray125"), strict=False)):
        pattern = next((child.get("patternType", "none") for child in fill if local(child) == "patternFill"), "gradient")
        if pattern != meant:
            yield Fault("style_fills", part, f"fill {place}", f"{pattern}, where Excel has {meant}")


def _fonts(part: str, root: etree._Element) -> Iterator[Fault]:
    for place, font in enumerate(children(root, "fonts/font")):
        for child in font:
            value = child.get("val", "")
            if local(child) == "name" and not 1 <= units(value) <= 31:
                yield Fault("style_font", part, f"font {place}", repr(value))
            if local(child) == "sz" and not 1 <= decimal(value, 0) <= 409:
                yield Fault("style_font", part, f"font {place}", f"{value} points")


def _differential(book: Book, size: int) -> Iterator[Fault]:
    for name, root in book.package.roots.items():
        for element in root.iter("{*}cfRule", "{*}table", "{*}tableColumn", "{*}tableStyleElement", "{*}sortCondition", "{*}colorFilter"):
            for key, value in element.attrib.items():
                if str(key).lower().endswith("dxfid") and number(str(value), size) >= size:
                    yield Fault("style_differential", name, local(element), f"{key!s} {value!s} of {size}")
