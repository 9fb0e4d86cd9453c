"""Excel workbooks from 97 to 2003 (BIFF8), and Excel 95 (BIFF5): texts by calamine, the rest from the records."""

from __future__ import annotations

from workbooks import limits
from workbooks.binary import biff, calamine
from workbooks.cells import CellValue, Position, Sheet, Visibility, Workbook
from workbooks.containers.cfb import CompoundFile
from workbooks.containers.propertyset import STREAM, custom_properties
from workbooks.formats import Format
from workbooks.refusal import Refused

_MACROS = "_VBA_PROJECT_CUR"  # The storage that holds a project of macros.


def read(data: bytes) -> Workbook:
    """Return the workbook of the compound file `data`; Refused where it is encrypted, broken or beyond the limits."""
    container = CompoundFile(data)
    stream = container.stream("Workbook") or container.stream("Book")
    if stream is None:
        raise Refused("file_broken")
    book = biff.read_book(stream)
    area = limits.Area()
    for sheet in book.sheets:
        area.add(sheet.name, sheet.first, sheet.last)
    records = {sheet.name: sheet for sheet in book.sheets}
    worksheets = calamine.worksheets(calamine.open_workbook(data), limits.Area())
    # calamine may take the stream of an embedded workbook: what it read must be the workbook whose records were read here.
    listed = tuple(worksheets)
    if book.modern and any(name not in records for name, _, _ in listed):
        raise Refused("file_broken")
    sheets = tuple(_sheet(*found, records.get(found[0], biff.SheetRecords(name=found[0]))) for found in listed)
    properties, names = custom_properties(container.stream(STREAM)), book.names
    macros = book.macros or _MACROS in container.names
    return Workbook(
        format="xls",
        sheets=sheets,
        names=names.names,
        constants=names.constants,
        properties=properties,
        broken_names=frozenset(names.broken),
        macros=macros,
        since_1904=book.since_1904,
    )


def _sheet(name: str, visibility: Visibility, cells: dict[Position, CellValue], records: biff.SheetRecords) -> Sheet:
    merged = dict(sorted((cells | records.cells).items()))
    return Sheet(
        name=name,
        visibility=visibility,
        cells=merged,
        comments=records.comments,
        uncalculated=frozenset(records.uncalculated),
        percent=frozenset(records.percent),
        disguised=frozenset(records.disguised),
        formulas=frozenset(records.formulas),
        merged=records.merged,
        hidden=records.hidden,
        unseen=frozenset(records.unseen & merged.keys()),
    )


FORMAT = Format(name="xls", claims=("xls",), extensions=(".xls", ".xlt"), read=read)
