"""Tables as sheets of a workbook: a frozen header with filters, widths that fit, dates as dates, text that stays text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.properties import PageSetupProperties

from exports.neutral import looks_like_formula
from exports.sheet_rows import CellRows, Maker, fill, held, number, text

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

CellContent = None | str | int | float | bool | date | datetime | time
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F4E79")
_TOP = Alignment(vertical="top", wrap_text=True)
_NARROWEST, _WIDEST = 8, 48
_SIGN = "\N{REPLACEMENT CHARACTER}"
# openpyxl gives a format to a date that has none, and so to every other cell of its look.
_SHOWN: Mapping[type, str] = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "h:mm:ss"}


class RowsToWrite(Protocol):
    """The rows of a sheet, which may be made anew each time that they are gone over."""

    def __iter__(self) -> Iterator[Sequence[CellContent]]:
        """Yield them."""

    def __len__(self) -> int:
        """Return how many they are."""


def workbook_of(sheets: Iterable[tuple[str, Sequence[str], RowsToWrite]], *, title: str, right_to_left: bool = False) -> bytes:
    """Return an XLSX file with one sheet for each (name, header, rows); aware times are written as local ones: Excel knows no zone.

    The rows are gone over twice, and none is kept.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = title
    workbook.properties.creator = "Counterfoil"
    filled = []
    for name, header, rows in sheets:
        sheet = workbook.create_sheet(name)
        sheet.sheet_view.rightToLeft = right_to_left or None
        _set_up(sheet, header, rows)
        filled.append(CellRows(rows, [_made(_looks(sheet, header))] * len(header)))
    frame, buffer = io.BytesIO(), io.BytesIO()
    workbook.save(frame)
    fill(frame, buffer, filled)
    return buffer.getvalue()


def _set_up(sheet: Worksheet, header: Sequence[str], rows: RowsToWrite) -> None:
    """Say all that stands in the file before the rows."""
    longest = [0] * len(header)
    for row in rows:
        longest = [max(most, _length(value)) for most, value in zip(longest, row, strict=True)]
    for column, (heading, most) in enumerate(zip(header, longest, strict=True), 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, max(_NARROWEST, len(heading) + 4, most + 2))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


@dataclass(frozen=True, slots=True)
class _Looks:
    """The places of the formats of cells in the book; `days` by the type of the value."""

    plain: int
    quoted: int
    days: Mapping[type, int]


def _looks(sheet: Worksheet, header: Sequence[str]) -> _Looks:
    """Write the header, and a second row that is no more than a specimen of each look: the rows come in its place."""
    head = _specimen(sheet)
    head.font, head.fill = _HEADER_FONT, _HEADER_FILL
    cells = []
    for heading in header:
        cell = WriteOnlyCell(sheet)
        cell._style = head._style  # type: ignore[attr-defined]  # Shared, and not changed any more.
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub(_SIGN, heading), "s"
        cells.append(cell)
    plain, quoted = _specimen(sheet), _specimen(sheet)
    # Excel's own mark keeps a text from being a formula when somebody edits the cell.
    quoted.quotePrefix = True
    days = {kind: _specimen(sheet, shown) for kind, shown in _SHOWN.items()}
    sheet.append(cells)
    sheet.append([plain, quoted, *days.values()])
    return _Looks(plain.style_id, quoted.style_id, {kind: cell.style_id for kind, cell in days.items()})


def _specimen(sheet: Worksheet, number_format: str = "General") -> Cell:
    cell: Cell = WriteOnlyCell(sheet, "")
    cell.alignment, cell.number_format = _TOP, number_format
    return cell


def _made(looks: _Looks) -> Maker:
    """Return what makes the cells; a text is never a formula."""

    def make(value: CellContent) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            # Control characters cannot stand in XML; the text shows that something was there.
            return text(held(ILLEGAL_CHARACTERS_RE.sub(_SIGN, value)), looks.quoted if looks_like_formula(value) else looks.plain)
        if isinstance(value, bool):
            return f' s="{looks.plain}" t="b"><v>{value:d}</v></c>'
        if isinstance(value, datetime):
            value = value.replace(tzinfo=None, microsecond=0)
        if isinstance(value, date | time):
            return number(to_excel(value), looks.days[type(value)])  # type: ignore[no-untyped-call]
        return number(value, looks.plain)

    return make


def _length(value: CellContent) -> int:
    """Return how many characters a cell shows."""
    if isinstance(value, datetime):
        return len("2012-04-30 10:00")
    return 0 if value is None else max(len(line) for line in str(value).split("\n"))
