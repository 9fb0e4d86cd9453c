"""The same workbook as other authors would have made it: without locks, without colours, lines or rules, filled in or emptied.

What tells an answer in one agency's files says nothing in another's. Of each workbook whose cells are known these are made, so that no one
sign is learned by heart.
"""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from dataclasses import replace

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Border, PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from tests.adopt.written import Written

# What is taken from a copy: l all locks, v rules, f colours, b lines, r each of these by chance; h holds figures, e is emptied.
VARIANTS = ("", "l", "lb", "lh", "lrh")
_WRITTEN = {"dots": "..", "zeros": 0}
_WORDS = ("Ministry of Finance", "M. Adama Koné", "14 Court Square", "Ciudad Real", "kg", "A. Schmidt", "n.e.s.", "Отдел", "统计局")
_COLOUR, _LINES, _RULES, _BEGUN = 0.4, 0.25, 0.5, 0.6


def variant(one: Written, what: str) -> Written:
    """Return a workbook otherwise made; the same for the same."""
    if not what:
        return one
    chance = random.Random(f"{one.name} {what}")  # noqa: S311 - It is no secret.
    book = load_workbook(io.BytesIO(one.data))
    for page in book.worksheets:
        page.protection.sheet = False
        _bared(page, what, chance)
        asked = {at: kind for (sheet, at), (kind, _) in one.cells.items() if sheet == page.title}
        if "h" in what:
            _filled(page, asked, chance)
        if "e" in what:
            for at in asked:
                page[at].value = None
    written = io.BytesIO()
    book.save(written)
    return replace(one, data=written.getvalue())


def _bared(page: Worksheet, what: str, chance: random.Random) -> None:
    cells = [cell for row in page.iter_rows() for cell in row if isinstance(cell, Cell) and cell.has_style]
    grounds = sorted({str(cell.fill.fgColor.rgb) for cell in cells if cell.fill.fill_type})
    plain = {ground for ground in grounds if "f" in what or ("r" in what and chance.random() < _COLOUR)}
    unlined = "b" in what or ("r" in what and chance.random() < _LINES)
    for cell in cells:
        cell.protection = Protection(locked=True)
        if cell.fill.fill_type and str(cell.fill.fgColor.rgb) in plain:
            cell.fill = PatternFill()
        if unlined:
            cell.border = Border()
    if "v" in what or ("r" in what and chance.random() < _RULES):
        page.data_validations.dataValidation = []


def _filled(page: Worksheet, asked: Mapping[str, str], chance: random.Random) -> None:
    """Fill some columns of answers with figures or words, in part or as a whole, with zeros, with dots, or with nothing."""
    columns: dict[str, list[str]] = {}
    for at in sorted(asked):
        columns.setdefault(at.rstrip("0123456789"), []).append(at)
    for cells in columns.values():
        how = chance.choice(("as it is", "as it is", "all", "some", "none", "dots", "zeros"))
        for at in cells:
            figure = asked[at] in {"integer", "decimal", "percent"}
            if how == "none":
                page[at].value = None
            elif figure and (how == "all" or (how == "some" and chance.random() < _BEGUN)):
                page[at].value = chance.randint(1, 90_000) if asked[at] == "integer" else round(chance.random() * 900, 2)
            elif figure and how in _WRITTEN:
                page[at].value = _WRITTEN[how]
            elif asked[at] == "text" and page[at].value is None and how in {"all", "zeros"}:
                page[at].value = f"{chance.choice(_WORDS)} {chance.choice(_WORDS)}"
