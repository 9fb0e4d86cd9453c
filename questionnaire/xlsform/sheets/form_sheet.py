"""The sheets of a form as rows of named texts: headers folded to the XLSForm's names, and languages to their codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaire.definition import Text
from questionnaire.expressions.pulled import PulledTable
from questionnaire.legal import INVISIBLE
from questionnaire.xlsform.problems import ProblemReport, Where
from questionnaire.xlsform.sheets.file import Grid
from questionnaire.xlsform.sheets.header_row import HeaderRow, Key
from questionnaire.xlsform.sheets.headers import Vocabulary, header

MENTION = re.compile(r"\$\{\s*(?:last-saved#)?([^{}\s]+)\s*\}")  # Of a question, in an expression or a text.
_HEADER_ROWS = 10  # How many rows may stand above the headers.


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One row of a sheet that is not blank: its texts by column. `tables` are the lists beside the form that its expressions may read."""

    sheet: str
    number: int
    cells: Mapping[Key, str]
    headers: Mapping[Key, str]
    tables: Mapping[str, PulledTable] = field(default_factory=dict, compare=False, repr=False)

    def text(self, column: str) -> str:
        """Return the text of a column without languages, without invisible characters, or ""."""
        return self.cells.get((column, ""), "").translate(INVISIBLE).strip()

    def texts(self, column: str) -> Text:
        """Return the texts of a column by language, which is "" in a column without languages."""
        return {language: text for (name, language), text in self.cells.items() if name == column and text}

    def elsewhere(self, column: str) -> Text:
        """Return the texts of a column by language, without that of the column which names none."""
        return {language: text.translate(INVISIBLE).strip() for language, text in self.texts(column).items() if language}

    def exact(self, column: str) -> Text:
        """Return the texts of a column by language with every sign that they have: a sheet of a workbook may be called after any."""
        return {language: text.strip() for language, text in self.texts(column).items()}

    def has(self, column: str) -> bool:
        """Say whether the sheet has `column`, in whatever language."""
        return any(name == column for name, _ in self.headers)

    def fills(self, column: str) -> bool:
        """Say whether anything stands in the column, in whatever language."""
        return bool(self.texts(column))

    def place(self, column: str = "", language: str = "") -> Where:
        """Return where the cell of `column` stands, for a problem."""
        return (self.sheet, self.number, self.headers.get((column, language), column))


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet as it was found, read by its headers. `top` is the number of the row in which they stand."""

    sheet: str
    top: int
    headers: Mapping[Key, str]
    rows: tuple[FormRow, ...]

    def languages(self, column: str) -> tuple[str, ...]:
        """Return the languages in which the sheet has `column`, in the order of its columns."""
        return tuple(language for name, language in self.headers if name == column)

    def has(self, column: str) -> bool:
        """Say whether the sheet has `column`, in whatever language."""
        return any(name == column for name, _ in self.headers)


def read_sheet(sheet: str, grid: Grid, vocabulary: Vocabulary, default: str, report: ProblemReport) -> FormSheet:
    """Return the rows beneath the headers; `default` is the language of columns that name none."""
    top = _top(grid, vocabulary)
    below = {number: cells for number, cells in grid.items() if number > top}
    filled = frozenset(column for cells in below.values() for column in cells)
    columns = HeaderRow((sheet, top), vocabulary, default, filled, report)
    keys = columns.read(grid.get(top, {}))
    headers = dict(keys.values())
    rows = (FormRow(sheet=sheet, number=number, cells=_cells(cells, keys), headers=headers) for number, cells in below.items())
    table = FormSheet(sheet, top, headers, tuple(row for row in rows if row.cells))
    for column in vocabulary.needed if grid else ():
        if column not in vocabulary.by_row and not table.has(column) and not columns.misspelt(column):
            report.error((sheet, top, ""), f"The column {column} is missing.", f"Add a column with the header {column}.")
    return table


def _cells(cells: Mapping[int, str], keys: Mapping[int, tuple[Key, str]]) -> Mapping[Key, str]:
    """Return the texts by key; of two columns that mean the same, the one that stands first among `keys` goes before."""
    found: dict[Key, str] = {}
    for column, (key, _) in keys.items():
        if column in cells:
            found.setdefault(key, cells[column])
    return found


def _top(grid: Grid, vocabulary: Vocabulary) -> int:
    """Return the row of the headers: the first that names two columns (one of a small sheet), or else the first that is not blank."""
    wanted = min(2, len(vocabulary.needed) or 1)
    for number in list(grid)[:_HEADER_ROWS]:
        if len({header(text).base for text in grid[number].values()} & vocabulary.used) >= wanted:
            return number
    return next(iter(grid), 1)
