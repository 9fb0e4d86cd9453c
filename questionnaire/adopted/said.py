"""What a cell of an adopted workbook says, as layouts keep it: the same before it was sent and after it came back."""

from __future__ import annotations

from datetime import date, datetime, time

from workbooks.cells import CellValue


def said(value: CellValue | None) -> str:
    """Return a text or a number as it is printed, "" for all else, which programs write in ways of their own."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def content(value: CellValue | None) -> str:
    """Return what was put into a cell for answers: dates and true or false as well, whole numbers without a point."""
    match value:
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
    return said(value)
