"""A formula in the tokens of binary workbooks that reads no cell and calls no function is as good as a typed value."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from tests.workbooks.xlsbfile import cell, row, sheet, text
from workbooks.binary.cellvalues import NumberFormats
from workbooks.binary.tokens import XLS, XLSB, Notation, reads_nothing
from workbooks.binary.xlsbsheet import read_sheet

_FIVE, _THREE, _HALF = b"\x1e\x05\x00", b"\x1e\x03\x00", b"\x1f" + struct.pack("<d", 0.5)
_PLUS, _BRACKETS, _MINUS, _SPACE = b"\x03", b"\x15", b"\x13", b"\x19\x40\x00\x01"
_CELL, _SUM, _VOLATILE = b"\x44\x00\x00\x00\x00", b"\x19\x10\x00\x00", b"\x19\x01\x00\x00"
_TRUE, _PI = b"\x21\x22\x00", b"\x21\x13\x00"


@pytest.mark.parametrize(
    "formula",
    [_FIVE, _FIVE + _THREE + _PLUS, _HALF + _MINUS, _FIVE + _SPACE + _HALF + _PLUS + _BRACKETS, _TRUE, b"\x1d\x01", b"\x17\x01\x00a"],
)
def test_figures_added_up_by_hand_read_nothing(formula: bytes) -> None:
    """Brackets, spaces, signs, and true and false as well."""
    assert reads_nothing(formula, XLS)


@pytest.mark.parametrize(
    "formula", [b"", _CELL, _FIVE + _CELL + _PLUS, _FIVE + _SUM, _PI, _VOLATILE + _FIVE, b"\x1e", b"\x1e\x05", b"\x17", b"\x17\xff"]
)
def test_what_reads_a_cell_or_calls_a_function_does_not(formula: bytes) -> None:
    """Nor does what is cut, of which nobody knows."""
    assert not reads_nothing(formula, XLS)


def test_a_text_is_as_long_as_its_format_says() -> None:
    """In an xlsb each letter takes two bytes."""
    assert reads_nothing(b"\x17\x01\x00a\x00" + _FIVE + b"\x08", XLSB)
    assert not reads_nothing(b"\x17\x05\x00a\x00", XLSB)


class _Counted(bytes):
    """Bytes that know how many of them were copied out of them."""

    copied = 0

    def __getitem__(self, place: Any) -> Any:
        made = super().__getitem__(place)
        self.copied += len(made) if isinstance(made, bytes) else 0
        return made


@pytest.mark.parametrize("notation", [XLS, XLSB])
@pytest.mark.parametrize("formula", [_PLUS * 20_000, _TRUE * 7_000, b"\x17\x00\x00" * 7_000, _SPACE * 5_000])
def test_a_formula_of_very_many_tokens_is_given_up_before_it_costs_anything(formula: bytes, notation: Notation) -> None:
    """People add up no thousands of figures by hand, and what is left of a formula is not copied at each of its tokens."""
    counted = _Counted(formula)
    assert not reads_nothing(counted, notation)
    assert counted.copied < len(formula)


def test_a_sum_of_as_many_figures_as_people_add_up_by_hand_is_read() -> None:
    """A hundred of them, each with its sign."""
    assert reads_nothing(_FIVE + (_THREE + _PLUS) * 100, XLSB)


def _result(kind: int, column: int, value: bytes, formula: bytes) -> bytes:
    return cell(kind, column, value + b"\0\0" + struct.pack("<L", len(formula)) + formula)


def test_of_an_xlsb_those_cells_have_formulas_whose_formulas_read_something() -> None:
    """Whatever they give: a number, a truth, a text or an error."""
    values = ((9, struct.pack("<d", 8.0)), (10, b"\1"), (8, text("eight")), (11, b"\x07"))
    typed, reads = _FIVE + _THREE + _PLUS, _FIVE + b"\x44" + b"\0" * 6 + _PLUS
    cells = [_result(kind, at, value, formula) for formula in (typed, reads) for at, (kind, value) in enumerate(values)]
    part = sheet(row(0, *cells[:4]), row(1, *cells[4:]))
    found = read_sheet(part, (), NumberFormats())
    assert found.formulas == {(2, 1), (2, 2), (2, 3), (2, 4)}
    assert found.cells[1, 1] == 8.0
