"""Excel workbooks since 2007 (OOXML): values by calamine, the rest from the parts' XML."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks import archive, calamine, limits, ooxml, sheetscan
from workbooks.cells import CellValue, Position, Sheet, Visibility, Workbook
from workbooks.formats import Format
from workbooks.package import stored
from workbooks.sheetscan import Scan

# What no answer stands in is not even inflated: pictures, fonts, macros, charts, themes, printer settings.
_UNREAD = ("xl/media/", "xl/theme/", "xl/drawings/", "xl/charts/", "xl/printerSettings/", "xl/embeddings/", "customXml/")


def read(data: bytes, name: str = "xlsx") -> Workbook:
    """Return the workbook of the package `data`; Refused where it is broken or beyond the limits."""
    parts = archive.read(data, _is_read)
    root = ooxml.workbook_root(parts)
    listed = ooxml.sheet_parts(root, parts)
    area = limits.Area()
    scans = {sheet.name: _scanned(sheet, parts) for sheet in listed}
    comments = {sheet.name: ooxml.comments(sheet, parts) for sheet in listed}
    # calamine gets a package that was written here: headers, sizes and duplicates of the original never reach it.
    opened = calamine.open_workbook(stored({part: content for part, content in parts.items() if not part.startswith("docProps/")}))
    sheets = tuple(_sheet(*found, scans.get(found[0]), comments.get(found[0], {})) for found in calamine.worksheets(opened, area))
    limits.check_filled(sheets)
    names = ooxml.defined_names(root, {sheet.name for sheet in listed})
    return Workbook(name, sheets, names.names, names.constants, ooxml.custom_properties(parts), frozenset(names.broken))


def _is_read(part: str) -> bool:
    return part.endswith((".xml", ".rels")) and not part.startswith(_UNREAD)


def _scanned(sheet: ooxml.SheetPart, parts: Mapping[str, bytes]) -> Scan | None:
    found = sheetscan.scan(parts.get(sheet.part, b""))
    if found is not None:
        # Each sheet by itself: calamine's own rectangles are added up when they are known.
        limits.Area().add(sheet.name, found.first, found.last)
    return found


def _sheet(
    name: str,
    visibility: Visibility,
    cells: dict[Position, CellValue],
    scan: Scan | None,
    comments: Mapping[Position, str],
) -> Sheet:
    if scan is None:
        return Sheet(name, visibility, cells, comments)
    return Sheet(name, visibility, dict(sorted((cells | scan.errors).items())) if scan.errors else cells, comments, scan.uncalculated)


FORMAT = Format("xlsx", ("xlsx",), (".xlsx", ".xltx"), read)
