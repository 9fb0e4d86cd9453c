"""The choices of a drop-down list, wherever the workbook keeps them: in the rule itself, on another sheet, behind names or INDIRECT."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbooks.anatomy import Anatomy, Area, SheetAnatomy, cells_of, clipped
from workbooks.cells import CellError, CellValue, Position, column_number

MOST = 5_000  # Choices of a list.
_DEEP = 6  # Names that lead to names.
_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'!|([^\s'!()\[\],;:]+)!)?(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?::(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))?", re.IGNORECASE
)
_INDIRECT = re.compile(r"INDIRECT\((.+?)(?:,[^()]*)?\)", re.IGNORECASE)
_OFFSET = re.compile(r"OFFSET\(([^,]+),(-?\d{1,7}|),(-?\d{1,7}|)(?:,.*)?\)", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"[^\W\d][\w.\\]*")
_COLUMN = re.compile(r"(\w+)(?:\[(?:\[?)([^\[\]]+)\]?\])?")


def choices(book: Anatomy, sheet: SheetAnatomy, formula: str, moved: Position = (0, 0)) -> tuple[str, ...]:
    """Return the texts of a list in their order, each once; none where it depends on an answer, or leads nowhere.

    `moved` is how far the cell is from the one that the formula was written for, in rows and columns.
    """
    found = dict.fromkeys(filter(None, map(_shown, _texts(book, sheet, formula.strip(), moved, _DEEP))))
    return tuple(found) if len(found) <= MOST else ()


def _shown(value: CellValue | None) -> str:
    if value is None or isinstance(value, CellError):
        return ""
    return str(value).upper() if isinstance(value, bool) else " ".join(str(value).split())


def _texts(book: Anatomy, sheet: SheetAnatomy, formula: str, moved: Position, depth: int) -> Iterator[CellValue | None]:
    if depth == 0 or not formula:
        return
    if formula.startswith('"') and formula.endswith('"'):
        yield from (one.strip() for one in formula[1:-1].replace('""', '"').split(","))
    elif indirect := _INDIRECT.fullmatch(formula):
        yield from _texts(book, sheet, _said(book, sheet, indirect[1].strip(), moved), (0, 0), depth - 1)
    elif offset := _OFFSET.fullmatch(formula):
        yield from _column_from(book, sheet, offset, moved)
    elif found := reference(book, sheet, formula, moved):
        yield from (found[0].sheet.cells.get(at) for at in cells_of(clipped(found[1], found[0].last)))
    elif (table := _COLUMN.fullmatch(formula)) and table[1].casefold() in book.tables:
        yield from _of_table(book, table[1].casefold(), table[2])
    elif formula.rpartition("!")[2].casefold() in book.names:
        yield from _texts(book, sheet, book.names[formula.rpartition("!")[2].casefold()].strip(), (0, 0), depth - 1)


def reference(book: Anatomy, sheet: SheetAnatomy, formula: str, moved: Position = (0, 0)) -> tuple[SheetAnatomy, Area] | None:
    """Return the sheet and the area that a formula refers to, if it is nothing but a reference."""
    found = _REFERENCE.fullmatch(formula.strip())
    if not found:
        return None
    name = (found[1] or "").replace("''", "'") or found[2] or sheet.sheet.name
    there = book.by_name.get(name.casefold())
    corners = [_corner(found.groups()[start : start + 4], moved) for start in ((2, 6) if found[8] else (2,))]
    return (there, (corners[0], corners[-1])) if there and corners[0] <= corners[-1] else None


def _corner(said: Sequence[str], moved: Position) -> Position:
    fixed_column, letters, fixed_row, row = said
    return int(row) + (0 if fixed_row else moved[0]), column_number(letters.upper()) + (0 if fixed_column else moved[1])


def _said(book: Anatomy, sheet: SheetAnatomy, inner: str, moved: Position) -> str:
    """Return the text that INDIRECT reads as a reference: written there, or in a cell."""
    if inner.startswith('"') and inner.endswith('"') and '"' not in inner[1:-1]:
        return inner[1:-1]
    found = reference(book, sheet, inner, moved)
    value = found[0].sheet.cells.get(found[1][0]) if found else None
    return value if isinstance(value, str) else ""


def _column_from(book: Anatomy, sheet: SheetAnatomy, offset: re.Match[str], moved: Position) -> Iterator[CellValue | None]:
    """Yield what stands from a cell downwards, up to the first blank: how long such a list is, its other arguments count."""
    found = reference(book, sheet, offset[1], moved)
    if found is None:
        return
    row, column = found[1][0][0] + int(offset[2] or 0), found[1][0][1] + int(offset[3] or 0)
    while (value := found[0].sheet.cells.get((row, column))) is not None:
        yield value
        row += 1


def _of_table(book: Anatomy, name: str, column: str | None) -> Iterator[CellValue | None]:
    sheet, (first, last), columns = book.tables[name]
    there = book.by_name.get(sheet.casefold())
    at = columns.index(column) if column in columns else 0
    if there and (column is None or column in columns):
        yield from (there.sheet.cells.get((row, first[1] + at)) for row in range(first[0], last[0] + 1))


def sources(book: Anatomy) -> frozenset[str]:
    """Return the names of the sheets from which drop-down lists of other sheets take their choices."""
    found: set[str] = set()
    for one in book.sheets:
        formulas = {rule.first for rule in one.validations if rule.kind == "list"}
        there = {there.sheet.name for formula in formulas for there in _mentioned(book, formula, _DEEP)}
        found |= there - {one.sheet.name}
    return frozenset(found)


def _mentioned(book: Anatomy, formula: str, depth: int) -> Iterator[SheetAnatomy]:
    """Yield the sheets that a formula mentions, also through names and tables."""
    written = formula.replace('"', " ")
    for found in _REFERENCE.finditer(written):
        name = ((found[1] or "").replace("''", "'") or found[2] or "").casefold()
        if name in book.by_name:
            yield book.by_name[name]
    for word in set(_NAME.findall(written.casefold())) if depth else ():
        if word in book.names:
            yield from _mentioned(book, book.names[word], depth - 1)
        elif word in book.tables and book.tables[word][0].casefold() in book.by_name:
            yield book.by_name[book.tables[word][0].casefold()]
