"""Text that a spreadsheet program must not take for a formula, in a CSV and in a workbook.

Source: OWASP, CSV Injection. Answers come from outside, and whoever opens an export trusts it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

# The signs that begin a formula, also in their full-width forms and after white space, which Excel passes over. Leading apostrophes
# belong to the pattern, so that the mark can be taken away again without a doubt.
_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")


def marked(text: str) -> str:
    """Return `text` with an apostrophe before it where a spreadsheet program could take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unmarked(text: str) -> str:
    """Return what `marked` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def write_text(cell: Cell, text: str) -> None:
    """Put `text` into a cell as text, never as a formula; Excel's own mark (quotePrefix) keeps it so when somebody edits the cell."""
    # Control characters cannot stand in XML; the text shows that something was there.
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    cell.data_type = "s"
    if _FORMULA.match(text):
        cell.quotePrefix = True
