"""The file of a form as grids of text, one a sheet. Forms are small, so that a sheet beyond the limits is refused and not read."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.expressions.values import text
from questionnaire.xlsform_problems import Report

Grid = Sequence[Sequence[str]]

MAX_ROWS, MAX_COLUMNS = 20_000, 200


def read_grids(data: bytes, report: Report) -> Mapping[str, Grid]:
    """Return the texts of every sheet by its folded name, or nothing after reporting why the file cannot be read.

    openpyxl's read-only mode goes row by row, so that a cell at the far end of a sheet costs nothing here.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # It warns of styles and extensions, of which a form uses none.
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            return {sheet.title.strip().lower(): _grid(sheet, report) for sheet in book.worksheets}
    except Exception as problem:  # noqa: BLE001 - A broken file makes openpyxl raise whatever its parts raise.
        report.error(("", 0, ""), f"It cannot be read as an Excel workbook ({problem}).", "Save it as .xlsx and try again.")
        return {}


def _grid(sheet: Worksheet, report: Report) -> Grid:
    """Return the rows of a sheet, up to the first that stands beyond the limit."""
    grid: list[list[str]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
        if number <= MAX_ROWS:
            grid.append([_text(value) for value in row])
        elif any(row):
            report.error(
                (sheet.title, number, ""), f"A form has at most {MAX_ROWS} rows.", "Delete what stands below and is not part of it."
            )
            break
    return grid


def _text(value: object) -> str:
    if isinstance(value, (str, bool, int, float, date, datetime, time)):
        return text(value).strip()
    return ""
