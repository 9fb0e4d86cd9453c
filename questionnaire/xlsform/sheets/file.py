"""The file of a form as texts by row and column, one grid a sheet: in any format that `workbooks` reads.

Source: the XLSForm reference, "Setting up your worksheets".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from languages import ENGLISH, catalogue
from questionnaire.expressions.values import text
from questionnaire.xlsform.problems import ProblemReport, did_you_mean, nearest
from workbooks.caged.opening import Contained, look
from workbooks.caged.reader import Reader
from workbooks.cells import CellError, CellValue, Sheet, Workbook, a1
from workbooks.containers import cfb
from workbooks.refusal import Refusal

Grid = Mapping[int, Mapping[int, str]]  # The texts that are not blank, by row and then by column, both from 1 and in order.

SHEETS = ("settings", "survey", "choices", "external_choices")
MAX_ROWS = 20_000
_REFUSED = {  # Sheets of an XLSForm that change what is asked.
    "cascades": "Ask for each level with its own select_one, and a choice_filter.",
}
_LEFT_OUT = {  # Sheets that a workbook can do without.
    "entities": "A workbook cannot keep entities.",
    "osm": "A workbook has no map.",
}


def read_grids(data: bytes, file: str, report: ProblemReport) -> Mapping[str, Grid]:
    """Return the sheets of the form by the name that an XLSForm gives them; what cannot be read is reported."""
    result = _opened(data, file)
    if isinstance(result, Workbook):
        return {name: _grid(sheet, report) for name, sheet in _of_form(result.sheets, report).items()}
    message = (
        catalogue(ENGLISH).say(result.code, **{"name": file, **result.facts}).message if isinstance(result, Refusal) else "It is a zip."
    )
    report.error(("", 0, ""), f"It cannot be read as a workbook. {message}", "Save it as .xlsx and try again.")
    return {}


def _opened(data: bytes, file: str) -> Workbook | Contained | Refusal:
    """Return what the file holds. What reads an .xls may end the whole process when the file is damaged, so that a child does it."""
    if not data.startswith(cfb.MAGIC):
        return look(data, file).result
    with Reader() as reader:
        return reader.open(data, file)[0].result


def _of_form(sheets: tuple[Sheet, ...], report: ProblemReport) -> Mapping[str, Sheet]:
    """Return the sheets that belong to an XLSForm; of the others, tell of those that seem to be meant for one."""
    found = {name: sheet for sheet in sheets if (name := " ".join(sheet.name.split()).casefold()) in SHEETS}
    others = [sheet for sheet in sheets if not any(sheet is one for one in found.values())]
    if not found and len(sheets) == 1:
        report.warning((sheets[0].name, 0, ""), "The only sheet is read as survey.", "Call it survey.")
        return {"survey": sheets[0]}
    for sheet in others:
        _tell(sheet, [name for name in ("settings", "choices") if name not in found], report)
    if "survey" not in found:
        remedy = did_you_mean(
            "survey", [sheet.name for sheet in others], "Add a sheet called survey, with the columns type, name and label."
        )
        report.error(("survey", 0, ""), "The form has no sheet called survey.", remedy)
    return found


def _tell(sheet: Sheet, absent: list[str], report: ProblemReport) -> None:
    name = "_".join(sheet.name.split()).casefold()
    near = None if name.startswith("_") else nearest(name, absent)
    if name in _REFUSED and sheet.cells:
        report.error((sheet.name, 0, ""), f"The sheet {sheet.name!r} is not supported.", _REFUSED[name])
    elif name in _LEFT_OUT and sheet.cells:
        report.warning((sheet.name, 0, ""), f"The sheet {sheet.name!r} is not read.", _LEFT_OUT[name])
    elif near:
        report.warning((sheet.name, 0, ""), f"The sheet {sheet.name!r} is not read.", f"Did you mean {near}?")


def _grid(sheet: Sheet, report: ProblemReport) -> Grid:
    grid: dict[int, dict[int, str]] = {}
    for (row, column), value in sorted(sheet.cells.items()):
        if row > MAX_ROWS:
            report.error((sheet.name, row, ""), f"A form has at most {MAX_ROWS} rows.", "Delete the rows below that are not part of it.")
            break
        written = "" if isinstance(value, CellError) else _text(value, (row, column) in sheet.percent).strip()
        if written:
            grid.setdefault(row, {})[column] = written
    for (row, column), message in _unreadable(sheet):
        report.error((sheet.name, row, ""), f"The cell {a1(row, column)} {message}.", "Correct it, or write a value instead of a formula.")
    return grid


def _unreadable(sheet: Sheet) -> Iterator[tuple[tuple[int, int], str]]:
    yield from ((position, "contains a formula that was never calculated") for position in sorted(sheet.uncalculated))
    yield from ((at, f"contains the error {value.code}") for at, value in sorted(sheet.cells.items()) if isinstance(value, CellError))


def _text(value: CellValue, percent: bool) -> str:
    """Return a value as an author sees it: a number in per cent with its sign, and a truth value in capitals, as in pyxform."""
    if isinstance(value, bool):
        return str(value).upper()
    if percent and isinstance(value, (int, float)):
        return f"{round(value * 100, 6):g}%"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return text(value) if isinstance(value, (str, int, float, date, time)) else str(value)
