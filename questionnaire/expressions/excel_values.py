"""What a piece counts as in Excel: the formula of its number, of its text, and of its value in a cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from questionnaire.expressions.excel_pieces import (
    FALSE,
    TRUE,
    Constant,
    Logical,
    NoReadingError,
    NumberOrCode,
    Numeric,
    OneOf,
    Piece,
    Textual,
    filled,
    quoted,
)
from questionnaire.expressions.values import is_blank, number, text

_EXACT = 2**53


def numeric(made: Piece) -> Numeric | Constant:
    """Return the number that a piece counts as; a constant is blank."""
    match made:
        case Constant(value):
            counted = number(value)
            return Constant(None) if counted is None else Numeric(formula=_number(counted), whole=_is_whole(counted))
        case Numeric():
            return made
        case NumberOrCode(counted):
            return counted
        case Logical(formula):
            return Numeric(formula=f"N({formula})", whole=True)
        case OneOf(_, labels):
            return _number_of_choice(made, {code: counted for code in labels if (counted := number(code)) is not None})
        case _:
            raise NoReadingError


def _number_of_choice(cell: OneOf, numbers: Mapping[str, float]) -> Numeric | Constant:
    if not numbers:
        return Constant(None)
    cases = "".join(f"IF({cell.holds(code)},{_number(counted)}," for code, counted in numbers.items())
    return Numeric(formula=f"{cases}NA(){')' * len(numbers)}", fails=True, whole=all(map(_is_whole, numbers.values())))


def textual(made: Piece) -> str:
    """Return the formula of a text; "" is blank."""
    match made:
        case Constant(value):
            return quoted(text(value))
        case Textual(formula):
            return formula
        case Logical(formula):
            return f'IF({formula},"true","false")'
        case OneOf(_, labels):
            return f'{"".join(f"IF({made.holds(code)},{quoted(code)}," for code in labels)}""{")" * len(labels)}'
        case _:
            raise NoReadingError  # Excel writes numbers and dates as the country does.


def inline(made: Piece) -> str:
    """Return the formula of a number that fails wherever it is blank."""
    counted = numeric(made)
    if isinstance(counted, Constant):
        return "NA()"
    return f"IF({filled(counted)[0]},{counted.formula},NA())" if counted.cells else counted.formula


def whole_value(made: Piece) -> str:
    """Return the formula that gives the value, and "" where it is blank."""
    match made:
        case Numeric(formula) if made.is_cell:
            return f'IF({formula}="","",{formula})'
        case Numeric(formula, cells, fails):
            safe = f'IFERROR({formula},"")' if fails else formula
            return f'IF({filled(made)[0]},{safe},"")' if cells else safe
        case Logical(formula):
            return formula
        case Constant(value) if isinstance(value, bool):
            return TRUE if value else FALSE
        case Constant(int() | float() | date() as value):
            return inline(Constant(value)) if not is_blank(value) else '""'
        case _:
            return textual(made)


def _number(value: float) -> str:
    written = repr(int(value) if _is_whole(value) else value).upper()
    return f"({written})" if value < 0 else written


def _is_whole(value: float) -> bool:
    return float(value).is_integer() and abs(value) < _EXACT
