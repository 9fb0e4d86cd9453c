"""OpenDocument spreadsheets, as LibreOffice and others save them: all from the parts' XML, which says the type of every value."""

from __future__ import annotations

from lxml import etree

from workbooks import archive, limits, odf
from workbooks.cells import CellValue, Position, Sheet, Visibility, Workbook
from workbooks.formats import Format
from workbooks.names import NameTable
from workbooks.refusal import Refused
from workbooks.xml import attribute, each, parse, parse_secondary

_PARTS = {"content.xml", "meta.xml", "META-INF/manifest.xml"}


def read(data: bytes) -> Workbook:
    """Return the workbook of the package `data`; Refused where it is encrypted, broken or beyond the limits."""
    parts = archive.read(data, _PARTS.__contains__)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("file_encrypted")
    if "content.xml" not in parts:
        raise Refused("file_broken")
    root = parse(parts["content.xml"])
    hidden = frozenset(_hidden_styles(root))
    sheets = tuple(_sheet(table, hidden) for table in each(root, "table") if attribute(table, "name") is not None)
    limits.check_filled(sheets)
    names = _names(root, {sheet.name for sheet in sheets})
    return Workbook("ods", sheets, names.names, names.constants, _properties(parts.get("meta.xml")), frozenset(names.broken))


def _sheet(table: etree._Element, hidden: frozenset[str]) -> Sheet:
    cells: dict[Position, CellValue] = {}
    comments: dict[Position, str] = {}
    uncalculated: set[Position] = set()
    for position, cell in odf.filled(table):
        value, comment = odf.value(cell), odf.comment(cell)
        if value is not None:
            cells[position] = value
        if comment is not None:
            comments[position] = comment
        if odf.is_uncalculated(cell):
            uncalculated.add(position)
    visibility = Visibility.HIDDEN if attribute(table, "style-name") in hidden else Visibility.VISIBLE
    return Sheet(attribute(table, "name") or "", visibility, cells, comments, frozenset(uncalculated))


def _hidden_styles(root: etree._Element) -> list[str]:
    return [
        attribute(style, "name") or ""
        for style in each(root, "style")
        if any(attribute(properties, "display") == "false" for properties in each(style, "table-properties"))
    ]


def _names(root: etree._Element, sheets: set[str]) -> NameTable:
    table = NameTable()
    # The names of the whole workbook stand after the sheets, and go before those of a single sheet.
    for group in reversed(list(each(root, "named-expressions"))):
        for element in group:
            said = attribute(element, "cell-range-address") or attribute(element, "expression") or ""
            table.add(attribute(element, "name") or "", said, sheets)
    return table


def _properties(meta: bytes | None) -> dict[str, str]:
    return {attribute(one, "name") or "": "".join(map(str, one.itertext())) for one in each(parse_secondary(meta), "user-defined")}


FORMAT = Format("ods", ("ods",), (".ods", ".ots"), read)
