"""A workbook that is no questionnaire designed by hand, but a form: an XLSForm, as other programs make and read it.

Source: the XLSForm reference, "Setting up your worksheets".
"""

from __future__ import annotations

import re

from workbooks.anatomy import Anatomy, SheetAnatomy

_SURVEY, _TYPE, _CALLED = "survey", "type", ("name", "label")
_HEADER_ROWS = 10  # How many rows may stand above the headers.
_TYPES = re.compile(
    r"text|string|int|integer|decimal|date|time|datetime|note|calculate|range|acknowledge|hidden|audit|today|start|end|username|deviceid"
    r"|image|audio|video|file|barcode|geopoint|geotrace|geoshape|(?:begin|end)[ _]?(?:group|repeat)|(?:select|rank)\b.*|select_.*"
)


class AlreadyFormError(Exception):
    """Raised for a workbook that is an XLSForm: what it asks stands in its rows, and nothing of it is drawn."""


def is_form(book: Anatomy) -> bool:
    """Say whether a workbook is an XLSForm: its sheet `survey` has the columns type and name or label, and most of its types are some."""
    survey = next((one for one in book.sheets if " ".join(one.sheet.name.split()).casefold() == _SURVEY), None)
    return survey is not None and any(_is_header(survey, row) for row in range(1, _HEADER_ROWS + 1))


def _is_header(survey: SheetAnatomy, row: int) -> bool:
    heads = {column: str(value).strip().casefold() for (each, column), value in survey.sheet.cells.items() if each == row}
    types = next((column for column, head in heads.items() if head == _TYPE), 0)
    if not types or not any(head.partition(":")[0].rstrip() in _CALLED for head in heads.values()):
        return False
    said = [str(value).strip().casefold() for (each, column), value in survey.sheet.cells.items() if column == types and each > row]
    return sum(_TYPES.fullmatch(one) is not None for one in said) * 2 > len(said)
