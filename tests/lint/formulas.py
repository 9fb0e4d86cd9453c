"""The text of a formula, wherever it stands: in a cell, a defined name, a validation or a conditional format.

Source: ECMA-376 part 1, section 18.17 (formulas); Excel's specifications and limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.lint.book import Book
from tests.lint.fault import Fault, Rules, units

RULES: Rules = {
    "formula_empty": "A formula is not empty.",
    "formula_equals": "A formula stands without the equals sign that a person types before it.",
    "formula_length": "A formula has at most 8,192 UTF-16 units.",
    "formula_string": "A string in a formula has at most 255 UTF-16 units.",
    "formula_balance": "Parentheses, braces and quotes of a formula are balanced, and at most 64 levels deep.",
    "formula_separator": "Arguments are separated by commas, whatever the language of the program; a semicolon stands only in an array.",
    "formula_sheet": "The sheets that a formula names exist.",
    "formula_prefix": "A function that came after Excel 2007 stands with its prefix, as in _xlfn.TEXTJOIN; else Excel shows #NAME?.",
}
# The name of a sheet may have the quotes of a string in it, and a string those of a sheet.
_STRING_OR_SHEET = re.compile(r"""("(?:[^"]|"")*")|'(?:[^']|'')*'!""")
_QUOTED_SHEET = re.compile(r"'((?:[^']|'')*)'!")
_PLAIN_SHEET = re.compile(r"(?<![#\w.'\]])([^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
# The commoner ones of [MS-XLSX] section 2.2.2 (future functions).
_LATER = re.compile(
    r"(?<![\w.])(TEXTJOIN|CONCAT|IFS|SWITCH|MAXIFS|MINIFS|XLOOKUP|XMATCH|FILTER|UNIQUE|SORT|SORTBY|SEQUENCE|LET|LAMBDA|IFNA|XOR|DAYS|"
    r"ISFORMULA|FORMULATEXT|NUMBERVALUE|UNICHAR|UNICODE|ISOWEEKNUM|AGGREGATE|SHEET|SHEETS)\("
)
_DEEPEST = 64


def faults(book: Book, part: str, place: str, text: str | None) -> Iterator[Fault]:
    """Yield what is wrong with one formula."""
    for code, detail in _faults(text or "", book.sheet_names):
        yield Fault(code, part, place, detail)


def _faults(text: str, sheets: frozenset[str]) -> Iterator[tuple[str, str]]:
    if not text.strip():
        yield "formula_empty", "nothing"
        return
    if text.startswith("="):
        yield "formula_equals", text[:40]
    if units(text) > 8192:
        yield "formula_length", f"{units(text)} units"
    for string in filter(None, _STRING_OR_SHEET.findall(text)):
        if units(string[1:-1].replace('""', '"')) > 255:
            yield "formula_string", f"{string[1:41]}..."
    bare = _STRING_OR_SHEET.sub(lambda found: " " if found[1] else found[0], text)
    yield from _sheets(bare, sheets)
    bare = _QUOTED_SHEET.sub(" ", bare)
    while _BRACKETS.search(bare):
        bare = _BRACKETS.sub(" ", bare)
    if found := _LATER.search(bare.upper()):
        yield "formula_prefix", found[1]
    yield from _nesting(bare)


def _sheets(bare: str, sheets: frozenset[str]) -> Iterator[tuple[str, str]]:
    quoted = [name.replace("''", "'") for name in _QUOTED_SHEET.findall(bare)]
    for name in [*quoted, *_PLAIN_SHEET.findall(_QUOTED_SHEET.sub(" ", bare))]:
        # A bracket names another file; a colon, the first and last of several sheets.
        if "[" not in name:
            for one in name.split(":"):
                if one.casefold() not in sheets:
                    yield "formula_sheet", one


def _nesting(bare: str) -> Iterator[tuple[str, str]]:
    """Look at what is left of a formula without its strings, sheet names and brackets."""
    if '"' in bare or "'" in bare:
        yield "formula_balance", "a quote is not closed"
    closing = {"(": ")", "{": "}"}
    waiting: list[str] = []
    for character in bare:
        if character in closing:
            waiting.append(closing[character])
        elif character in ")}" and (not waiting or waiting.pop() != character):
            yield "formula_balance", f"{character} closes nothing"
            return
        elif character == ";" and "}" not in waiting:
            yield "formula_separator", bare[:40]
            return
        if len(waiting) > _DEEPEST:
            yield "formula_balance", f"more than {_DEEPEST} levels"
            return
    if waiting:
        yield "formula_balance", f"{waiting[-1]} is missing"
