from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbooks import limits
from workbooks.caged import wire
from workbooks.cells import MAX_COLUMN, MAX_ROW, Cell, CellError, LookSpan, Sheet, Visibility, Workbook

TEXTS = st.text(st.characters(codec=None, exclude_categories=()))
POSITIONS = st.tuples(st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))
VALUES = st.one_of(
    TEXTS,
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.builds(CellError, TEXTS),
)
SHEETS = st.builds(
    Sheet,
    name=TEXTS,
    visibility=st.sampled_from(Visibility),
    cells=st.dictionaries(POSITIONS, VALUES, max_size=5),
    comments=st.dictionaries(POSITIONS, TEXTS, max_size=3),
    uncalculated=st.frozensets(POSITIONS, max_size=3),
    percent=st.frozensets(POSITIONS, max_size=3),
    formulas=st.frozensets(POSITIONS, max_size=3),
    merged=st.dictionaries(POSITIONS, POSITIONS, max_size=3),
    looks=st.lists(st.builds(LookSpan, st.integers(1, 99), st.integers(1, 40), st.integers(40, 99), st.integers(1, 99)), max_size=3).map(
        tuple
    ),
)
WORKBOOKS = st.builds(
    Workbook,
    format=st.sampled_from(["xlsx", "ods"]),
    sheets=st.lists(SHEETS, max_size=3).map(tuple),
    names=st.dictionaries(TEXTS, st.builds(Cell, TEXTS, st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN)), max_size=3),
    constants=st.dictionaries(TEXTS, TEXTS, max_size=3),
    properties=st.dictionaries(TEXTS, TEXTS, max_size=3),
    broken_names=st.frozensets(TEXTS, max_size=3),
    macros=st.booleans(),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


def typed(book: Workbook) -> list[list[type]]:
    """Return the types of all values."""
    return [[type(value) for value in sheet.cells.values()] for sheet in book.sheets]


@given(WORKBOOKS)
def test_a_workbook_arrives_as_it_was_sent(book: Workbook) -> None:
    """A workbook arrives as it was sent."""
    arrived = wire.decode(wire.encode(book))
    assert arrived == book
    assert typed(arrived) == typed(book)


@given(st.binary())
def test_bytes_that_are_no_workbook_are_a_value_error(data: bytes) -> None:
    """Bytes that are no workbook are a value error."""
    with pytest.raises(ValueError, match=r".*"):
        wire.decode(data)


def test_more_positions_than_any_workbook_has_are_not_unpacked() -> None:
    """Each would take ten times its bytes."""
    sent = wire.encode(Workbook(format="xlsx", sheets=()))
    with pytest.raises(ValueError, match="more than any workbook"):
        wire.decode(sent + bytes(40 * limits.MIB))


@pytest.mark.parametrize("look", [(1, 1, MAX_ROW + 1, 5), (1, 5, 4, 5), (1, 0, 4, 5), (1, 1, limits.LOOKS + 1, 5)])
def test_looks_of_more_cells_than_are_looked_at_are_not_believed(look: tuple[int, int, int, int]) -> None:
    """Whoever reads them goes cell by cell, so that a lie of some bytes would take gigabytes."""
    sheet = Sheet(name="A", visibility=Visibility.VISIBLE, cells={}, looks=(LookSpan(*look),))
    with pytest.raises(ValueError, match="no cells of a sheet"):
        wire.decode(wire.encode(Workbook(format="xlsx", sheets=(sheet,))))


@given(WORKBOOKS, st.data())
def test_json_of_another_shape_is_a_value_error_or_another_workbook(book: Workbook, data: st.DataObject) -> None:
    """Json of another shape is a value error or another workbook."""
    sent = wire.encode(book)
    end = 4 + struct.unpack_from("<L", sent)[0]
    raw = json.loads(sent[4:end])
    raw[data.draw(st.sampled_from(sorted(raw)))] = data.draw(JSON)
    other = json.dumps(raw).encode()
    try:
        assert isinstance(wire.decode(struct.pack("<L", len(other)) + other + sent[end:]), Workbook)
    except ValueError:
        return
