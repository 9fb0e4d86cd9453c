"""Defined names. Source: ECMA-376 part 1, sections 18.2.5 and 18.2.6; what Excel takes for a name at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tests.lint import formulas
from tests.lint.book import Book, number
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children
from workbooks.cells import from_a1

RULES: Rules = {
    "name_syntax": "A name begins with a letter, _ or \\, goes on with letters, digits, . _ \\ ?, and has at most 255 units.",
    "name_like_reference": "A name does not look like a cell, as AB12 or R1C1, nor is it TRUE or FALSE.",
    "name_duplicate": "No two names of the same scope are the same, case not regarded.",
    "name_scope": "A name of one sheet names one that exists.",
    "name_builtin": "A name with _xlnm. is one of Excel's own.",
    "name_print": "A print area or print titles belong to a sheet, and are absolute areas of that sheet: titles whole rows and columns.",
}
_NAME = re.compile(r"[^\W\d][\w.?\\]*|\\[\w.?\\]*")
_R1C1 = re.compile(r"R\d*(C\d*)?|C\d*", re.IGNORECASE)
_BUILTIN = frozenset(
    {"Print_Area", "Print_Titles", "Criteria", "_FilterDatabase", "Extract", "Consolidate_Area", "Database", "Sheet_Title", "Auto_Open"}
    | {"Auto_Close", "Auto_Activate", "Auto_Deactivate", "Recorder", "Data_Form"}
)
_SHEET = r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!"
_LINES = r"(?:\$\d+:\$\d+|\$[A-Z]+:\$[A-Z]+)"
_AREA = r"\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?"
_TITLES = re.compile(rf"{_SHEET}{_LINES}")
_AREAS = re.compile(rf"{_SHEET}(?:{_AREA}|{_LINES})")


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the defined names."""
    elements = list(children(book.root, "definedNames/definedName"))
    scopes = Counter((element.get("name", "").casefold(), element.get("localSheetId")) for element in elements)
    for (name, _), times in scopes.items():
        if times > 1:
            yield Fault("name_duplicate", book.part, name, f"{times} names of one scope")
    for element in elements:
        yield from _check(book, element)


def _check(book: Book, element: etree._Element) -> Iterator[Fault]:
    name, text = element.get("name", ""), element.text or ""
    yield from formulas.faults(book, book.part, name, text)
    scope = element.get("localSheetId")
    if scope is not None and number(scope, -1) not in range(len(book.sheets)):
        yield Fault("name_scope", book.part, name, f"sheet {scope}")
        return
    prefix, _, builtin = name.rpartition("_xlnm.")
    if not prefix and builtin != name:
        if builtin not in _BUILTIN:
            yield Fault("name_builtin", book.part, name, "Excel has no such name")
        elif builtin in {"Print_Area", "Print_Titles"}:
            yield from _printed(book, name, text, scope)
        return
    if not _NAME.fullmatch(name) or units(name) > 255:
        yield Fault("name_syntax", book.part, name, "no name")
    if _is_reference(name):
        yield Fault("name_like_reference", book.part, name, "means a cell or a truth value")


def _is_reference(name: str) -> bool:
    try:
        from_a1(name)
    except ValueError:
        return bool(_R1C1.fullmatch(name)) or name.upper() in {"TRUE", "FALSE"}
    return True


def _printed(book: Book, name: str, text: str, scope: str | None) -> Iterator[Fault]:
    if scope is None:
        yield Fault("name_print", book.part, name, "belongs to no sheet")
        return
    # A formula may work out the area; one that was deleted is #REF!.
    if "#REF!" in text or "(" in re.sub(_SHEET, "", text):
        return
    own = book.sheets[number(scope, 0)].name.casefold()
    form = _TITLES if name.endswith("Titles") else _AREAS
    for one in re.split(r",(?=(?:[^']*'[^']*')*[^']*$)", text):
        found = form.fullmatch(one.strip())
        if not found or (found[1] or found[2]).replace("''", "'").casefold() != own:
            yield Fault("name_print", book.part, name, f"{one} of sheet {own}")
