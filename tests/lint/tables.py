"""Tables. Source: ECMA-376 part 1, section 18.5; what Excel asks of a table's header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from tests.lint.book import Book, Sheet, number
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children, relation_id
from tests.lint.references import Area, overlaps, readable
from workbooks.cells import a1

RULES: Rules = {
    "table_id": "No two tables have the same id, and none has 0.",
    "table_name": "A table's displayName is a name that no other table and no defined name has.",
    "table_area": "A table lies in an area with a header and at least one row of data, and its filter within it.",
    "table_overlap": "Tables do not overlap each other or merged cells.",
    "table_columns": "A table has as many columns as its area, each with an id and a name that no other has, case not regarded.",
    "table_header": "The name of a column is the text in its header cell.",
}
_NAME = re.compile(r"[^\W\d][\w.]*|\\[\w.]*")


@dataclass(frozen=True)
class _Table:
    part: str
    root: etree._Element
    sheet: Sheet
    area: Area


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the tables."""
    tables = []
    for sheet, root in book.worksheets:
        own = list(_tables(book, sheet, root))
        merged = [area for merge in children(root, "mergeCells/mergeCell") for area in readable(merge.get("ref"))]
        for first, second in overlaps([table.area for table in own] + merged):
            if not {first, second} <= set(merged):
                yield Fault("table_overlap", sheet.part, str(second), f"overlaps {first}")
        tables += own
    ids = Counter(number(table.root.get("id"), 0) for table in tables)
    names = Counter(table.root.get("displayName", "").casefold() for table in tables)
    for table in tables:
        key, name = number(table.root.get("id"), 0), table.root.get("displayName", "")
        if ids[key] > 1 or key == 0:
            yield Fault("table_id", table.part, str(key), f"{ids[key]} tables have it")
        if not _NAME.fullmatch(name) or units(name) > 255 or names[name.casefold()] > 1 or name.casefold() in book.defined_names:
            yield Fault("table_name", table.part, name, "no name, or taken")
        yield from _of_one(book, table)


def _tables(book: Book, sheet: Sheet, root: etree._Element) -> Iterator[_Table]:
    for element in children(root, "tableParts/tablePart"):
        relation = book.package.relation(sheet.part, relation_id(element))
        table = book.package.roots.get(relation.target) if relation else None
        if relation is not None and table is not None:
            area = readable(table.get("ref"))
            yield _Table(relation.target, table, sheet, area[0] if area else Area(1, 1, 1, 1))


def _of_one(book: Book, table: _Table) -> Iterator[Fault]:
    area, header = table.area, number(table.root.get("headerRowCount"), 1)
    if area.bottom - area.top < header + number(table.root.get("totalsRowCount"), 0):
        yield Fault("table_area", table.part, str(area), "no row of data")
    for found in children(table.root, "autoFilter"):
        for filtered in readable(found.get("ref")):
            if not (area.holds(filtered.top, filtered.left) and area.holds(filtered.bottom, filtered.right)):
                yield Fault("table_area", table.part, str(filtered), f"the filter is not in {area}")
    columns = list(children(table.root, "tableColumns/tableColumn"))
    names = [column.get("name", "") for column in columns]
    distinct = len({name.casefold() for name in names}) == len({column.get("id") for column in columns}) == len(columns)
    if len(columns) != area.right - area.left + 1 or not distinct or "" in names:
        yield Fault("table_columns", table.part, str(area), f"{names}")
    if header:
        texts = _texts(book, table)
        for place, name in enumerate(names):
            cell = a1(area.top, area.left + place)
            # A line break in a header is written as _x000a_ in the name.
            if texts.get(cell, "") != name.replace("_x000a_", "\n").replace("_x000d_", "\r"):
                yield Fault("table_header", table.part, cell, f"{texts.get(cell)!r}, but the column is {name!r}")


def _texts(book: Book, table: _Table) -> dict[str, str]:
    _, strings = book.only("sharedStrings")
    shared = ["".join(map(str, text.itertext())) for text in children(strings, "si")]
    found = {}
    for row in children(table.sheet.root, "sheetData/row"):
        if number(row.get("r"), 0) == table.area.top:
            for cell in children(row, "c"):
                text = "".join(map(str, cell.itertext()))
                index = number(text.strip(), len(shared))
                found[cell.get("r", "")] = shared[index] if cell.get("t") == "s" and index < len(shared) else text
    return found
