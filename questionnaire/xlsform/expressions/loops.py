"""What the rows of a loop say of the choice that they are about: `How many %(label)s?` has the choice above its column in a workbook.

Source: pyxform, which makes a group of each choice of the list, with its name and label in the place of these words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from questionnaire.xlsform.questions.types import bracket_of
from questionnaire.xlsform.sheets.form_sheet import FormRow
from questionnaire.xlsform.sheets.surroundings import Surroundings

_BEGINS = re.compile(r"begin[_ ]loop\b", re.IGNORECASE)
_OF_CHOICE = re.compile(r"%\((?:label|name)(?:::[^()]*)?\)s")
_NAME = re.compile(rf"_*{_OF_CHOICE.pattern}")
_OMITTED = "…"


def in_loops(rows: Iterable[FormRow], around: Surroundings) -> Iterator[FormRow]:
    """Yield the rows, those in loops without the words for the choice: a workbook has each choice as the heading of a column."""
    opened: list[bool] = []
    for row in rows:
        which = bracket_of(row)
        if which == "end":
            del opened[-1:]
        yield _without_choice(row, around) if any(opened) else row
        if which == "begin":
            opened.append(bool(_BEGINS.match(row.text("type"))))


def _without_choice(row: FormRow, around: Surroundings) -> FormRow:
    if not any(_OF_CHOICE.search(text) for text in row.cells.values()):
        return row
    around.warn(row, f"The choice of a loop is the heading of its column: in a text, {_OMITTED} stands in its place.")
    cells = {key: _NAME.sub("", text) if key[0] == "name" else _OF_CHOICE.sub(_OMITTED, text) for key, text in row.cells.items()}
    return replace(row, cells=cells)
