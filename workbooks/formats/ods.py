"""OpenDocument spreadsheets, as LibreOffice and others save them: all from the parts' XML, which says the type of every value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml import etree

from workbooks import limits
from workbooks.cells import CellValue, Position, Sheet, Visibility, Workbook
from workbooks.containers import archive
from workbooks.formats import Format
from workbooks.names import NameTable
from workbooks.ooxml.conditional import limited, within
from workbooks.opendocument import cellvalues
from workbooks.opendocument.hidden import hidden_of, thin_styles
from workbooks.opendocument.styles import SeenStyles, StylesInUse, seen_styles
from workbooks.refusal import Refused
from workbooks.xml import attribute, each, own, parse, parse_secondary

_LIBRARIES = ("script-lc.xml", "script-lb.xml")
_PARTS = {"content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"}


def read(data: bytes) -> Workbook:
    """Return the workbook of the package `data`; Refused where it is encrypted, broken or beyond the limits."""
    parts = archive.read(data, _PARTS.__contains__)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("file_encrypted")
    if "content.xml" not in parts:
        raise Refused("file_broken")
    root = parse(parts["content.xml"])
    common = parse_secondary(parts.get("styles.xml"))
    hidden, percent = frozenset(_hidden_styles(root)), frozenset(_percent_styles(root, common))
    seen, thin = seen_styles((root, common)), thin_styles((root, common))
    sheets = tuple(
        replace(_sheet(table, hidden, percent, seen), hidden=hidden_of(table, thin))
        for table in _tables(root)
        if attribute(table, "name") is not None
    )
    names = _names(root, {sheet.name for sheet in sheets})
    properties = _properties(parts.get("meta.xml"))
    return Workbook(
        format="ods",
        sheets=sheets,
        names=names.names,
        constants=names.constants,
        properties=properties,
        broken_names=frozenset(names.broken),
        macros=_has_macros(data),
    )


def _tables(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the tables that are sheets: no others that stand within them, or in what belongs to another program."""
    for body in own(root, "body"):
        for spreadsheet in own(body, "spreadsheet"):
            yield from spreadsheet.iterchildren("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table")


def _sheet(table: etree._Element, hidden: frozenset[str], percent_styles: frozenset[str], seen: SeenStyles) -> Sheet:
    cells: dict[Position, CellValue] = {}
    comments: dict[Position, str] = {}
    uncalculated: set[Position] = set()
    percent: set[Position] = set()
    disguised: set[Position] = set()
    formulas: set[Position] = set()
    unseen: set[Position] = set()
    merged: dict[Position, Position] = {}
    styles = StylesInUse(table)
    for position, cell in cellvalues.filled(table):
        value, comment = cellvalues.value(cell, seen.spans), cellvalues.comment(cell)
        if value is not None:
            cells[position] = value
        if comment is not None:
            comments[position] = comment
        if cellvalues.is_uncalculated(cell):
            uncalculated.add(position)
        formulas.update(islice(cellvalues.calculated(cell, position), limits.FILLED - len(formulas)))
        if shares := cellvalues.is_percent(cell, percent_styles):
            percent.add(position)
        style = styles.of(cell, position[1])
        if value is not None and seen.shows_otherwise(value, cell, style, shares=shares):
            disguised.add(position)
        if value is not None and style in seen.invisible:
            unseen.add(position)
        if (last := cellvalues.merged_to(cell, position)) != position and len(merged) < limits.MERGED:
            merged[position] = last
    visibility = Visibility.HIDDEN if attribute(table, "style-name") in hidden else Visibility.VISIBLE
    return Sheet(
        name=attribute(table, "name") or "",
        visibility=visibility,
        cells=cells,
        comments=comments,
        uncalculated=frozenset(uncalculated),
        percent=frozenset(percent),
        disguised=frozenset(disguised) | within(limited(styles.ruled(seen.all)), cells),
        formulas=frozenset(formulas & (cells.keys() | uncalculated)),
        merged=merged,
        unseen=frozenset(unseen),
    )


def _has_macros(data: bytes) -> bool:
    # The list of libraries is there even where no library has a module.
    names = (member.name for member in archive.members(data))
    return any(name.startswith(("Basic/", "Scripts/")) and not name.endswith(_LIBRARIES) for name in names)


def _hidden_styles(root: etree._Element) -> list[str]:
    return [
        attribute(style, "name") or ""
        for style in each(root, "style")
        if any(attribute(properties, "display") == "false" for properties in each(style, "table-properties"))
    ]


def _percent_styles(root: etree._Element, common: etree._Element | None) -> list[str]:
    # Gnumeric keeps the formats among the common styles.
    formats = {attribute(one, "name") or "" for each_root in (root, common) for one in each(each_root, "percentage-style")}
    return [attribute(style, "name") or "" for style in each(root, "style") if attribute(style, "data-style-name") in formats]


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


FORMAT = Format(name="ods", claims=("ods",), extensions=(".ods", ".ots"), read=read)
