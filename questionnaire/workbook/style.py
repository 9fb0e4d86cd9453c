"""How the workbook looks: calm colours with contrast, boxed answers, and alignment in the direction of the language."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import cast

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from languages.locales import right_to_left

# Every pair of text and ground has a contrast of at least 7:1 (WCAG 2.1, level AAA).
INK, DARK, MUTED, WHITE = "1F2933", "1F3A52", "465766", "FFFFFF"
BAND, ANSWER_GROUND, LINE, BOX = "EEF3F7", "FFFDF3", "C9D3DB", "5A7184"
# What does not apply is italic too, and its question can still be read (6:1).
UNASKED, UNASKED_GROUND = "4F565C", "DADDE0"
LINK = "0B4F8A"
_LINE_POINTS = 15.5
_ROW_POINTS_LIMIT = 405  # Excel's own limit is 409.

OPEN = Protection(locked=False)
LOCKED = Protection(locked=True)


@dataclass(frozen=True, slots=True)
class Style:
    """The look in one language."""

    right_to_left: bool

    @classmethod
    def of(cls, language: str) -> Style:
        """Return the look for `language`."""
        return cls(right_to_left(language))

    def put(
        self,
        cell: Cell,
        text: str,
        *,
        bold: bool = False,
        italic: bool = False,
        underlined: bool = False,
        size: float = 11,
        colour: str = INK,
        indent: int = 0,
    ) -> None:
        """Write `text` into `cell` as text, whatever it looks like: a label that begins with = is no formula."""
        cell.value = text or None
        if text:
            cell.data_type = "s"
        cell.font = _font("Arial" if self.right_to_left else "Calibri", size, colour, bold, italic, underlined)
        cell.alignment = _alignment(self.right_to_left, indent)


@cache
def _font(name: str, size: float, colour: str, bold: bool, italic: bool, underlined: bool) -> Font:
    return Font(name=name, size=size, bold=bold, italic=italic, color=colour, underline="single" if underlined else None)


@cache
def _alignment(right_to_left: bool, indent: int) -> Alignment:
    """Return wrapped text, aligned to the side where its language begins."""
    side, order = ("right", 2) if right_to_left else ("left", 1)
    return Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent, readingOrder=order)


def at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return a cell that is written to (never one inside of a merged range but its first)."""
    return cast("Cell", sheet.cell(row, column))


@cache
def ground(colour: str) -> PatternFill:
    """Return a plain fill."""
    return PatternFill("solid", start_color=colour)


@cache
def underline() -> Border:
    """Return the hairline under a row."""
    return Border(bottom=Side("thin", color=LINE))


@cache
def box() -> Border:
    """Return the frame that says: answer here."""
    side = Side("medium", color=BOX)
    return Border(left=side, right=side, top=side, bottom=side)


@cache
def thin_box() -> Border:
    """Return the frame that says: here may stand something about the answer."""
    side = Side("thin", color=BOX)
    return Border(left=side, right=side, top=side, bottom=side)


@cache
def dashed() -> Border:
    """Return the frame that says: worked out."""
    side = Side("mediumDashed", color=BOX)
    return Border(left=side, right=side, top=side, bottom=side)


def row_points(*texts: tuple[str, float]) -> float:
    """Return the height in points of a row that shows each text whole in a column so many characters wide.

    Spreadsheet programs do not fit the height of a row by themselves when they open a file, and their fonts differ: the estimate is
    generous.
    """
    lines = max(sum(max(1, ceil(_width(line) / columns)) for line in text.split("\n")) for text, columns in texts)
    return min(lines * _LINE_POINTS + 7, _ROW_POINTS_LIMIT)


def _width(text: str) -> float:
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return 2.0 if unicodedata.east_asian_width(character) in "WF" else 1.0
