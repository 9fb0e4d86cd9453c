"""How a questionnaire differs from the one before is told by questions, choices and types, not by the bytes of its file."""

from __future__ import annotations

import io

import openpyxl
import pytest

from questionnaire.versions.difference import difference
from questionnaire.xlsform import load
from service.authoring.new_study import short_form

FORM = short_form("water", "Water", ("en", "fr"))


def edited(sheet: str, name: str, column: int, text: str | None) -> bytes:
    """Return the form with one cell of the row called `name` changed, or without that row."""
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    rows = {row[1].value: number for number, row in enumerate(book[sheet].iter_rows(), 1)}
    if text is None:
        book[sheet].delete_rows(rows[name])
    else:
        book[sheet].cell(rows[name], column).value = text
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (edited("survey", "staff", 2, "people"), ("The question people (integer) is new.", "The question staff (integer) is gone.")),
        (edited("survey", "staff", 1, "decimal"), ("The question staff was integer and is now decimal.",)),
        (edited("survey", "staff", 3, "How many?"), ("The question staff is worded differently.",)),
        (edited("survey", "remarks", 7, "yes"), ("The question remarks is required now.",)),
        (edited("choices", "medium", 2, "middle"), ("new: middle", "gone: medium")),
        (edited("choices", "high", 3, "Very high"), ("worded differently: high",)),
        (FORM, ()),
    ],
)
def test_what_changed_is_told_in_sentences(changed: bytes, says: tuple[str, ...]) -> None:
    """Each change once, and nothing where nothing changed."""
    told = difference(load(FORM, "old.xlsx"), load(changed, "new.xlsx"))
    assert len(told) == len(says)
    assert all(part in line for part, line in zip(says, told, strict=True))
