"""Text that a spreadsheet program must not take for a formula, in a CSV and in a workbook.

Source: OWASP, CSV Injection. Answers come from outside, and whoever opens an export trusts it.
"""

from __future__ import annotations

import re

from domain.formula_signs import BEGINNING

# Leading apostrophes belong to the pattern, so that the mark can be taken away again without a doubt.
_FORMULA = re.compile(rf"'*(?:[\t\r\n]|{BEGINNING})")


def marked(text: str) -> str:
    """Return `text` with an apostrophe before it where a spreadsheet program could take it for a formula."""
    return f"'{text}" if looks_like_formula(text) else text


def unmarked(text: str) -> str:
    """Return what `marked` was given."""
    return text[1:] if text.startswith("'") and looks_like_formula(text) else text


def looks_like_formula(text: str) -> bool:
    """Say whether a spreadsheet program could take `text` for a formula."""
    return _FORMULA.match(text) is not None
