"""The tables beside the sheets: shared strings and the order of calculation. Source: ECMA-376 part 1, sections 18.4.9 and 18.6.2."""

from __future__ import annotations

from collections.abc import Iterator

from tests.lint.book import Book, Sheet, number
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children

RULES: Rules = {
    "strings_count": "What the table of shared strings says of its number is so, and it counts no fewer uses.",
    "string_length": "A shared string has at most 32,767 UTF-16 units.",
    "calculation_chain": "Each entry of the calculation chain is a cell with a formula, in a sheet that exists.",
}


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with shared strings and calculation chain."""
    part, root = book.only("sharedStrings")
    if root is not None:
        texts = list(children(root, "si"))
        if number(root.get("uniqueCount"), len(texts)) != len(texts):
            yield Fault("strings_count", part, "uniqueCount", f"{root.get('uniqueCount')}, but there are {len(texts)}")
        # Gnumeric counts the texts, not their uses; Excel does not mind.
        if number(root.get("count"), len(texts)) < len(texts):
            yield Fault("strings_count", part, "count", f"{root.get('count')}, but there are {len(texts)}")
        for place, text in enumerate(texts):
            if units("".join(map(str, text.itertext()))) > 32767:
                yield Fault("string_length", part, f"text {place}", "too long")
    yield from _chain(book)


def _chain(book: Book) -> Iterator[Fault]:
    part, root = book.only("calcChain")
    # The sheet is named by its sheetId; an entry without one has the sheet of the entry before it.
    by_id = {sheet.key: sheet for sheet in book.sheets}
    with_formula: dict[str, frozenset[str]] = {}
    key = ""
    for entry in children(root, "c"):
        key = entry.get("i", key)
        if key not in with_formula:
            with_formula[key] = _formulas(by_id.get(key))
        if entry.get("r") not in with_formula[key]:
            yield Fault("calculation_chain", part, str(entry.get("r")), f"no formula in sheet {key}")


def _formulas(sheet: Sheet | None) -> frozenset[str]:
    cells = children(sheet.root, "sheetData/row/c") if sheet else iter(())
    return frozenset(cell.get("r", "") for cell in cells if next(children(cell, "f"), None) is not None)
