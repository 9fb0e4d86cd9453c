"""The first sheet: what was found, as a table with links; and its way back, by a mark and by keys in two hidden columns.

The first column holds the mark, the choices of drop-down lists, and for each highlighted format the cell's own one, as formats of cells:
programs that save the file number all formats anew, and these with them. The second holds the keys of the rows.
Source: ECMA-376 part 1, section 18.3.1.99.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import Final

from lxml import etree

from workbooks.annotate.markup import append, document
from workbooks.annotate.styles import ERROR, StylesPart
from workbooks.annotate.values import Notice, NoticeField, NoticeRow
from workbooks.cells import Cell, CellValue, Sheet, Workbook, a1

MARK: Final = "counterfoil:notice"
MARKED, ORIGINAL = "marked", "original"
_RECORDS, _KEYS, _FIRST = 1, 2, 3  # Columns.
_INK, _DARK, _WHITE, _LINE, _BOX, _LINK, _ANSWER = "FF1F2933", "FF1F3A52", "FFFFFFFF", "FFC9D3DB", "FF5A7184", "FF0B4F9E", "FFFFFDF3"
_LINE_POINTS, _ROW_POINTS, _ROW_POINTS_LIMIT = 15.5, 30.0, 405.0


def is_notice(sheet: Sheet) -> bool:
    """Tell whether a sheet is a notice of ours, whatever it is called: no answer stands there, though the questions' labels do."""
    return sheet.cells.get((1, _RECORDS)) == MARK


def read_notice(workbook: Workbook) -> dict[str, dict[int, CellValue]]:
    """Return what stands in the rows of the notice, by key and by column (from 0); nothing where a workbook has no notice."""
    found = next(filter(is_notice, workbook.sheets), None)
    if found is None:
        return {}
    keys = {row: value for (row, column), value in found.cells.items() if column == _KEYS and isinstance(value, str)}
    read: dict[str, dict[int, CellValue]] = {key: {} for key in keys.values()}
    for (row, column), value in found.cells.items():
        if row in keys and column >= _FIRST:
            read[keys[row]][column - _FIRST] = value
    return read


def sheet(notice: Notice, styles: StylesPart, space: str, pairs: Mapping[int, int]) -> etree._Element:
    """Return the worksheet of a notice in the namespace `space`; `pairs` are highlighted formats and what each stands for."""
    return _Page(notice, styles, space, pairs).root()


class _Page:
    """A notice while it is written."""

    def __init__(self, notice: Notice, styles: StylesPart, space: str, pairs: Mapping[int, int]) -> None:
        self._notice = notice
        self._looks = _Looks(styles, right_to_left=notice.right_to_left)
        self._root = document("worksheet", space)
        self._rows: dict[int, list[tuple[int, int, str]]] = {}  # By row: column, format, text.
        self._heights: dict[int, float] = {}
        self._pairs = pairs
        self._first_row = len(notice.lines) + 4  # Below the title, the lines, a blank row and the headings.
        self._choices = _choice_ranges(notice.rows)
        self._last = _FIRST + max(len(notice.columns), 1) - 1

    def root(self) -> etree._Element:
        self._put_head()
        self._put_table()
        self._put_records()
        self._write_view()
        self._write_cells()
        self._write_protection()
        self._write_merges()
        self._write_validations()
        self._write_links()
        self._write_print()
        return self._root

    def _put_head(self) -> None:
        width = sum(column.width for column in self._notice.columns)
        self._put(1, _FIRST, self._looks.title, self._notice.title)
        self._heights[1] = _points((self._notice.title, width / 1.6)) * 1.5
        for row, line in enumerate(self._notice.lines, 2):
            self._put(row, _FIRST, self._looks.line, line)
            self._heights[row] = _points((line, width))

    def _put_table(self) -> None:
        columns = self._notice.columns
        for index, column in enumerate(columns):
            self._put(self._first_row - 1, _FIRST + index, self._looks.heading, column.heading)
        self._heights[self._first_row - 1] = _points(*((column.heading, column.width) for column in columns))
        for row, one in enumerate(self._notice.rows, self._first_row):
            self._put(row, _KEYS, self._looks.hidden, one.key)
            texts = [cell.value if isinstance(cell, NoticeField) else cell for cell in one.cells]
            for index, (cell, text) in enumerate(zip(one.cells, texts, strict=True)):
                linked = one.link is not None and index == one.link_column
                look = self._looks.entry if isinstance(cell, NoticeField) else self._looks.link if linked else self._looks.text
                self._put(row, _FIRST + index, look, text)
            self._heights[row] = max(_ROW_POINTS, _points(*((text, column.width) for text, column in zip(texts, columns, strict=False))))

    def _put_records(self) -> None:
        self._put(1, _RECORDS, self._looks.hidden, MARK)
        for choices, first in self._choices.items():
            for row, choice in enumerate(choices, first):
                self._put(row, _RECORDS, self._looks.hidden, choice)
        free = 2 + sum(map(len, self._choices))
        for count, (marked, original) in enumerate(self._pairs.items()):
            self._put(free + 2 * count, _RECORDS, marked, f"{MARKED} {count}")
            self._put(free + 2 * count + 1, _RECORDS, original, f"{ORIGINAL} {count}")

    def _put(self, row: int, column: int, look: int, text: str) -> None:
        self._rows.setdefault(row, []).append((column, look, text))

    def _write_view(self) -> None:
        properties = append(self._root, "sheetPr")
        append(properties, "tabColor", {"rgb": ERROR.edge})
        append(properties, "pageSetUpPr", {"fitToPage": "1"})
        append(self._root, "dimension", {"ref": f"A1:{a1(max(self._rows), self._last)}"})
        view = {"showGridLines": "0", "tabSelected": "1", "workbookViewId": "0"}
        right_to_left = {"rightToLeft": "1"} if self._notice.right_to_left else {}
        shown = append(append(self._root, "sheetViews"), "sheetView", right_to_left | view)
        first = a1(self._first_row, _FIRST)
        append(shown, "selection", {"activeCell": first, "sqref": first})
        append(self._root, "sheetFormatPr", {"defaultRowHeight": "15"})
        listed = append(self._root, "cols")
        append(listed, "col", {"min": str(_RECORDS), "max": str(_KEYS), "width": "12", "hidden": "1", "customWidth": "1"})
        for column, one in enumerate(self._notice.columns, _FIRST):
            append(listed, "col", {"min": str(column), "max": str(column), "width": f"{one.width:g}", "customWidth": "1"})

    def _write_cells(self) -> None:
        data = append(self._root, "sheetData")
        for row in sorted(self._rows):
            heights = {"ht": f"{self._heights[row]:g}", "customHeight": "1"} if row in self._heights else {}
            made = append(data, "row", {"r": str(row)} | heights)
            for column, look, text in sorted(self._rows[row]):
                cell = append(made, "c", {"r": a1(row, column), "s": str(look)})
                if text:
                    cell.set("t", "inlineStr")
                    append(append(cell, "is"), "t", text=text)

    def _write_protection(self) -> None:
        free = dict.fromkeys(("formatColumns", "formatRows", "sort", "autoFilter"), "0")
        append(self._root, "sheetProtection", {"sheet": "1", "objects": "1", "scenarios": "1"} | free)

    def _write_merges(self) -> None:
        if self._last > _FIRST:
            listed = append(self._root, "mergeCells", {"count": str(1 + len(self._notice.lines))})
            for row in range(1, 2 + len(self._notice.lines)):
                append(listed, "mergeCell", {"ref": f"{a1(row, _FIRST)}:{a1(row, self._last)}"})

    def _write_validations(self) -> None:
        if not self._choices:
            return
        listed = append(self._root, "dataValidations", {"count": str(len(self._choices))})
        for choices, first in self._choices.items():
            cells = " ".join(a1(row, column) for row, column, entry in self._entries() if entry.choices == choices)
            attributes = {"type": "list", "allowBlank": "1", "showInputMessage": "1", "showErrorMessage": "1", "sqref": cells}
            append(append(listed, "dataValidation", attributes), "formula1", text=f"$A${first}:$A${first + len(choices) - 1}")

    def _entries(self) -> Iterator[tuple[int, int, NoticeField]]:
        for row, one in enumerate(self._notice.rows, self._first_row):
            yield from ((row, column, cell) for column, cell in enumerate(one.cells, _FIRST) if isinstance(cell, NoticeField))

    def _write_links(self) -> None:
        linked = [(row, one, one.link) for row, one in enumerate(self._notice.rows, self._first_row) if one.link is not None]
        if linked:
            listed = append(self._root, "hyperlinks")
            for row, one, target in linked:
                append(listed, "hyperlink", {"ref": a1(row, _FIRST + one.link_column), "location": _location(target)})

    def _write_print(self) -> None:
        append(self._root, "pageMargins", dict.fromkeys(("left", "right", "top", "bottom"), "0.5") | {"header": "0.3", "footer": "0.3"})
        append(self._root, "pageSetup", {"paperSize": "9", "orientation": "landscape", "fitToHeight": "0"})


class _Looks:
    """The formats of the notice; each is made when it is asked for, so that none stays behind that no cell has."""

    def __init__(self, styles: StylesPart, *, right_to_left: bool) -> None:
        self._styles = styles
        self._face = "Arial" if right_to_left else "Calibri"
        side, order = ("right", "2") if right_to_left else ("left", "1")
        self._middle = {"horizontal": side, "vertical": "center", "wrapText": "1", "readingOrder": order}
        self._inner = self._middle | {"indent": "1"}

    @cached_property
    def title(self) -> int:
        return self._styles.format(self._middle, font=self._font(18, _DARK, bold=True))

    @cached_property
    def line(self) -> int:
        return self._styles.format(self._middle, font=self._font())

    @cached_property
    def heading(self) -> int:
        ground = self._styles.fill(_DARK)
        return self._styles.format(self._inner, font=self._font(colour=_WHITE, bold=True), fill=ground, border=self._hairline)

    @cached_property
    def text(self) -> int:
        return self._styles.format(self._inner, font=self._font(), border=self._hairline)

    @cached_property
    def link(self) -> int:
        return self._styles.format(self._inner, font=self._font(colour=_LINK, underlined=True), border=self._hairline)

    @cached_property
    def entry(self) -> int:
        frame = self._styles.border("medium", _BOX)
        return self._styles.format(self._inner, font=self._font(), fill=self._styles.fill(_ANSWER), border=frame, locked=False)

    @cached_property
    def hidden(self) -> int:
        return self._styles.format({"vertical": "top"}, font=self._font())

    @property
    def _hairline(self) -> int:
        return self._styles.border("thin", _LINE)

    def _font(self, size: float = 11, colour: str = _INK, *, bold: bool = False, underlined: bool = False) -> int:
        return self._styles.font(size, colour, bold=bold, underlined=underlined, name=self._face)


def _choice_ranges(rows: Sequence[NoticeRow]) -> dict[tuple[str, ...], int]:
    """Return for each list of choices the row of its first one."""
    lists = dict.fromkeys(cell.choices for row in rows for cell in row.cells if isinstance(cell, NoticeField) and cell.choices)
    first = 2
    ranges = {}
    for choices in lists:
        ranges[choices] = first
        first += len(choices)
    return ranges


def _location(place: Cell) -> str:
    quoted = place.sheet.replace("'", "''")
    return f"'{quoted}'!{a1(place.row, place.column)}"


def _points(*texts: tuple[str, float]) -> float:
    """Return the height in points of a row that shows each text whole in a column so many characters wide; the estimate is generous."""
    lines = max((sum(max(1, ceil(len(line) / max(width - 4, 1))) for line in text.split("\n")) for text, width in texts), default=1)
    return min(lines * _LINE_POINTS + 9, _ROW_POINTS_LIMIT)
