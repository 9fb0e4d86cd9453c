"""All tables and the codebook as sheets of one workbook, for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from domain.errors import ConfigurationError
from exports.answers import headings, label_of
from exports.codebook import codebook
from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, Gap, with_companions
from exports.export import Export, Out
from exports.neutral import looks_like_formula

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# Source: Excel specifications and limits.
_ROWS, _COLUMNS, _CELL, _SHEET_NAME = 1_048_576, 16_384, 32_767, 31
_FIRST_DAY = date(1900, 3, 1)  # Before it, Excel counts a day that never was.
_WIDTHS = {ColumnKind.TEXT: 24, ColumnKind.DATE: 12, ColumnKind.INSTANT: 18}


def write(dataset: Dataset, out: Out, *, labels: bool, language: str) -> None:
    """Write one workbook with a sheet for each table and the codebook.

    Dates are dates, instants are in UTC, numbers are numbers, and no text is a formula. The file is the same whenever it is made.
    """
    from xlsxwriter.workbook import Workbook  # noqa: PLC0415 - no other command needs it

    tables = dataset.tables if labels else tuple(with_companions(table) for table in dataset.tables)
    for table in tables:
        _refuse(table)
    with out.file(f"{dataset.study_id}-answers{'-labels' if labels else ''}.xlsx") as file:
        book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"title": dataset.study_id, "author": "Counterfoil", "created": dataset.as_of.replace(tzinfo=None)})
        book.set_calc_mode("auto")
        pen = _Pen(book, out)
        taken: set[str] = set()
        for table in tables:
            heads = headings(table.columns, language) if labels else [one.name for one in table.columns]
            makers = [_maker(pen, column, f"{table.name}, {column.name}", language if labels else None) for column in table.columns]
            widths = [_WIDTHS.get(one.kind, max(8, min(24, len(head) + 4))) for one, head in zip(table.columns, heads, strict=True)]
            _sheet(pen, _sheet_name(table.name.capitalize(), taken), heads, table.rows(), makers, widths)
        header, rows = codebook(dataset)
        makers = [lambda sheet, row, place, cell: pen.text(sheet, row, place, cell, "codebook")] * len(header)
        _sheet(pen, "Codebook", header, rows, makers, [24] * len(header))
        book.close()


EXPORT = Export(name="xlsx", says="An Excel workbook: a sheet for each table, and the codebook.", write=write)

_Maker = Callable[["Worksheet", int, int, Any], None]


class _Pen:
    """Writes the cells, and tells what Excel cannot hold."""

    def __init__(self, book: Workbook, out: Out) -> None:
        self.book, self._out = book, out
        top = {"valign": "top"}
        self.plain: Format = book.add_format({**top, "text_wrap": True})
        # Excel's own mark keeps a text from being a formula when somebody edits the cell.
        self._quoted: Format = book.add_format({**top, "text_wrap": True, "quote_prefix": True})
        self.head: Format = book.add_format({**top, "text_wrap": True, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79"})
        self.day: Format = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        self.instant: Format = book.add_format({**top, "num_format": "yyyy-mm-dd hh:mm:ss"})

    def text(self, sheet: Worksheet, row: int, place: int, text: str, where: str) -> None:
        """Write a text, which is never a formula."""
        if not text:
            return
        if len(text.encode("utf-16-le")) // 2 > _CELL:
            self._out.warn(
                f"{where}: a text is longer than the {_CELL} characters of an Excel cell and was shortened; the CSV has it whole."
            )
            text = text.encode("utf-16-le")[: 2 * (_CELL - 1)].decode("utf-16-le", "ignore") + "…"
        sheet.write_string(row, place, text, self._quoted if looks_like_formula(text) else self.plain)


def _maker(pen: _Pen, column: DataColumn, where: str, language: str | None) -> _Maker:
    """Return what writes the cells of a column; with a language, as people see them."""
    shown = {code.name: label_of(code.label, language) for code in column.codes} if language else {}
    numbers = column.missing

    def write_cell(sheet: Worksheet, row: int, place: int, cell: Any) -> None:
        if type(cell) is str:
            pen.text(sheet, row, place, shown.get(cell, cell), where)
        elif cell is None:
            return
        elif isinstance(cell, Gap):
            if language is None:
                sheet.write_number(row, place, numbers[cell], pen.plain)
            elif cell.place:
                pen.text(sheet, row, place, cell.label, where)
        elif isinstance(cell, datetime):
            sheet.write_datetime(row, place, cell.replace(tzinfo=None), pen.instant)
        elif isinstance(cell, date):
            if cell < _FIRST_DAY:
                pen.text(sheet, row, place, cell.isoformat(), where)
            else:
                sheet.write_datetime(row, place, cell, pen.day)
        else:
            sheet.write_number(row, place, cell, pen.plain)

    return write_cell


def _sheet(
    pen: _Pen, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], makers: Sequence[_Maker], widths: Sequence[int]
) -> None:
    sheet = pen.book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for place, text in enumerate(header):
        sheet.write_string(0, place, text, pen.head)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            makers[place](sheet, last, place, cell)
    sheet.autofilter(0, 0, last, len(header) - 1)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel takes, and no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\']", "_", wanted)[:_SHEET_NAME]
    name, count = plain, 1
    while name.lower() in taken or name.lower() in {"history", "codebook"}:
        count += 1
        name = f"{plain[: _SHEET_NAME - len(str(count)) - 1]}_{count}"
    taken.add(name.lower())
    return name


def _refuse(table: DataTable) -> None:
    for what, there, limit in (("rows", table.count + 1, _ROWS), ("columns", len(table.columns), _COLUMNS)):
        if there > limit:
            raise ConfigurationError(
                f"The table {table.name} has {there:,} {what}, and a sheet of Excel holds {limit:,}.",
                where="export xlsx",
                remedy="Export csv, sav, dta or parquet instead.",
            )
