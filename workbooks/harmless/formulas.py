"""Formulas: they may work out what a file shows, and neither call another program, nor name another file, nor fetch anything.

Sources: ECMA-376 part 1, section 18.17; OpenDocument 1.3 part 4 (OpenFormula), section 5.8. Windows hands its user's login to the server
on which a spreadsheet program looks for a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from workbooks.xml import local

_REACHES = re.compile(
    r"""
    \|                                                                      # Another program, by DDE.
    | \b(?:WEBSERVICE|RTD|IMAGE|CALL|REGISTER(?:\.ID)?|EXEC|DDE|SQL\.REQUEST|IMPORT[A-Z]+)\s*\(
    | \\\\ | \bfile: | (?<!"http)(?<!"https)://                             # A share, a file, an address that is no text of its own.
    | \[[^][]*\][\w.]*! | '\#                                               # A sheet or a name of another workbook.
    | \bHYPERLINK\s*+\((?!\s*+"(?:https?://|mailto:|\#))                     # A link to what is no page, mailbox or place within.
    """,
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"'([^']*)'!")
_NOT_IN_SHEETS = frozenset("\\/:[]")  # No sheet is called so: a quoted name with one of them names another file.

_ELEMENTS = ("f", "formula", "formula1", "formula2", "oldFormula", "definedName", "calculatedColumnFormula", "totalsRowFormula")
_CONTROLS = ("fmlaMacro", "fmlaLink", "fmlaRange", "fmlaPict", "fmlaTxbx", "fmlaGroup")
_ATTRIBUTES = frozenset(("formula", "expression", "condition", "value", "macro", "textlink", "location", *_CONTROLS))
_WRITTEN = re.compile(rb"[\s:](?:%b|val)\s*=" % "|".join(sorted(_ATTRIBUTES)).encode())


def reaches_out(formula: str) -> bool:
    """Say whether a formula calls another program, names another file, or fetches something."""
    return bool(_REACHES.search(formula)) or any(not _NOT_IN_SHEETS.isdisjoint(name) for name in _QUOTED.findall(formula))


def formulas(content: bytes, root: etree._Element) -> Iterator[str]:
    """Yield the formulas of a part of a package in UTF-8, whose parsed `root` is given too: those in elements, and those in attributes."""
    for element in root.iter(*(f"{{*}}{name}" for name in _ELEMENTS), *(f"{{*}}F{name[1:]}" for name in _CONTROLS)):
        yield "".join(map(str, element.itertext()))
    # Most sheets have none of these, and it takes long to look for them at each cell.
    if _WRITTEN.search(content):
        for element in root.iter(etree.Element):
            yield from (str(value) for key, value in element.attrib.items() if _is_formula(element, str(key).rpartition("}")[2]))


def _is_formula(element: etree._Element, name: str) -> bool:
    return name in _ATTRIBUTES or (name == "val" and local(element) == "cfvo")
