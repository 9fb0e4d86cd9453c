"""Tables as sheets of a workbook: a frozen header with filters, widths that fit, dates as dates, text that stays text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from digests.neutral import write_text

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

CellContent = None | str | int | float | bool | date | datetime | time
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F4E79")
_TOP = Alignment(vertical="top", wrap_text=True)
_NARROWEST, _WIDEST = 8, 48


def workbook_of(sheets: Iterable[tuple[str, Sequence[str], Sequence[Sequence[CellContent]]]], *, title: str) -> bytes:
    """Return an XLSX file with one sheet for each (name, header, rows); aware times are written as local ones: Excel knows no zone."""
    workbook = Workbook()
    workbook.properties.title = title
    workbook.properties.creator = "Counterfoil"
    del workbook["Sheet"]
    for name, header, rows in sheets:
        _fill(workbook.create_sheet(name), header, rows)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _fill(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[CellContent]]) -> None:
    for number, row in enumerate([header, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell: Cell = sheet.cell(number, column)  # type: ignore[assignment]  # A new sheet has no merged cells.
            _write(cell, value)
            cell.alignment = _TOP
            if number == 1:
                cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
    for column, heading in enumerate(header, start=1):
        longest = max((_length(row[column - 1]) for row in rows), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, max(_NARROWEST, len(heading) + 4, longest + 2))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _length(value: CellContent) -> int:
    """Return how many characters a cell shows."""
    if isinstance(value, datetime):
        return len("2012-04-30 10:00")
    return 0 if value is None else max(len(line) for line in str(value).split("\n"))


def _write(cell: Cell, value: CellContent) -> None:
    if isinstance(value, str):
        write_text(cell, value)
    elif isinstance(value, datetime):
        cell.value, cell.number_format = value.replace(tzinfo=None, microsecond=0), "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    else:
        cell.value = value
