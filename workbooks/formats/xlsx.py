"""Excel workbooks since 2007 (OOXML), all from the parts' XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from workbooks import limits
from workbooks.appearance.hidden import hidden_of
from workbooks.appearance.numberformats import disguising_texts, invisible_formats, obscuring_formats, shown_by_style
from workbooks.cells import MAX_COLUMN, MAX_ROW, Position, Sheet, Workbook
from workbooks.containers import archive
from workbooks.formats import Format
from workbooks.ooxml import workbook_part
from workbooks.ooxml.cellvalues import Meaning, cells
from workbooks.ooxml.conditional import disguising_areas, disguising_formats, within
from workbooks.ooxml.controls import check_boxes
from workbooks.ooxml.notes import comments
from workbooks.ooxml.sheetscan import looks, merged, spread, typed, written
from workbooks.ooxml.strings import shared_strings
from workbooks.refusal import Refused
from workbooks.xml import in_utf8

# What no answer stands in is not even inflated: pictures, fonts, macros, charts, themes, printer settings.
_UNREAD = ("xl/media/", "xl/theme/", "xl/drawings/", "xl/charts/", "xl/printerSettings/", "xl/embeddings/", "customXml/")


def read(data: bytes, name: str = "xlsx", *, with_looks: bool = True) -> Workbook:
    """Return the workbook of the package `data`, with looks of cells or without; Refused where it is broken or beyond the limits."""
    parts = {part: in_utf8(content) if part.endswith(".xml") else content for part, content in archive.read(data, _is_read).items()}
    book = workbook_part.read_book(parts)
    meaning = Meaning(
        strings=shared_strings(book.strings),
        shown=shown_by_style(book.styles),
        disguising=disguising_texts(book.styles),
        obscuring=obscuring_formats(book.styles),
        invisible=invisible_formats(book.styles),
        since_1904=book.since_1904,
    )
    area = limits.Area()
    formats = disguising_formats(book.styles)
    sheets = tuple(
        _with_conditions(_sheet(sheet, parts, meaning, area, with_looks=with_looks), parts[sheet.part], formats) for sheet in book.sheets
    )
    names = book.names
    properties, broken = workbook_part.custom_properties(parts), frozenset(names.broken)
    return Workbook(
        format=name,
        sheets=sheets,
        names=names.names,
        constants=names.constants,
        properties=properties,
        broken_names=broken,
        since_1904=book.since_1904,
    )


def _is_read(part: str) -> bool:
    # The older drawings say where check boxes lie.
    return part.endswith(".vml") or (part.endswith((".xml", ".rels")) and not part.startswith(_UNREAD))


def _sheet(sheet: workbook_part.OoxmlSheet, parts: Mapping[str, bytes], meaning: Meaning, area: limits.Area, *, with_looks: bool) -> Sheet:
    if sheet.part not in parts:
        raise Refused("file_broken")
    part = parts[sheet.part]
    found = cells(written(part), meaning)
    # A box that keeps its state in no cell says in the cell over which it lies whether it is ticked, unless something stands there.
    ticked = {box.at: box.ticked for box in check_boxes(sheet.part, parts) if box.at not in found.values}
    if filled := {**found.values, **ticked} if ticked else found.values:
        _look_at_extent(sheet.name, filled, area)
    return Sheet(
        name=sheet.name,
        visibility=sheet.visibility,
        cells=filled,
        comments=comments(sheet.part, parts),
        uncalculated=found.uncalculated,
        percent=found.percent,
        disguised=found.disguised,
        formulas=(found.formulas | spread(part, found.values)) - typed(part) if found.formulas else found.formulas,
        merged=merged(part),
        looks=looks(part) if with_looks else (),
        hidden=hidden_of(part),
        unseen=found.unseen,
    )


def _with_conditions(sheet: Sheet, part: bytes, formats: frozenset[str]) -> Sheet:
    """Return a sheet with what its conditional formats may show otherwise, too."""
    areas = disguising_areas(part, formats)
    return replace(sheet, disguised=sheet.disguised | within(areas, sheet.cells)) if areas else sheet


def _look_at_extent(sheet: str, filled: Mapping[Position, object], area: limits.Area) -> None:
    rows, columns = {row for row, _ in filled}, {column for _, column in filled}
    last = max(rows), max(columns)
    area.add(sheet, (min(rows), min(columns)), last)
    if last[0] > MAX_ROW or last[1] > MAX_COLUMN:
        raise Refused("file_broken")


FORMAT = Format(name="xlsx", claims=("xlsx",), extensions=(".xlsx", ".xltx"), read=read, read_without_looks=partial(read, with_looks=False))
