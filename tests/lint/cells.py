"""Rows and cells: where they stand, and whether they hold what they say.

Source: ECMA-376 part 1, sections 18.3.1.4 and 18.3.1.73; Excel's specifications and limits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from lxml import etree

from tests.lint import formulas
from tests.lint.book import Book, decimal, number
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children, local
from workbooks.cells import MAX_ROW, from_a1

RULES: Rules = {
    "row_order": "Rows ascend, each once, within 1,048,576.",
    "row_height": "A row is at most 409.5 points high, which newer Excel writes as 409.6.",
    "cell_order": "The cells of a row stand in it, and ascend, each once, within 16,384.",
    "cell_style": "A cell, row or column names a cell format that exists.",
    "cell_string": "A cell of shared text names a text that exists.",
    "cell_number": "A number is finite and can be read.",
    "cell_boolean": "A truth value is 0 or 1.",
    "cell_error": "An error value is one that Excel knows.",
    "cell_date": "A date (t=d) is in ISO 8601.",
    "cell_inline": "Text stands in its cell, in <is>, only where the cell says so.",
    "cell_text_length": "A cell's text has at most 32,767 UTF-16 units.",
    "formula_shared": "A cell that shares a formula comes after the one cell that has it.",
}
_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}
    | {"#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!"}
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)?T?(\d\d:\d\d(:\d\d(\.\d+)?)?)?Z?")
_LONGEST = 32767


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the rows and cells of each sheet."""
    for sheet, root in book.worksheets:
        last = 0
        shared: set[str] = set()
        for row in children(root, "sheetData/row"):
            here = number(row.get("r"), last + 1)
            if not last < here <= MAX_ROW:
                yield Fault("row_order", sheet.part, f"row {row.get('r')}", f"after row {last}")
            last = here
            yield from _row(book, sheet.part, row, here)
            for cell in children(row, "c"):
                yield from _shared(sheet.part, cell, shared)
                yield from _value(book, sheet.part, cell)


def _row(book: Book, part: str, row: etree._Element, here: int) -> Iterator[Fault]:
    if decimal(row.get("ht"), 0) > 409.6:
        yield Fault("row_height", part, f"row {here}", str(row.get("ht")))
    for one in (row, *children(row, "c")):
        if number(one.get("s"), 0) >= book.formats:
            yield Fault("cell_style", part, str(one.get("r")), f"format {one.get('s')} of {book.formats}")
    last = 0
    for cell in children(row, "c"):
        try:
            at, column = from_a1(cell.get("r", "")) if cell.get("r") is not None else (here, last + 1)
        except ValueError:
            at, column = 0, 0
        if at != here or column <= last:
            yield Fault("cell_order", part, str(cell.get("r")), f"in row {here}, after column {last}")
        last = column


def _shared(part: str, cell: etree._Element, shared: set[str]) -> Iterator[Fault]:
    for formula in children(cell, "f"):
        key = formula.get("si", "")
        if formula.get("t") == "shared":
            if formula.text:
                shared.add(key)
            elif key not in shared:
                yield Fault("formula_shared", part, cell.get("r", ""), f"nothing shares {key}")


def _value(book: Book, part: str, cell: etree._Element) -> Iterator[Fault]:
    place, kind = cell.get("r", ""), cell.get("t", "n")
    parts = {local(child): child for child in cell}
    value = parts["v"].text or "" if "v" in parts else ""
    formula = parts.get("f")
    # One that shares another's formula has no text of its own; nor has a data table.
    if formula is not None and (formula.text or formula.get("t") not in {"shared", "dataTable"}):
        yield from formulas.faults(book, part, place, formula.text)
    # openpyxl leaves <is> out where the text is empty, which the schema allows.
    if "is" in parts and kind != "inlineStr":
        yield Fault("cell_inline", part, place, f"t={kind}")
    text = "".join(str(one) for one in parts["is"].itertext()) if "is" in parts else value
    if units(text) > _LONGEST:
        yield Fault("cell_text_length", part, place, f"{units(text)} units")
    # A formula that was never calculated has no value, or an empty one; so has a blank cell.
    if value or kind == "s":
        yield from _typed(book, part, place, kind, value)


def _typed(book: Book, part: str, place: str, kind: str, value: str) -> Iterator[Fault]:
    if kind == "s" and number(value.strip(), book.strings) >= book.strings:
        yield Fault("cell_string", part, place, f"text {value} of {book.strings}")
    if kind == "n" and not (_NUMBER.fullmatch(value.strip()) and math.isfinite(float(value))):
        yield Fault("cell_number", part, place, repr(value))
    if kind == "b" and value.strip() not in {"0", "1"}:
        yield Fault("cell_boolean", part, place, repr(value))
    if kind == "e" and value not in _ERRORS:
        yield Fault("cell_error", part, place, repr(value))
    if kind == "d" and not _DATE.fullmatch(value.strip()):
        yield Fault("cell_date", part, place, repr(value))
