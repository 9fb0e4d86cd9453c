"""Whether anything is answered in the rows of a table, as a formula: defaults appear in a row once it is begun, and begin none."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from openpyxl.utils import get_column_letter

from questionnaire.definition import Questionnaire
from questionnaire.layout import Column, Table


def begins(form: Questionnaire, table: Table, column: Column) -> bool:
    """Say whether the cells of a column show a default: not where every other column has one too, so that nothing would begin a row."""
    return bool(_begun(form, table)) and column in _begun(form, table)


def filled(form: Questionnaire, table: Table, row: int, last_row: int = 0) -> str:
    """Return the condition that anything is answered in `row`, or from there to `last_row`."""
    ranges = _rows(runs(table, calculated=False), row, last_row)
    if not ranges:
        return "TRUE"
    if not _begun(form, table):
        return f"COUNTA({','.join(ranges)})>0"
    # A default that does not show yet is an empty text, which COUNTA would count.
    return "+".join(f'SUMPRODUCT(--({each}<>""))' for each in ranges) + ">0"


def begun(form: Questionnaire, table: Table, row: int) -> str:
    """Return the condition that anything is answered in `row` but what has a default."""
    ranges = _rows(runs(table, calculated=False, without=_begun(form, table)), row)
    return f"COUNTA({','.join(ranges)})>0" if ranges else "TRUE"


def runs(table: Table, *, calculated: bool, without: Collection[Column] = ()) -> list[tuple[str, str]]:
    """Return the columns that are calculated, or not, by their letters: the first and the last of each run.

    A function takes 255 arguments at most, and there may be more columns.
    """
    columns = enumerate(column.column for column in table.columns if column.calculated == calculated and column not in without)
    made = [[number for _, number in run] for _, run in groupby(columns, lambda pair: pair[1] - pair[0])]
    return [(get_column_letter(run[0]), get_column_letter(run[-1])) for run in made]


def _begun(form: Questionnaire, table: Table) -> tuple[Column, ...]:
    answers = [column for column in table.columns if not column.calculated]
    found = tuple(column for column in answers if not column.aside and form.by_name[column.question].default)
    return found if len(found) < len(answers) else ()


def _rows(columns: list[tuple[str, str]], row: int, last_row: int = 0) -> list[str]:
    return [f"${first}{row}:${last}{last_row or row}" for first, last in columns]
