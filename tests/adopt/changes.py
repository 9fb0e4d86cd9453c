"""What people and programs do to a workbook before it comes back, each as a function of the opened book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.adopt.returned import Sent

Change = Callable[[Any, Sent], None]  # An openpyxl workbook, and the copy that it was.


def _sheets(book: Any, one: Sent) -> Iterator[Any]:
    yield from (book[printed.sheet] for printed in one.layout.sheets)


def _middle(sheet: Any, one: Sent) -> int:
    rows = sorted(slot.row for slot in one.layout.slots if slot.sheet == sheet.title) or [9]
    return rows[len(rows) // 2]


def renamed(book: Any, one: Sent) -> None:
    """Give all sheets other names."""
    for number, sheet in enumerate(list(_sheets(book, one))):
        sheet.title = f"Blatt {number}"


def row_above(book: Any, one: Sent) -> None:
    """Put in a row near the top."""
    for sheet in _sheets(book, one):
        sheet.insert_rows(4)


def row_between(book: Any, one: Sent) -> None:
    """Put in a row between the questions."""
    for sheet in _sheets(book, one):
        sheet.insert_rows(_middle(sheet, one))


def row_deleted(book: Any, one: Sent) -> None:
    """Delete the row of a question."""
    for sheet in _sheets(book, one):
        sheet.delete_rows(_middle(sheet, one))


def column_put_in(book: Any, one: Sent) -> None:
    """Put in a column between labels and answers."""
    for sheet in _sheets(book, one):
        sheet.insert_cols(2)


def nameless(book: Any, _one: Sent) -> None:
    """Lose the defined names."""
    for name in list(book.defined_names):
        del book.defined_names[name]


def into_a_new_file(book: Any, one: Sent) -> None:
    """Copy the sheets into a new workbook, under other names: neither names nor marks are left."""
    nameless(book, one)
    del book["_counterfoil"]
    renamed(book, one)


def sheet_doubled(book: Any, one: Sent) -> None:
    """Copy each sheet, and write something else into the copy."""
    for sheet in list(_sheets(book, one)):
        copy = book.copy_worksheet(sheet)
        for slot in [slot for slot in one.layout.slots if slot.sheet == sheet.title][:1]:
            copy.cell(slot.row, slot.column).value = "something else"


def labels_swapped(book: Any, one: Sent) -> None:
    """Write two printed texts into each other's cells."""
    for printed in one.layout.sheets:
        fixed = [text for text in printed.texts if not text.made]
        if len(fixed) > 4:
            first, second = fixed[2], fixed[3]
            for at, text in ((first, second.text), (second, first.text)):
                book[printed.sheet].cell(at.row, at.column).value = text


def labels_edited(book: Any, one: Sent) -> None:
    """Add words to every third printed text."""
    for printed in one.layout.sheets:
        for text in [text for text in printed.texts if not text.made][::3]:
            book[printed.sheet].cell(text.row, text.column).value = f"{text.text} (see note)"


def remark_beneath(book: Any, one: Sent) -> None:
    """Write a remark beneath all else."""
    for sheet in _sheets(book, one):
        sheet.cell(sheet.max_row + 2, 2).value = "a remark of mine"


# By what is done, and the share of the answers that must be read right all the same; the others are told.
CHANGES: dict[Change, float] = {
    renamed: 0.98,
    row_above: 0.98,
    row_between: 0.98,
    nameless: 0.98,
    into_a_new_file: 0.98,
    labels_edited: 0.98,
    remark_beneath: 0.98,
    sheet_doubled: 0.9,
    column_put_in: 0.85,
    row_deleted: 0.8,
    labels_swapped: 0.6,
}
