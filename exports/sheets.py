"""Tables as sheets of a workbook: a frozen header with filters, widths that fit, dates as dates, text that stays text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from exports.neutral import looks_like_formula

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

CellContent = None | str | int | float | bool | date | datetime | time
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F4E79")
_TOP = Alignment(vertical="top", wrap_text=True)
_NARROWEST, _WIDEST = 8, 48
# openpyxl gives a format to a date that has none, and so to every other cell of its look.
_SHOWN: Mapping[type, str] = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "h:mm:ss"}


def workbook_of(
    sheets: Iterable[tuple[str, Sequence[str], Sequence[Sequence[CellContent]]]], *, title: str, right_to_left: bool = False
) -> bytes:
    """Return an XLSX file with one sheet for each (name, header, rows); aware times are written as local ones: Excel knows no zone."""
    workbook = Workbook(write_only=True)
    workbook.properties.title = title
    workbook.properties.creator = "Counterfoil"
    for name, header, rows in sheets:
        sheet = workbook.create_sheet(name)
        sheet.sheet_view.rightToLeft = right_to_left or None
        _set_up(sheet, header, rows)
        _fill(sheet, header, rows)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _set_up(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[CellContent]]) -> None:
    """Say all that stands in the file before the rows."""
    for column, heading in enumerate(header):
        longest = max((_length(row[column]) for row in rows), default=0)
        width = min(_WIDEST, max(_NARROWEST, len(heading) + 4, longest + 2))
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _fill(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[CellContent]]) -> None:
    pen = _Pen(sheet)
    sheet.append([pen.head(heading) for heading in header])
    for row in rows:
        sheet.append([pen.write(value) for value in row])


class _Pen:
    """Makes the cells of a sheet. Each look is made once, since making it costs more than writing the cell."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._plain, self._quoted, self._head = self._look(), self._look(), self._look()
        self._days = {kind: self._look(shown) for kind, shown in _SHOWN.items()}
        # Excel's own mark keeps a text from being a formula when somebody edits the cell.
        self._quoted.quotePrefix = True
        self._head.font, self._head.fill = _HEADER_FONT, _HEADER_FILL

    def head(self, text: str) -> Cell:
        """Return the cell of a heading."""
        return self._text(text, self._head)

    def write(self, value: CellContent) -> Cell | None:
        """Return the cell of a value; a text is never a formula."""
        if value is None:
            return None
        if isinstance(value, str):
            return self._text(value, self._quoted if looks_like_formula(value) else self._plain)
        if isinstance(value, datetime):
            value = value.replace(tzinfo=None, microsecond=0)
        return self._like(self._days.get(type(value), self._plain), value)

    def _text(self, text: str, look: Cell) -> Cell:
        # Control characters cannot stand in XML; the text shows that something was there.
        cell = self._like(look, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))
        cell.data_type = "s"
        return cell

    def _look(self, number_format: str = "General") -> Cell:
        cell: Cell = WriteOnlyCell(self._sheet)
        cell.alignment, cell.number_format = _TOP, number_format
        return cell

    def _like(self, look: Cell, value: CellContent) -> Cell:
        cell: Cell = WriteOnlyCell(self._sheet)
        cell._style = look._style  # type: ignore[attr-defined]  # Shared, and not changed any more.
        cell.value = value
        return cell


def _length(value: CellContent) -> int:
    """Return how many characters a cell shows."""
    if isinstance(value, datetime):
        return len("2012-04-30 10:00")
    return 0 if value is None else max(len(line) for line in str(value).split("\n"))
