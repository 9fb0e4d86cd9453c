"""Columns whose heading calls what stands beneath it units, before an answer or behind it."""

from __future__ import annotations

import re

from languages.asked import asked
from questionnaire.adopt.words.spelt import plain
from questionnaire.designed.page import SeenSheet
from workbooks.cells import Position

_TABLE = 100  # Rows up to the headings of a table at most.
_SIDE_BY_SIDE = re.compile(r"\s*[/|]\s*")  # What stands between the languages of a heading that is in two.


def over(page: SeenSheet, at: Position) -> list[str]:
    """Return what is printed above a cell in its column, from the nearest row on; "" where nothing is."""
    return [page.rows.get(above, {}).get(at[1], "") for above in range(at[0] - 1, max(0, at[0] - _TABLE), -1)]


def is_beneath_units(page: SeenSheet, at: Position) -> bool:
    """Say whether a heading above a cell calls what stands there units, in one language or in two."""
    units = set(asked().whole_texts)
    return any(set(_SIDE_BY_SIDE.split(plain(one))) <= units for one in over(page, at) if one)


def has_unit(page: SeenSheet, row: int, unit: str) -> bool:
    """Say whether a text stands in a row beneath a heading that calls it a unit."""
    return bool(unit) and any(text == unit and is_beneath_units(page, (row, column)) for column, text in page.rows.get(row, {}).items())


def is_unit_behind(page: SeenSheet, at: Position) -> bool:
    """Say whether a text is the unit of the answer before it: the row is called by words before that answer, which are no unit.

    Where these stand beneath such a heading as well, it is about units of another kind, as those of an enterprise.
    """
    if not page.text(at) or at in page.inputs or not is_beneath_units(page, at):
        return False
    first = next((column for column in range(1, at[1]) if (at[0], column) in page.inputs), at[1])
    called = ((at[0], column) for column in range(1, first) if page.words((at[0], column)))
    return first < at[1] and any(not is_beneath_units(page, each) for each in called)
