"""Answers side by side without headings, behind which another answer stands: never silently wrong where a column came in."""

from __future__ import annotations

import io
from functools import cache

import openpyxl
import pytest

from tests.adopt.making import Sample
from tests.adopt.returned import Sent, by_openpyxl, compared, filling, reading_of, sent
from tests.adopt.strangers import strangers

_SHEETS = {"restauration_scolaire": "Questionnaire", "uoe_enrl": "ENRL2"}


@cache
def _copy(name: str) -> tuple[Sent, bytes]:
    found = next(each for each in strangers() if each.name == name)
    one = sent(Sample(found.name, found.data, {}))
    return one, by_openpyxl(one.copy, filling(one)[0])


@pytest.mark.parametrize("column", range(2, 9))
@pytest.mark.parametrize("name", _SHEETS)
def test_a_column_put_in_among_them_makes_none_silently_wrong(name: str, column: int) -> None:
    """What stands behind the last of all, or what is printed, tells."""
    one, filled = _copy(name)
    book = openpyxl.load_workbook(io.BytesIO(filled))
    book[_SHEETS[name]].insert_cols(column)
    written = io.BytesIO()
    book.save(written)
    assert compared(reading_of(one, written.getvalue()), filling(one)[1]).wrong == []
