"""What a sheet looks like: panes, columns, merged cells, page, protection. Source: ECMA-376 part 1, section 18.3.1; Excel's own limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from tests.lint.book import Book, Sheet, decimal, number
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children
from tests.lint.references import EVERYTHING, overlaps, readable
from workbooks.cells import from_a1

RULES: Rules = {
    "view_pane": "A divided window divides somewhere; its frozen rows and columns end before its top left cell; its active pane exists.",
    "view_selection": "A selection is in a pane that exists, once a pane, and its active cell is one of the selected.",
    "view_zoom": "A zoom is from 10 to 400 per cent.",
    "column_order": "Columns ascend, do not overlap, and lie within 16,384; the first is not after the last.",
    "column_width": "A column is at most 255 characters wide, and the margin of a cell.",
    "column_style": "A column names a cell format that exists.",
    "merge_overlap": "Merged areas do not overlap.",
    "merge_single": "A merged area has more than one cell.",
    "page_scale": "Pages are scaled by 10 to 400 per cent, or to at most 32,767 pages.",
    "page_margins": "Margins are from 0 to 49 inches.",
    "header_length": "A header or footer has at most 255 UTF-16 units.",
    "protection_hash": "A password is either four hexadecimal digits, or an algorithm with hash, salt and at most 10,000,000 turns.",
}


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the looks of each sheet."""
    for sheet, root in book.worksheets:
        for view in children(root, "sheetViews/sheetView"):
            yield from _view(sheet, view)
        yield from _columns(book, sheet, root)
        yield from _merges(sheet, root)
        yield from _page(sheet, root)
        for element in children(root, "sheetProtection"):
            yield from _protection(sheet.part, element, "password", "algorithmName hashValue saltValue spinCount")
    for element in children(book.root, "workbookProtection"):
        names = "workbookAlgorithmName workbookHashValue workbookSaltValue workbookSpinCount"
        yield from _protection(book.part, element, "workbookPassword", names)


def _view(sheet: Sheet, view: etree._Element) -> Iterator[Fault]:
    for key in ("zoomScale", "zoomScaleNormal", "zoomScaleSheetLayoutView", "zoomScalePageLayoutView"):
        # Zero stands for none of its own, but not in zoomScale.
        if not (10 <= number(view.get(key), 100) <= 400 or (view.get(key) == "0" and key != "zoomScale")):
            yield Fault("view_zoom", sheet.part, key, str(view.get(key)))
    panes = {"topLeft"}
    for pane in children(view, "pane"):
        right, below = decimal(pane.get("xSplit"), 0) > 0, decimal(pane.get("ySplit"), 0) > 0
        panes |= ({"topRight"} if right else set()) | ({"bottomLeft"} if below else set()) | ({"bottomRight"} if right and below else set())
        if not (right or below) or pane.get("activePane", "topLeft") not in panes or not _beyond(pane):
            yield Fault("view_pane", sheet.part, "pane", _told(pane))
    selections = list(children(view, "selection"))
    used = [selection.get("pane", "topLeft") for selection in selections]
    if len(set(used)) != len(used) or not set(used) <= panes:
        yield Fault("view_selection", sheet.part, "selection", f"in {used}, of {sorted(panes)}")
    for selection in selections:
        selected = readable(selection.get("sqref", "A1"))
        cell = readable(selection.get("activeCell", "A1"))
        if cell and selected and not any(one.holds(cell[0].top, cell[0].left) for one in selected):
            yield Fault("view_selection", sheet.part, "activeCell", f"{selection.get('activeCell')} is not in {selection.get('sqref')}")


def _beyond(pane: etree._Element) -> bool:
    if pane.get("state") not in {"frozen", "frozenSplit"} or pane.get("topLeftCell") is None:
        return True
    try:
        row, column = from_a1(pane.get("topLeftCell", ""))
    except ValueError:
        return True
    return row > decimal(pane.get("ySplit"), 0) and column > decimal(pane.get("xSplit"), 0)


def _columns(book: Book, sheet: Sheet, root: etree._Element) -> Iterator[Fault]:
    last = 0
    for column in children(root, "cols/col"):
        first, end = number(column.get("min"), 0), number(column.get("max"), 0)
        if not last < first <= end <= EVERYTHING.right:
            yield Fault("column_order", sheet.part, f"col {first} to {end}", f"after column {last}")
        if decimal(column.get("width"), 0) >= 256:
            yield Fault("column_width", sheet.part, f"col {first}", str(column.get("width")))
        if number(column.get("style"), 0) >= book.formats:
            yield Fault("column_style", sheet.part, f"col {first}", f"format {column.get('style')} of {book.formats}")
        last = end


def _merges(sheet: Sheet, root: etree._Element) -> Iterator[Fault]:
    merged = [area for merge in children(root, "mergeCells/mergeCell") for area in readable(merge.get("ref"))]
    for area in merged:
        if (area.top, area.left) == (area.bottom, area.right):
            yield Fault("merge_single", sheet.part, str(area), "one cell")
    for first, second in overlaps(merged):
        yield Fault("merge_overlap", sheet.part, str(second), f"overlaps {first}")


def _page(sheet: Sheet, root: etree._Element) -> Iterator[Fault]:
    for setup in children(root, "pageSetup"):
        pages = max(number(setup.get("fitToWidth"), 1), number(setup.get("fitToHeight"), 1))
        if not 10 <= number(setup.get("scale"), 100) <= 400 or pages > 32767:
            yield Fault("page_scale", sheet.part, "pageSetup", _told(setup))
    for margins in children(root, "pageMargins"):
        for key, value in margins.attrib.items():
            if not 0 <= decimal(str(value), 0) < 49:
                yield Fault("page_margins", sheet.part, str(key), str(value))
    for text in children(root, "headerFooter/*"):
        if units(text.text or "") > 255:
            yield Fault("header_length", sheet.part, "headerFooter", f"{units(text.text or '')} units")


def _protection(part: str, element: etree._Element, password: str, names: str) -> Iterator[Fault]:
    hashed = [element.get(name) for name in names.split()]
    whole = all(value is not None for value in hashed) and number(hashed[3], 10**9) <= 10_000_000
    if any(value is not None for value in hashed) and not whole:
        yield Fault("protection_hash", part, "protection", _told(element))
    if element.get(password) is not None and not re.fullmatch(r"[0-9A-Fa-f]{4}", element.get(password, "")):
        yield Fault("protection_hash", part, password, element.get(password, ""))


def _told(element: etree._Element) -> str:
    return " ".join(f"{key!s}={value!s}" for key, value in element.attrib.items())
