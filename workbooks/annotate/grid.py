"""The cells of a worksheet part: found, or put where the schema wants them.

Source: ECMA-376 part 1, sections 18.3.1.4 (c), 18.3.1.73 (row), 18.3.1.13 (col), 18.3.1.55 (mergeCell).
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta

from lxml import etree

from workbooks.annotate.markup import append, child, children, element, number, says_yes
from workbooks.annotate.values import Unpatchable
from workbooks.cells import CellError, CellValue, Position, a1, from_a1
from workbooks.xml import each

_MERGED = 200  # Cells of a merged range that are framed: nobody sees the end of a larger one.
_COLUMN_PIXELS, _ROW_PIXELS = 64, 20  # What Excel shows where a sheet says nothing (Calibri 11).


class Grid:
    """The cells of one sheet. Rows are looked up once, so that many marks of a large sheet cost one pass over it."""

    def __init__(self, sheet: etree._Element) -> None:
        data = child(sheet, "sheetData")
        if data is None:
            raise Unpatchable("sheet_missing")
        self._sheet = sheet
        self._data = data
        self._rows = _numbered_rows(data)
        listed = [*each(child(sheet, "cols"), "col")]
        self._columns = [(number(one.get("min")), number(one.get("max")), one) for one in listed]
        self._merged = [_corners(merged.get("ref", "")) for merged in each(child(sheet, "mergeCells"), "mergeCell")]

    def seen_as_one(self, position: Position) -> list[Position]:
        """Return the cells that are seen as one with a cell: those of its merged range, its first one first, or only itself."""
        row, column = position
        for (top, left), (bottom, right) in self._merged:
            if top <= row <= bottom and left <= column <= right:
                cells = [(row, column) for row in range(top, min(bottom, top + _MERGED) + 1) for column in range(left, right + 1)]
                return cells[:_MERGED]
        return [position]

    def style(self, position: Position) -> int:
        """Return the index of the format in which a cell is seen: its own, or else its row's, or else its column's."""
        row = self._rows.get(position[0])
        found = next((cell for cell in _cells(row, position[0]) if cell.get("r") == a1(*position)), None)
        if found is not None:
            return number(found.get("s"))
        if row is not None and says_yes(row.get("customFormat")):
            return number(row.get("s"))
        column = self._column(position[1])
        return number(column.get("style")) if column is not None else 0

    def set_style(self, position: Position, style: int) -> None:
        """Give a cell the format `style`; a cell that is not there yet is put in, blank."""
        self._cell(position).set("s", str(style))

    def set_value(self, position: Position, value: CellValue) -> None:
        """Put a value into a cell, which keeps its format; a date as the day that spreadsheet programs count (from 1900)."""
        cell = self._emptied(position)
        match value:
            case str():
                cell.set("t", "inlineStr")
                append(append(cell, "is"), "t", text=value)
            case bool():
                cell.set("t", "b")
                append(cell, "v", text=str(int(value)))
            case CellError(code):
                cell.set("t", "e")
                append(cell, "v", text=code)
            case int() | float():
                append(cell, "v", text=repr(value))
            case _:
                append(cell, "v", text=repr(_serial(value)))

    def mark(self, position: Position, name: str, text: str) -> None:
        """Empty a cell, which keeps its format, and give it an attribute as its last."""
        cell = self._emptied(position)
        cell.text = None
        cell.set(name, text)

    def _emptied(self, position: Position) -> etree._Element:
        cell = self._cell(position)
        for old in list(cell):
            cell.remove(old)
        cell.attrib.pop("t", "")
        return cell

    def column_pixels(self, column: int) -> int:
        """Return about how wide a column is shown: a hidden one is 0."""
        found = self._column(column)
        if found is not None and says_yes(found.get("hidden")):
            return 0
        default = child(self._sheet, "sheetFormatPr")
        width = (found.get("width") if found is not None else None) or (default.get("defaultColWidth") if default is not None else None)
        return round(_decimal(width, _COLUMN_PIXELS / 7) * 7)

    def row_pixels(self, row: int) -> int:
        """Return about how high a row is shown: a hidden one is 0."""
        found = self._rows.get(row)
        if found is not None and says_yes(found.get("hidden")):
            return 0
        default = child(self._sheet, "sheetFormatPr")
        height = (found.get("ht") if found is not None else None) or (default.get("defaultRowHeight") if default is not None else None)
        return round(_decimal(height, _ROW_PIXELS * 0.75) / 0.75)

    def _cell(self, position: Position) -> etree._Element:
        row = self._row(position[0])
        following = None
        for cell in _cells(row, position[0]):
            column = from_a1(cell.get("r", ""))[1]
            if column == position[1]:
                return cell
            if column > position[1]:
                following = cell
                break
        made = element(row, "c", {"r": a1(*position)})
        if following is not None:
            following.addprevious(made)
        else:
            # Behind the last cell, and before an extension list.
            cells = [*children(row, "c")]
            row.insert(row.index(cells[-1]) + 1 if cells else 0, made)
        row.attrib.pop("spans", "")  # Only a hint for faster loading, which would now be wrong.
        self._grow(position)
        return made

    def _row(self, row: int) -> etree._Element:
        if row not in self._rows:
            following = min((number for number in self._rows if number > row), default=None)
            made = append(self._data, "row", {"r": str(row)})
            if following is not None:
                self._rows[following].addprevious(made)
            self._rows[row] = made
        return self._rows[row]

    def _column(self, column: int) -> etree._Element | None:
        return next((one for first, last, one in self._columns if first <= column <= last), None)

    def _grow(self, position: Position) -> None:
        dimension = child(self._sheet, "dimension")
        if dimension is not None:
            (top, left), (bottom, right) = _corners(dimension.get("ref", ""))
            row, column = position
            first, last = (min(top, row), min(left, column)), (max(bottom, row), max(right, column))
            dimension.set("ref", a1(*first) if first == last else f"{a1(*first)}:{a1(*last)}")


def _serial(value: date | time | timedelta) -> int | float:
    # ECMA-376 part 1, section 18.17.4.1: day 0 is 30 December 1899, for every date after February 1900.
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    days = value.toordinal() - date(1899, 12, 30).toordinal() if isinstance(value, date) else 0
    moment = value.time() if isinstance(value, datetime) else value if isinstance(value, time) else time()
    return days + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400 if moment != time() else days


def forget_results(sheet: etree._Element, of: Container[str] | None = None) -> None:
    """Remove what the formulas of a sheet last gave, or those `of` some cells."""
    for formula in list(each(sheet, "f")):
        cell = formula.getparent()
        if of is not None and (cell is None or cell.get("r") not in of):
            continue
        result = child(cell, "v") if cell is not None else None
        if cell is not None and result is not None:
            cell.remove(result)
            cell.attrib.pop("t", "")


def _numbered_rows(data: etree._Element) -> dict[int, etree._Element]:
    # The numbers of rows and cells may be left out, and then count on from the one before: they are written out before any is put in.
    rows: dict[int, etree._Element] = {}
    last = 0
    for row in children(data, "row"):
        last = number(row.get("r"), last + 1)
        row.set("r", str(last))
        rows.setdefault(last, row)
    return rows


def _cells(row: etree._Element | None, row_number: int) -> list[etree._Element]:
    cells = [*children(row, "c")]
    last = 0
    for cell in cells:
        last = position_of(cell.get("r") or a1(row_number, last + 1))[1]
        cell.set("r", a1(row_number, last))
    return cells


def _corners(reference: str) -> tuple[Position, Position]:
    first, _, last = reference.partition(":")
    return position_of(first), position_of(last or first)


def position_of(reference: str) -> Position:
    """Return the cell that an attribute names; Unpatchable where it names none."""
    try:
        return from_a1(reference)
    except ValueError as error:
        raise Unpatchable("broken") from error


def _decimal(text: str | None, default: float) -> float:
    try:
        return min(max(float(text), 0), 2_000) if text is not None else default
    except ValueError:
        return default
