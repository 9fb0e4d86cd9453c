"""Text that a spreadsheet program must not take for a formula, in a CSV and in a workbook.

Source: OWASP, CSV Injection. Answers come from outside, and whoever opens an export trusts it.
"""

from __future__ import annotations

import re

from domain.texts.formula_signs import BEGINNING, SIGNS

# Leading apostrophes belong to the pattern, so that the mark can be taken away again without a doubt.
_FORMULA = re.compile(rf"'*(?:[\t\r\n]|{BEGINNING})")
# Where another sign separates columns than in the file (a semicolon in most of Europe), a text is cut there, in quotation marks too.
_WITHIN = re.compile(rf"([;|\t\r\n])('*)(?=[^\S\t\r\n]*[{SIGNS}])")


def marked(text: str) -> str:
    """Return `text` with an apostrophe wherever a spreadsheet program could take what follows for a formula.

    That is before it, and within it behind each sign at which a program of another country would begin a new cell.
    """
    within = _WITHIN.sub(r"\1'\2", text)
    return f"'{within}" if looks_like_formula(within) else within


def marked_before(text: str) -> str:
    """Return `text` with an apostrophe before it alone: for lists of our own, an entry a line, in which nothing came from outside."""
    return f"'{text}" if looks_like_formula(text) else text


def unmarked(text: str) -> str:
    """Return what `marked` was given."""
    whole = text[1:] if text.startswith("'") and looks_like_formula(text) else text
    return _WITHIN.sub(lambda found: found[1] + found[2][1:], whole)


def looks_like_formula(text: str) -> bool:
    """Say whether a spreadsheet program could take `text` for a formula."""
    return _FORMULA.match(text) is not None
