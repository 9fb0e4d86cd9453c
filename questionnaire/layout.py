"""Where every answer stands in the workbook of one language: what the writer and the reader of workbooks both follow.

A layout is data. It is kept with the study, and its version stands in the workbook, so that whatever wrote a workbook can read it again.
`questionnaire.pages` makes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any

from workbooks.cells import Position

EDITION = 3  # Raised whenever `lay_out` places things in another way, so that an older workbook keeps the layout that wrote it.
BEGUN = "begun"  # Ends the version of a layout whose cells hold defaults or are locked; workbooks of one without were made before that.
# The columns of a section's sheet. A matrix has a column for each instance from ANSWER on, and the others behind them.
NUMBER, LABEL, ANSWER, HELP, KEY, PREVIOUS = range(1, 7)
TITLE_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3
GROWTH = 200  # Rows of a table beneath the printed ones that take answers too.
LISTS_SHEET, MARKS_SHEET = "_lists", "_counterfoil"
PUT = "put "  # So begins a mark of an adopted workbook that says what was put into the cell of an item; its key comes next.


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One answer cell: a question's, or, for select_multiple, one choice's (`choice` is its code, else ""), or an instance's of a matrix.

    `row` and `column` count from 1. `key` is the defined name of the cell, the same in every language. `label` is the question's label as
    printed, `choice_label` the choice's ("" where there is none). `item` is the key of the item that it answers (see `items`; "" where
    that is the question), `heading` the text above its column ("" for the layout's own), `anchor` the text in the hidden key column of
    its row ("" where that is the key). `aside` says what of the answer stands there, its flag or its note; "" is the answer itself.
    `printed` is what stands in the cell of an adopted workbook before anybody answers. `sign` says, of an answer that has a cell for each
    of its signs, which of them stands there, counting from 1; 0 is all of it.
    """

    question: str
    choice: str
    sheet: str
    row: int
    column: int
    key: str
    label: str
    choice_label: str = ""
    item: str = ""
    heading: str = ""
    anchor: str = ""
    aside: str = ""
    printed: str = ""
    sign: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table: a question's, or one choice's of a select_multiple. `label` is what its heading prints.

    `key` is the defined name of its cells, and stands in the hidden row of keys too. A `calculated` one takes no answer. `aside` is that
    of a slot. In an adopted workbook the rows that are `closed` have no cell of this column, and `printed` is what stands in others before
    anybody answers, each with its row.
    """

    question: str
    choice: str
    column: int
    key: str
    label: str
    calculated: bool = False
    aside: str = ""
    closed: tuple[int, ...] = ()
    printed: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A repeat on a sheet of its own: the headings in row `head`, the hidden keys in the next, then `room` rows, one an instance.

    The `further` rows beneath take answers too, without a frame until the one above is filled. In an adopted workbook the table stands
    among other things: its rows begin at `begin`, and those among them that are none of it are `gaps`. Where a formula without a text
    ends it, `end` is the defined name of a cell in that row ("" for none), and `ends` the row.
    """

    repeat: str
    sheet: str
    head: int
    room: int
    columns: tuple[Column, ...]
    further: int = 0
    begin: int = 0
    gaps: tuple[int, ...] = ()
    end: str = ""
    ends: int = 0

    @property
    def answers(self) -> tuple[Column, ...]:
        """Return the columns of answers, and none of those for flags and notes beside them."""
        return tuple(column for column in self.columns if not column.aside)

    @property
    def first(self) -> int:
        """Return the row of the first instance."""
        return self.begin or self.head + 2

    def row(self, number: int) -> int:
        """Return the row of an instance, which counts from 1."""
        row = self.first + number - 1
        for gap in self.gaps:
            row += gap <= row
        return row

    def cells(self) -> Iterator[Position]:
        """Yield the cells that take answers in the rows that were printed."""
        rows = [self.row(number) for number in range(1, self.room + 1)]
        yield from ((row, column.column) for column in self.columns for row in rows if row not in column.closed)

    @property
    def last(self) -> int:
        """Return the last row that takes answers: the defined names of the columns reach down to it."""
        return self.first + self.room + len(self.gaps) + self.further - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedText:
    """A text that an adopted workbook prints, and where; `made` says that a formula makes it, so that it may change."""

    row: int
    column: int
    text: str
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSheet:
    """What a sheet of an adopted workbook has beside its answers: its texts, and the other cells that hold anything, as rectangles.

    A rectangle is (first row, first column, last row, last column). `looks` are the formats of the cells that take answers and of those
    around them, as `workbooks.cells.Look` has them; a layout of an earlier edition has none.
    """

    sheet: str
    texts: tuple[PrintedText, ...]
    others: tuple[tuple[int, int, int, int], ...] = ()
    looks: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where every answer of one questionnaire stands in one language. `heading` is the text above the answer column.

    `texts` are all that was printed on the sheets of answers (the last round's values aside), so that what a person wrote beside an answer
    is told from it; a layout of an earlier edition has none, and there nothing is known of that. An adopted workbook stands as its author
    made it: `sheets` are what it prints, by which its answers are found; none in a workbook of our own.
    """

    version: str
    language: str
    heading: str
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...] = ()
    texts: frozenset[str] = frozenset()
    sheets: tuple[PrintedSheet, ...] = ()

    def __hash__(self) -> int:
        # The version names the content, which may have thousands of slots.
        return hash(self.version)

    @cached_property
    def by_item(self) -> dict[str, tuple[Slot, ...]]:
        """Return the slots of each item by its key, in order."""
        return _grouped((slot.item or slot.question, slot) for slot in self.slots if not slot.aside)

    @cached_property
    def asides(self) -> dict[str, tuple[Slot, ...]]:
        """Return the cells for flag and note beside each item by its key."""
        return _grouped((slot.item or slot.question, slot) for slot in self.slots if slot.aside)

    @cached_property
    def by_anchor(self) -> dict[str, tuple[Slot, ...]]:
        """Return the slots of each row by the text in its hidden key column."""
        return _grouped((slot.anchor or slot.key, slot) for slot in self.slots)

    def key_column(self, slot: Slot) -> int:
        """Return the column in which the key of the slot's row is printed."""
        return self._last_columns[slot.sheet] + KEY - ANSWER

    @cached_property
    def _last_columns(self) -> dict[str, int]:
        last: dict[str, int] = {}
        for slot in self.slots:
            last[slot.sheet] = max(slot.column, last.get(slot.sheet, 0))
        return last

    @property
    def has_looks(self) -> bool:
        """Say whether answers are found by the looks of cells too: in adopted workbooks alone."""
        return any(sheet.looks for sheet in self.sheets)

    @cached_property
    def headings(self) -> frozenset[str]:
        """Return the texts above columns of answers."""
        return frozenset(slot.heading or self.heading for slot in self.slots)

    def to_json(self) -> str:
        """Return the layout as JSON text, for the store."""
        head = {"version": self.version, "language": self.language, "heading": self.heading}
        slots, tables = [astuple(slot) for slot in self.slots], [astuple(table) for table in self.tables]
        adopted = {"sheets": [astuple(sheet) for sheet in self.sheets]} if self.sheets else {}
        return json.dumps({**head, "slots": slots, "tables": tables, "texts": sorted(self.texts), **adopted}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """Return the layout that `to_json` wrote, in this edition or an earlier one, with fewer fields and no tables."""
        said = json.loads(text)
        slots, tables = tuple(Slot(**_named(Slot, slot)) for slot in said["slots"]), tuple(map(_table, said.get("tables", ())))
        return cls(
            version=said["version"],
            language=said["language"],
            heading=said["heading"],
            slots=slots,
            tables=tables,
            texts=frozenset(said.get("texts", ())),
            sheets=tuple(map(_sheet, said.get("sheets", ()))),
        )


def _table(said: list[Any]) -> Table:
    given = _named(Table, said)
    columns = tuple(map(_column, given["columns"]))
    return Table(**given | {"columns": columns, "gaps": tuple(given.get("gaps", ()))})


def _column(said: list[Any]) -> Column:
    given = _named(Column, said)
    printed = tuple((row, text) for row, text in given.get("printed", ()))
    return Column(**given | {"closed": tuple(given.get("closed", ())), "printed": printed})


def _sheet(said: list[Any]) -> PrintedSheet:
    given = _named(PrintedSheet, said)
    texts = tuple(PrintedText(**_named(PrintedText, text)) for text in given["texts"])
    others, looks = (tuple(map(tuple, given.get(name, ()))) for name in ("others", "looks"))
    return PrintedSheet(sheet=given["sheet"], texts=texts, others=others, looks=looks)


def _named(kind: type[Slot | Column | Table | PrintedSheet | PrintedText], values: list[Any]) -> dict[str, Any]:
    """Return values by the fields that they were written from; those that an earlier edition did not know are left out."""
    # A layout has hundreds of them, so that `dataclasses.fields`, which makes a list each time, would be most of the work.
    return dict(zip(kind.__dataclass_fields__, values, strict=False))


def _grouped(pairs: Iterable[tuple[str, Slot]]) -> dict[str, tuple[Slot, ...]]:
    grouped: dict[str, list[Slot]] = {}
    for name, slot in pairs:
        grouped.setdefault(name, []).append(slot)
    return {name: tuple(slots) for name, slots in grouped.items()}
