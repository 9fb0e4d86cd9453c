"""The parts of a digest as plain values; the layout prints whatever is in them, so that a new digest needs no layout of its own."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass

TEXT_WIDTH = 78  # RFC 5322 section 2.1.1 asks for no more.
_FEW_WORDS = 16


@dataclass(frozen=True, slots=True)
class PreparedReply:
    """A word that decides a case, the `mailto:` link that prepares a message with it, and what it does; that may be blank."""

    word: str
    link: str
    means: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionItem:
    """A case: what it is, the sentences about it, and what decides it: commands, or replies and a sentence on how to write one oneself."""

    title: str
    lines: tuple[str, ...]
    commands: tuple[str, ...] = ()
    replies: tuple[PreparedReply, ...] = ()
    by_hand: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image inside of the mail, its size in CSS pixels."""

    cid: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTable:
    """A table of texts. The columns from `numbers_from` on hold numbers; `total` is a last row set apart, or empty.

    `widths` are per cent of the page, so that tables of one kind stand column beneath column; the numbers share what is left. Where so many
    columns of numbers stand beside whole sentences that no mail has room for them, they are told `apart`: in a mail beneath the row's name.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers_from: int
    widths: tuple[int, ...]
    total: tuple[str, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSection:
    """A heading and what stands beneath it, in this order."""

    title: str
    intro: str = ""
    items: tuple[SectionItem, ...] = ()
    picture: Picture | None = None
    tables: tuple[SectionTable, ...] = ()
    note: str = ""


def as_context(sections: Sequence[DigestSection]) -> list[dict[str, object]]:
    """Return the sections as JSON values; each table has its lines of the text part under `text`."""
    return [{**asdict(section), "tables": [{**asdict(table), "text": aligned(table)} for table in section.tables]} for section in sections]


def aligned(table: SectionTable) -> list[str]:
    """Return the table in columns of a monospaced font, at most 78 wide where its words allow it."""
    rows = [table.head, *table.rows, *([table.total] if table.total else [])]
    widths = _narrowed([max(_width(cell) for cell in column) for column in zip(*rows, strict=True)])
    rule = "-" * min(TEXT_WIDTH, sum(widths) + 2 * (len(widths) - 1))
    lines = [*_lines(table.head, widths, table), rule]
    for row in table.rows:
        lines += _lines(row, widths, table)
    return [*lines, rule, *_lines(table.total, widths, table)] if table.total else lines


def _narrowed(widths: Sequence[int]) -> list[int]:
    """Return the widths with the widest columns made narrower, until the table fits or none is wider than a few words."""
    narrowed = list(widths)
    while sum(narrowed) + 2 * (len(narrowed) - 1) > TEXT_WIDTH and max(narrowed) > _FEW_WORDS:
        narrowed[narrowed.index(max(narrowed))] -= 1
    return narrowed


def _lines(row: tuple[str, ...], widths: Sequence[int], table: SectionTable) -> list[str]:
    """Return one row; cells of several lines, and names that are too long, go on beneath."""
    cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(len(cell) for cell in cells)
    lines = []
    for number in range(height):
        texts = [cell[number] if number < len(cell) else "" for cell in cells]
        padded = [
            _pad(text, width, right=column >= table.numbers_from) for column, (text, width) in enumerate(zip(texts, widths, strict=True))
        ]
        lines.append("  ".join(padded).rstrip())
    return lines


def _wrapped(cell: str, width: int) -> list[str]:
    lines: list[str] = []
    for line in cell.split("\n"):
        # What goes on beneath is indented, so that it is not taken for the next row.
        lines += textwrap.wrap(line, width, subsequent_indent="  ") or [""]
    return lines


def _width(cell: str) -> int:
    return max((_columns(line) for line in cell.split("\n")), default=0)


def _columns(text: str) -> int:
    """Return how many columns of a terminal `text` takes: wide East Asian letters take two, combining marks none."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int, *, right: bool) -> str:
    blank = " " * max(0, width - _columns(text))
    return blank + text if right else text + blank
