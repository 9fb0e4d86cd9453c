"""Sums, extremes and counts in Excel: over single values and over the cells of a repeat, where what is no number is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from questionnaire.expressions.excel_pieces import Constant, NoReadingError, Numeric, Piece, Range, blank, negated
from questionnaire.expressions.excel_values import inline, numeric

_LARGEST = "9.99999999999999E+307"  # The largest number that Excel takes in a cell or formula.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Argument:
    """One argument: cells, of which Excel leaves out what is no number by itself, or a formula, which may `fail` where it is blank."""

    formula: str
    cells: bool
    fails: bool
    whole: bool
    day: bool

    def filled(self, filler: str) -> str:
        """Return the formula, which gives `filler` where it is blank."""
        return f"IFERROR({self.formula},{filler})" if self.fails else self.formula


def sum_(*values: Piece) -> Piece:
    """Return the sum. Where fractions are added, what rounding left over of 0 is 0, as in `aggregates.sum_of`."""
    given = _arguments(values)
    if not given:
        return Constant(0)
    added = ",".join(each.filled("0") for each in given)
    if all(each.whole and (each.cells or not each.fails) for each in given):
        return Numeric(formula=f"SUM({added})", whole=True)
    formula = f"IF(ABS(SUM({added}))<MAX({added},-MIN({added}))/2^44,0,SUM({added}))"
    return Numeric(formula=formula, fails=True, whole=all(each.whole for each in given))


def least(*values: Piece) -> Piece:
    """Return the smallest number."""
    return _extreme("MIN", _arguments(values), _LARGEST)


def greatest(*values: Piece) -> Piece:
    """Return the greatest number."""
    return _extreme("MAX", _arguments(values), f"-{_LARGEST}")


def count(*values: Piece) -> Piece:
    """Return how many values are not blank."""
    terms = [each.count if isinstance(each, Range) else f"N({negated(blank(each))})" for each in values]
    return Numeric(formula=f"({'+'.join(terms)})" if len(terms) > 1 else terms[0], whole=True)


def _extreme(function: str, given: Sequence[_Argument], filler: str) -> Piece:
    if not given:
        return Constant(None)
    days, whole = {each.day for each in given}, all(each.whole for each in given)
    if len(days) > 1:
        raise NoReadingError  # Whether it is a date or a number would depend on what is answered.
    formula = f"{function}({','.join(each.filled(filler) for each in given)})"
    if any(not each.cells and not each.fails for each in given):
        return Numeric(formula=formula, whole=whole, day=days.pop())
    # Of nothing, Excel says 0.
    return Numeric(
        formula=f"IF(COUNT({','.join(each.formula for each in given)})=0,NA(),{formula})", fails=True, whole=whole, day=days.pop()
    )


def _arguments(values: Sequence[Piece]) -> list[_Argument]:
    return [made for value in values if (made := _argument(value)) is not None]


def _argument(value: Piece) -> _Argument | None:
    """Return a value as an argument, or None where it surely is no number; raises NoReadingError."""
    if isinstance(value, Range):
        if not value.numbers:
            raise NoReadingError
        return _Argument(formula=value.numbers, cells=True, fails=False, whole=value.whole, day=value.day)
    counted = numeric(value)
    if isinstance(counted, Constant):
        return None
    day = isinstance(value.value, date) if isinstance(value, Constant) else counted.day
    if counted.is_cell:
        return _Argument(formula=counted.formula, cells=True, fails=False, whole=counted.whole, day=day)
    return _Argument(formula=inline(counted), cells=False, fails=bool(counted.fails or counted.cells), whole=counted.whole, day=day)
