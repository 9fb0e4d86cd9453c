"""All tables and the codebook as sheets of one workbook, for people."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from domain.errors import ConfigurationError
from exports.answers import headings
from exports.codebook import codebook
from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, Gap, with_companions
from exports.export import Export, Out
from exports.neutral import looks_like_formula
from exports.sheet_rows import CELL, CellRows, Maker, fill, held, number, text
from exports.words import label_of
from languages.telling import phrased
from questionnaire.expressions.values import DAY_ZERO

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

# Source: Excel specifications and limits.
_ROWS, _COLUMNS, _SHEET_NAME = 1_048_576, 16_384, 31
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
    frame = io.BytesIO()
    with Workbook(frame, {"in_memory": True}) as book:
        book.set_properties({"title": dataset.study_id, "author": "Counterfoil", "created": dataset.as_of.replace(tzinfo=None)})
        book.set_calc_mode("auto")
        looks = _Looks(book)
        taken: set[str] = set()
        for table in tables:
            heads = headings(table.columns, language) if labels else [one.name for one in table.columns]
            widths = [_WIDTHS.get(one.kind, max(8, min(24, len(head) + 4))) for one, head in zip(table.columns, heads, strict=True)]
            _sheet(book, looks, _sheet_name(table.name.capitalize(), taken), heads, widths, table.count)
        header, explained = codebook(dataset)
        _sheet(book, looks, "Codebook", header, [24] * len(header), len(explained))
    pen = _Pen(looks, out)
    sheets = [CellRows(table.rows(), [_maker(pen, one, table, language if labels else None) for one in table.columns]) for table in tables]
    sheets.append(CellRows(explained, [lambda cell: pen.text(cell, "codebook")] * len(header)))
    with out.file(f"{dataset.study_id}-answers{'-labels' if labels else ''}.xlsx") as file:
        fill(frame, file, sheets)


EXPORT = Export(name="xlsx", says="An Excel workbook: a sheet for each table, and the codebook.", write=write)


class _Looks:
    """The formats of the cells. Each has a place in the book once a cell of it was written."""

    def __init__(self, book: Workbook) -> None:
        top = {"valign": "top"}
        self.plain: Format = book.add_format({**top, "text_wrap": True})
        # Excel's own mark keeps a text from being a formula when somebody edits the cell.
        self.quoted: Format = book.add_format({**top, "text_wrap": True, "quote_prefix": True})
        self.head: Format = book.add_format({**top, "text_wrap": True, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79"})
        self.day: Format = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        self.instant: Format = book.add_format({**top, "num_format": "yyyy-mm-dd hh:mm:ss"})


class _Pen:
    """Makes the cells, and tells what Excel cannot hold."""

    def __init__(self, looks: _Looks, out: Out) -> None:
        self.plain, self.day, self.instant = looks.plain.xf_index, looks.day.xf_index, looks.instant.xf_index
        self._quoted, self._out = looks.quoted.xf_index, out

    def text(self, said: str, where: str) -> str:
        """Return the cell of a text, which is never a formula."""
        if not said:
            return ""
        kept = held(said)
        if kept != said:
            self._out.warn(
                f"{where}: a text is longer than the {CELL} characters of an Excel cell and was shortened; the CSV has it whole."
            )
        return text(kept, self._quoted if looks_like_formula(kept) else self.plain)


def _maker(pen: _Pen, column: DataColumn, table: DataTable, language: str | None) -> Maker:
    """Return what makes the cells of a column; with a language, as people see them."""
    where = f"{table.name}, {column.name}"
    shown = {code.name: label_of(code.label, language) for code in column.codes} if language else {}
    # The same few codes and numbers of gaps stand in many cells.
    known = {code.name: pen.text(shown.get(code.name, code.name), where) for code in column.codes}
    gaps = {gap: _gap(pen, gap, place, where, language) for gap, place in column.missing.items()}

    def make(cell: Any) -> str:
        kind = type(cell)
        if kind is str:
            return known.get(cell) or pen.text(cell, where)
        if kind is Gap:
            return gaps[cell]
        if cell is None:
            return ""
        if isinstance(cell, date):
            return _moment(pen, cell, where)
        return number(cell, pen.plain)

    return make


def _gap(pen: _Pen, gap: Gap, place: int, where: str, language: str | None) -> str:
    if language is None:
        return number(place, pen.plain)
    # A blank says that nothing was answered better than words in every cell.
    return pen.text(label_of(gap.label, language), where) if gap.place else ""


def _moment(pen: _Pen, cell: date, where: str) -> str:
    if isinstance(cell, datetime):
        return number(_days(cell) + (cell.hour * 3600 + cell.minute * 60 + cell.second) / 86_400, pen.instant)
    return pen.text(cell.isoformat(), where) if cell < _FIRST_DAY else number(_days(cell), pen.day)


def _days(day: date) -> int:
    return day.toordinal() - DAY_ZERO


def _sheet(book: Workbook, looks: _Looks, name: str, header: Sequence[str], widths: Sequence[int], rows: int) -> None:
    """Make a sheet with its header. Its second row is no more than a specimen of each look; the rows come in its place."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for place, heading in enumerate(header):
        sheet.write_string(0, place, heading, looks.head)
    for place, look in enumerate((looks.plain, looks.quoted, looks.day, looks.instant)):
        sheet.write_blank(1, place, None, look)
    sheet.autofilter(0, 0, rows, len(header) - 1)


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
                phrased("faults.too_large_sheet", table=table.name, there=f"{there:,}", what=what, most=f"{limit:,}"),
                where="export xlsx",
                remedy=phrased("faults.no_xlsx_do"),
            )
