"""Hyperlinks. Source: ECMA-376 part 1, section 18.3.1.47; Excel's specifications and limits."""

from __future__ import annotations

from collections.abc import Iterator

from tests.lint.book import Book
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children, relation_id
from tests.lint.references import areas

RULES: Rules = {
    "hyperlink_target": "A hyperlink has an address, or a place in the workbook.",
    "hyperlink_location": "The place of a hyperlink is a cell of a sheet that exists, or a defined name.",
    "hyperlink_length": "A hyperlink's address has at most 2,079 UTF-16 units, its tip 255; a sheet has at most 65,530 of them.",
}


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the hyperlinks of each sheet."""
    for sheet, root in book.worksheets:
        links = list(children(root, "hyperlinks/hyperlink"))
        if len(links) > 65530:
            yield Fault("hyperlink_length", sheet.part, "hyperlinks", f"{len(links)} of them")
        for link in links:
            place, location, relation = link.get("ref", ""), link.get("location"), book.package.relation(sheet.part, relation_id(link))
            if not location and relation_id(link) is None:
                yield Fault("hyperlink_target", sheet.part, place, "no target")
            # Beside an address, the place is one in the other document.
            if location and relation is None and not _exists(book, location):
                yield Fault("hyperlink_location", sheet.part, place, location)
            if units(link.get("tooltip", "")) > 255 or units(relation.target if relation else location or "") > 2079:
                yield Fault("hyperlink_length", sheet.part, place, "too long")


def _exists(book: Book, location: str) -> bool:
    name, separator, cell = location.removeprefix("#").rpartition("!")
    if not separator:
        return cell.casefold() in book.defined_names or _is_cell(cell)
    sheet = name[1:-1].replace("''", "'") if name.startswith("'") and name.endswith("'") else name
    return sheet.casefold() in book.sheet_names and (_is_cell(cell) or cell.casefold() in book.defined_names)


def _is_cell(text: str) -> bool:
    try:
        areas(text.replace("$", ""))
    except ValueError:
        return False
    return True
