"""A lint of workbooks: what makes Excel say that it found a problem with some content, found without Excel.

`findings(xlsx)` looks at the zip, the package, the XML of each part, and what the parts say of each other. It is a judge of the tests: it
shares nothing with the code that makes workbooks but the limits of a sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.lint import (
    archive,
    cells,
    comments,
    content_types,
    drawings,
    elements,
    formulas,
    links,
    markup,
    names,
    properties,
    relationships,
    sheets,
    strings,
    styles,
    tables,
    validations,
    views,
)
from tests.lint.book import book_of
from tests.lint.fault import Fault, Rules
from tests.lint.package import package

_OF_PACKAGE = (content_types, relationships, markup, elements, properties)
_OF_BOOK = (sheets, names, cells, strings, styles, views, validations, links, comments, drawings, tables)
_WORKBOOK: Rules = {"workbook_missing": "The package has a workbook, and it can be read."}

_ALL = (archive.RULES, *(one.RULES for one in _OF_PACKAGE), _WORKBOOK, formulas.RULES, *(one.RULES for one in _OF_BOOK))

RULES: Rules = {code: rule for rules in _ALL for code, rule in rules.items()}

__all__ = ["RULES", "Fault", "findings"]


def findings(xlsx: bytes) -> tuple[Fault, ...]:
    """Return everything that is wrong with a workbook (xlsx or xlsm), each once; it never raises for what the file contains."""
    parts, faults = archive.contents(xlsx)
    return tuple(dict.fromkeys((*faults, *_of_parts(parts)))) if parts else faults


def _of_parts(parts: Mapping[str, bytes]) -> Iterator[Fault]:
    opened = package(parts)
    for theme in _OF_PACKAGE:
        yield from theme.check(opened)
    book = book_of(opened)
    if book is None:
        yield Fault("workbook_missing", "", "", "nothing to look at")
        return
    for each in _OF_BOOK:
        yield from each.check(book)
