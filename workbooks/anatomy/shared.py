"""Formulas that cells share: what the first one says, moved to each of the others. Source: ECMA-376 part 1, section 18.3.1.40.

Only relative references move; what stands in quotation marks, names, functions and columns of tables stay.
"""

from __future__ import annotations

import re

from workbooks.cells import MAX_COLUMN, MAX_ROW, a1, column_number

_PIECE = re.compile(
    r"""(?P<kept>"(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\])
    |(?<![\w.$\\])(?![\w.]+:[\w.]+!)(?:  # The first and last sheet of a reference to several are names, as in Q1:Q4!B2.
      (?P<c>\$?)(?P<column>[A-Z]{1,3})(?P<r>\$?)(?P<row>[1-9]\d{0,6})
      |(?P<c1>\$?)(?P<from>[A-Z]{1,3}):(?P<c2>\$?)(?P<to>[A-Z]{1,3})
      |(?P<r1>\$?)(?P<first>[1-9]\d{0,6}):(?P<r2>\$?)(?P<last>[1-9]\d{0,6})
    )(?![\w.(!])""",
    re.VERBOSE | re.IGNORECASE,
)
_NOWHERE = "#REF!"


def shifted(formula: str, rows: int, columns: int) -> str:
    """Return a formula as it reads so many rows and columns further down and right; a reference beyond the sheet is `#REF!`."""
    return _PIECE.sub(lambda found: _moved(found, rows, columns), formula)


def _moved(found: re.Match[str], rows: int, columns: int) -> str:
    if found["kept"] is not None:
        return found[0]
    try:
        if found["column"]:
            return _column(found["c"], found["column"], columns) + _row(found["r"], found["row"], rows)
        if found["from"]:
            return f"{_column(found['c1'], found['from'], columns)}:{_column(found['c2'], found['to'], columns)}"
        return f"{_row(found['r1'], found['first'], rows)}:{_row(found['r2'], found['last'], rows)}"
    except ValueError:
        return _NOWHERE


def _column(fixed: str, letters: str, columns: int) -> str:
    number = column_number(letters.upper()) + (0 if fixed else columns)
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(number)
    return fixed + a1(1, number).removesuffix("1")


def _row(fixed: str, row: str, rows: int) -> str:
    number = int(row) + (0 if fixed else rows)
    if not 1 <= number <= MAX_ROW:
        raise ValueError(number)
    return f"{fixed}{number}"
