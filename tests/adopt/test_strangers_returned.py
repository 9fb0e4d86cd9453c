"""Workbooks of strangers go out as they are, and what comes back of them is read: filled by openpyxl, by LibreOffice, and moved about."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from itertools import cycle, islice

import openpyxl
import pytest

from domain.answer import AnswerValue
from questionnaire.reading import LayoutState
from tests.adopt import changes
from tests.adopt.changes import Change
from tests.adopt.making import Sample
from tests.adopt.returned import Returned, Sent, by_libreoffice, by_openpyxl, compared, filling, reading_of, sent, untouched
from tests.adopt.strangers import strangers
from tests.programs import need
from workbooks.annotate import fill
from workbooks.cells import Cell, CellValue

FILES = {one.name: Sample(one.name, one.data, {}) for one in strangers()}
PATCHED = {"[Content_Types].xml", "_rels/.rels", "docProps/custom.xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"}
# What leaves all answers there and all words of theirs beside them; each file meets two of them.
_MOVES: tuple[Change, ...] = (
    changes.renamed,
    changes.row_above,
    changes.row_between,
    changes.column_put_in,
    changes.sheet_doubled,
    changes.nameless,
    changes.into_a_new_file,
    changes.labels_edited,
    changes.remark_beneath,
)
_MOVED = list(zip([name for name in FILES for _ in range(2)], islice(cycle(_MOVES), 2 * len(FILES)), strict=True))


@cache
def _copy(name: str) -> Sent:
    return sent(FILES[name])


@cache
def _typed(name: str) -> tuple[Mapping[Cell, CellValue], Mapping[str, AnswerValue]]:
    return filling(_copy(name))


@pytest.mark.sweep
@pytest.mark.parametrize("name", FILES)
def test_a_copy_that_openpyxl_filled_is_read_whole_and_all_but_five_parts_are_the_very_file(name: str) -> None:
    """Every answer is right."""
    one, (typed, wanted) = _copy(name), _typed(name)
    reading = reading_of(one, by_openpyxl(one.copy, typed))
    got = compared(reading, wanted)
    # Where formulas make labels by the language that was chosen, openpyxl loses what they gave.
    assert reading.layout in {LayoutState.EXACT, LayoutState.MOVED}
    assert (got.right, got.wrong) == (len(wanted), [])
    _, changed = untouched(one.sample.data, one.copy)
    assert set(changed) <= PATCHED


@pytest.mark.sweep
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_what_libreoffice_saves_of_them_is_read(kind: str) -> None:
    """At least 98 % of the answers of each file are right, and none is silently wrong."""
    need("soffice")
    back = by_libreoffice({name: fill(_copy(name).copy, _typed(name)[0]) for name in FILES}, kind)
    read = {name: compared(reading_of(_copy(name), data, f"back.{kind}"), _typed(name)[1]) for name, data in back.items()}
    assert [f"{name}: {why}" for name, one in read.items() for why in one.wrong] == []
    assert {name for name, one in read.items() if _share(one) < 0.98} == set()
    assert sum(one.answers for one in read.values()) > 5000


def _share(one: Returned) -> float:
    return one.right / max(1, one.answers)


@pytest.mark.sweep
@pytest.mark.parametrize(("name", "change"), [pytest.param(name, change, id=f"{name}-{change.__name__}") for name, change in _MOVED])
def test_what_was_moved_in_them_is_found_or_told(name: str, change: Change) -> None:
    """No answer is silently wrong."""
    one, (typed, wanted) = _copy(name), _typed(name)
    book = openpyxl.load_workbook(io.BytesIO(by_openpyxl(one.copy, typed)))
    change(book, one)
    written = io.BytesIO()
    book.save(written)
    assert compared(reading_of(one, written.getvalue()), wanted).wrong == []


def test_what_was_preset_is_not_dropped_where_a_copy_of_its_sheet_says_something_else() -> None:
    """It may be an answer, and which of the two holds nobody knows: that is told."""
    one, (typed, wanted) = _copy("itu_ict_long_fr"), _typed("itu_ict_long_fr")
    book = openpyxl.load_workbook(io.BytesIO(by_openpyxl(one.copy, typed)))
    changes.sheet_doubled(book, one)
    written = io.BytesIO()
    book.save(written)
    reading = reading_of(one, written.getvalue())
    assert compared(reading, wanted).wrong == []
    assert "langue_language" in reading.untyped
