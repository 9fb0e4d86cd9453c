"""Anything done to rows, columns, sheets and words, one after the other: each answer is right or told."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mutations import grid
from tests.mutations.case import Case, Expected
from tests.mutations.judge import judge, readings
from tests.mutations.loose import Worksheet
from tests.mutations.samples import samples
from workbooks.caged.reader import Reader

pytestmark = pytest.mark.sweep

_EXAMPLES = int(os.environ.get("MUTATIONS_EXAMPLES", "50"))  # By hand, some thousands.
Move = tuple[str, int, int, int, bool]
Do = Callable[[openpyxl.Workbook, Worksheet, int, int, bool], object]


def _swap(book: openpyxl.Workbook, sheet: Worksheet, one: int, other: int, follow: bool) -> None:
    grid.permute_rows(book, sheet, {one: other, other: one}, sheet.max_column, follow=follow)


def _forget_names(book: openpyxl.Workbook, _: Worksheet, one: int, other: int, __: bool) -> None:
    for number, name in enumerate(sorted(book.defined_names)):
        if number % (other % 3 + 2) == one % 2:
            del book.defined_names[name]


def _forget_keys(_: openpyxl.Workbook, sheet: Worksheet, one: int, other: int, __: bool) -> None:
    for row in sheet.iter_rows(min_row=min(one, other), max_row=max(one, other)):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("q_"):
                cell.value = None


def _reword(_: openpyxl.Workbook, sheet: Worksheet, one: int, __: int, ___: bool) -> None:
    cell = sheet.cell(one, 2)
    if isinstance(cell.value, str):
        cell.value = f"{cell.value[:5]} …"


_MOVES: dict[str, Do] = {
    "insert rows": lambda book, sheet, one, other, follow: grid.insert_rows(book, sheet, one, other % 3 + 1, follow=follow),
    "delete a row": lambda book, sheet, one, _, follow: grid.delete_rows(book, sheet, one, 1, follow=follow),
    "insert a column": lambda book, sheet, one, _, follow: grid.insert_columns(book, sheet, one % 7 + 1, 1, follow=follow),
    "delete a column": lambda book, sheet, one, _, follow: grid.delete_columns(book, sheet, one % 7 + 1, 1, follow=follow),
    "exchange two rows": _swap,
    "rename the sheet": lambda book, sheet, one, _, follow: grid.rename(book, sheet, f"Renamed {one}", follow=follow),
    "duplicate the sheet": lambda book, sheet, _, __, ___: grid.duplicate(book, sheet),
    "forget names": _forget_names,
    "forget keys": _forget_keys,
    "reword a label": _reword,
    "blank a heading": lambda _, sheet, one, __, ___: _blank(sheet, 2, one % 7 + 1),
}


def _blank(sheet: Worksheet, row: int, column: int) -> None:
    if not isinstance(cell := sheet.cell(row, column), openpyxl.cell.cell.MergedCell):
        cell.value = None


@st.composite
def moves(draw: st.DrawFn) -> list[Move]:
    """Draw one to four things that are done to sheets."""
    rows = st.integers(2, 16)
    one = st.tuples(st.sampled_from(sorted(_MOVES)), st.integers(0, 40), rows, rows, st.booleans())
    return draw(st.lists(one, min_size=1, max_size=4))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process."""
    with Reader() as reader:
        yield reader


@settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.sampled_from([sample.name for sample in samples()]), moves())
def test_no_random_damage_makes_an_answer_silently_wrong(reader: Reader, name: str, done: list[Move]) -> None:
    """An answer is what was filled in, or it is told, or its instance is told; what was blank stays blank."""
    sample = next(one for one in samples() if one.name == name)
    case = Case.of(sample)
    sheets = case.sheets()
    for what, number, one, other, follow in done:
        sheet = sheets[number % len(sheets)]
        _MOVES[what](case.book, sheet, one, other, follow)
    out = io.BytesIO()
    case.book.save(out)
    found = readings(reader.open(out.getvalue(), "x.xlsx"), sample)
    tables = {repeat.name for repeat in sample.form.repeats if not repeat.instances}
    keys = [key for key in sample.answers if case.question(key).asked and case.question(key).repeat not in tables]
    touched = {key: Expected(sample.answers[key]) for key in keys}
    (verdict,) = judge(case, {"random": touched}, found, set()).values()
    assert not verdict.wrong
