"""Excel workbooks from 97 to 2003 (BIFF8), and Excel 95 (BIFF5): values by calamine, the rest from the records."""

from __future__ import annotations

from workbooks import biff, calamine, limits
from workbooks.cells import CellValue, Position, Sheet, Visibility, Workbook
from workbooks.cfb import CompoundFile
from workbooks.formats import Format
from workbooks.propertyset import STREAM, custom_properties
from workbooks.refusal import Refused


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
    sheets = tuple(_sheet(name, visibility, cells, records.get(name)) for name, visibility, cells in worksheets)
    # calamine may take the stream of an embedded workbook: what it read must be the workbook whose records were read here.
    if book.modern and any(sheet.name not in records for sheet in sheets):
        raise Refused("file_broken")
    limits.check_filled(sheets)
    properties = custom_properties(container.stream(STREAM))
    return Workbook("xls", sheets, book.names.names, book.names.constants, properties, frozenset(book.names.broken))


def _sheet(name: str, visibility: Visibility, cells: dict[Position, CellValue], records: biff.SheetRecords | None) -> Sheet:
    errors = records.errors if records else {}
    return Sheet(name, visibility, dict(sorted((cells | errors).items())) if errors else cells)


FORMAT = Format("xls", ("xls",), (".xls", ".xlt"), read)
