"""A workbook as values: sheets of sparse cells, defined names, comments and custom properties. Every format is read into these."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384  # ECMA-376 part 1, section 18.3.1.73; LibreOffice has the same.
_A1 = re.compile(r"^\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})$")

Position = tuple[int, int]  # (row, column), both from 1.
Area = tuple[Position, Position]  # The first and the last cell of a rectangle.


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value of Excel (ECMA-376 part 1, section 18.18.11), as in `#REF!` or `#N/A`."""

    code: str


# A blank cell is absent from `Sheet.cells`. An integral number is an int, whatever the file made of it.
CellValue = str | int | float | bool | datetime | date | time | timedelta | CellError


class Visibility(StrEnum):
    """Whether a person sees a sheet."""

    VISIBLE = "visible"
    HIDDEN = "hidden"  # The menu of the spreadsheet program can show it.
    VERY_HIDDEN = "veryHidden"  # Only a macro or another program can show it; ODF knows no such state.


class LookSpan(NamedTuple):
    """Cells of a column, from the row `first` to `last`, that have the format of this number; none is the usual one, 0."""

    column: int
    first: int
    last: int
    number: int


Span = tuple[int, int]  # The first and the last of rows or columns beside each other.


class HiddenLines(NamedTuple):
    """The rows and the columns that nobody sees, each in its order and apart from the next ones."""

    rows: tuple[Span, ...] = ()
    columns: tuple[Span, ...] = ()

    def holds(self, at: Position) -> bool:
        """Say whether a cell lies in one of them."""
        return _is_in(self.rows, at[0]) or _is_in(self.columns, at[1])


def _is_in(spans: tuple[Span, ...], number: int) -> bool:
    after = bisect_right(spans, (number, MAX_ROW))
    return after > 0 and spans[after - 1][1] >= number


NOTHING_HIDDEN = HiddenLines()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. `uncalculated` are the formulas that have no cached value, so that nobody knows what they say.

    `percent` are the numbers that the sheet shows in per cent: 0.12 is seen as 12 %. `disguised` are those that it shows
    with other digits, as in thousands, or not at all. `formulas` are all cells whose value a formula gives; of xlsx and ods none whose
    formula reads nothing, as `=5+3`. `merged` are the cells that are seen as one, from the first, which holds
    their value, to the last; in workbooks of the kind xlsb they are not read. `looks` says of cells in a column beneath each other which
    format they have, by a number that means something in this workbook alone; of xlsx only, of no very large sheet, and only where somebody
    asks for it. `hidden` are rows and columns that are hidden, filtered out, collapsed, or as low or narrow as a line; `unseen` the cells
    that hold something in the colour of their ground, or in letters as large as a dot.
    """

    name: str
    visibility: Visibility
    cells: Mapping[Position, CellValue]
    comments: Mapping[Position, str] = field(default_factory=dict)
    uncalculated: frozenset[Position] = frozenset()
    percent: frozenset[Position] = frozenset()
    disguised: frozenset[Position] = frozenset()
    formulas: frozenset[Position] = frozenset()
    merged: Mapping[Position, Position] = field(default_factory=dict)
    looks: tuple[LookSpan, ...] = ()
    hidden: HiddenLines = NOTHING_HIDDEN
    unseen: frozenset[Position] = frozenset()


class Cell(NamedTuple):
    """One cell of a workbook: the sheet by its name, row and column from 1. It is a tuple, since one is made per answer."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """A workbook as it was read.

    `names` are defined names that point at cells (at a range: its first; a name of the whole workbook goes before one of a sheet),
    `constants` are those that hold a string or a number (as text), `broken_names` are those that point at `#REF!`; `properties` are the
    custom document properties as text. `macros` says that it holds macros; they were not run, nor even read. `since_1904` says that a bare
    number which is meant as a date counts days from 1904 on; cells that are formatted as dates hold dates.
    """

    format: str
    sheets: tuple[Sheet, ...]
    names: Mapping[str, Cell] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    broken_names: frozenset[str] = frozenset()
    macros: bool = False
    since_1904: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet called `name`, as it is spelt, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def a1(row: int, column: int) -> str:
    """Return the address of a cell as a person writes it: `a1(3, 28)` is `AB3`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def from_a1(text: str) -> Position:
    """Return (row, column) of an address such as `AB3` or `$AB$3`; ValueError where it is none, or lies outside of any sheet."""
    found = _A1.match(text)
    if not found:
        raise ValueError(f"{text!r} is not the address of a cell.")
    column = column_number(found[1].upper())
    row = int(found[2])
    if row > MAX_ROW or column > MAX_COLUMN:
        raise ValueError(f"{text!r} is outside any sheet.")
    return row, column


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """Return the number of a column from its capital letters; a workbook asks for the same few again and again."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


def area_of(left: str, top: str, right: str | None, bottom: str | None) -> Area:
    """Return the area from one cell to another, by the letters of their columns and their rows; without the other that of the first."""
    first = int(top), column_number(left)
    return first, (int(bottom), column_number(right)) if right and bottom else first
