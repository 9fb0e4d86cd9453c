"""Comparisons in Excel: each pair of pieces by a rule of its own, because Excel compares a blank with a number as 0."""

from __future__ import annotations

from collections.abc import Callable

from domain.answer import AnswerValue
from questionnaire.expressions.excel_pieces import (
    FALSE,
    Constant,
    Logical,
    NoReadingError,
    NumberOrCode,
    Numeric,
    OneOf,
    Piece,
    Several,
    Textual,
    any_of,
    blank,
    holds,
    joined,
    negated,
    quoted,
    stands_in,
    true,
)
from questionnaire.expressions.excel_values import numeric, textual, whole_value
from questionnaire.expressions.tree import Operator
from questionnaire.expressions.values import equal, is_blank, iso_date, number, order, truth

_ACCEPTED = {Operator.LESS: {-1}, Operator.AT_MOST: {-1, 0}, Operator.GREATER: {1}, Operator.AT_LEAST: {0, 1}}
TURNED = {
    Operator.LESS: Operator.GREATER,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.GREATER: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
}


def equality(left: Piece, right: Piece) -> str:
    """Return the condition that both are equal, as `values.equal` says; raises NoReadingError."""
    if isinstance(left, Constant):
        return _equals_constant(right, left.value)
    if isinstance(right, Constant):
        return _equals_constant(left, right.value)
    if isinstance(left, Logical) or isinstance(right, Logical):
        given = [negated(blank(made)) for made in (left, right) if not isinstance(made, Logical)]
        return joined("AND", [*given, f"({true(left)})=({true(right)})"])
    if isinstance(left, (Textual, OneOf)) and isinstance(right, (Textual, OneOf)):
        return f"EXACT({textual(left)},{textual(right)})"
    first, second = _surely_number(left), _surely_number(right)
    codes = {*first.missing, *second.missing}
    if len({code.casefold() for code in codes}) < len(codes):
        raise NoReadingError  # Excel's = would not tell them apart.
    return f"{whole_value(first)}={whole_value(second)}"


def ordering(operator: Operator, left: Piece, right: Piece) -> str:
    """Return the condition that both stand in this order, as `values.order` says; raises NoReadingError."""
    if isinstance(left, Constant):
        return _ordered(TURNED[operator], right, left.value)
    if isinstance(right, Constant):
        return _ordered(operator, left, right.value)
    # Texts of choices that are dates would count as dates beside one another.
    if any(isinstance(made, OneOf) and any(map(iso_date, made.labels)) for made in (left, right)):
        raise NoReadingError
    first, second = numeric(left), numeric(right)
    if isinstance(first, Constant) or isinstance(second, Constant):
        return FALSE
    compared = Numeric(formula="", cells=tuple(dict.fromkeys(first.cells + second.cells)), fails=first.fails or second.fails)
    return holds(compared, f"{first.formula}{operator.value}{second.formula}")


def _equals_constant(made: Piece, value: AnswerValue) -> str:  # noqa: PLR0911 - one a kind of piece
    if is_blank(value):
        return blank(made)
    match made:
        case OneOf() | Several() | Textual() if isinstance(value, bool):
            return true(made) if value else FALSE  # A text that is there counts as true.
        case OneOf() | Several():
            return _choices(made, lambda codes: equal(codes, value), value)
        case Logical(formula):
            return formula if truth(value) else negated(formula)
        case Numeric() if isinstance(value, bool):
            return true(made) if value else _equals_constant(made, 0)
        case Numeric(formula, missing=codes) if value in codes:
            return stands_in(formula, str(value), codes)
        case NumberOrCode(counted) if type(value) in (int, float):
            return _compared("=", counted, value)
        case Numeric():
            return _compared("=", made, value)
        case Textual(formula) if isinstance(value, str):
            return f"EXACT({formula},{quoted(value)})"
        case _:
            raise NoReadingError


def _ordered(operator: Operator, made: Piece, value: AnswerValue) -> str:
    if is_blank(value):
        return FALSE
    match made:
        case OneOf() | Several():
            return _choices(made, lambda codes: order(codes, value) in _ACCEPTED[operator], value)
        case Numeric():
            return _compared(operator.value, made, value)
        case NumberOrCode(counted):
            return _compared(operator.value, counted, value)
        case Logical(formula):
            return _compared(operator.value, Numeric(formula=f"N({formula})"), value)
        case _:
            raise NoReadingError


def _compared(sign: str, made: Numeric, value: AnswerValue) -> str:
    """Return the comparison of a number that may be blank with a constant."""
    counted = number(value)
    if counted is None and made.day and isinstance(value, str):
        counted = number(iso_date(value))
    if counted is None:
        return FALSE
    limit = numeric(Constant(counted))
    assert isinstance(limit, Numeric)  # noqa: S101 - a number counts as one
    return holds(made, f"{made.formula}{sign}{limit.formula}")


def _choices(cell: OneOf | Several, accepted: Callable[[str | tuple[str, ...]], bool], value: AnswerValue) -> str:
    """Return the condition that what is chosen is accepted, decided here and now for everything that could be."""
    if isinstance(cell, OneOf):
        return any_of(cell, [code for code in cell.labels if accepted(code)])
    # Two choices together are no number, so that only a text can be equal to them.
    singles: list[tuple[str, ...]] = [(code,) for code in cell.addresses]
    several = tuple(str(value).split()) if isinstance(value, str) else ()
    in_order = tuple(code for code in cell.addresses if code in several)
    wanted = [codes for codes in [*singles, *([in_order] if len(in_order) > 1 else [])] if accepted(codes)]
    return joined("OR", [_exactly(cell, codes) for codes in wanted]) if wanted else FALSE


def _exactly(cell: Several, codes: tuple[str, ...]) -> str:
    return joined("AND", [cell.ticked(code) if code in codes else negated(cell.ticked(code)) for code in cell.addresses])


def _surely_number(made: Piece) -> Numeric:
    """Return the number of a piece that is a number, or the code of a cell, wherever it is not blank."""
    if isinstance(made, NumberOrCode):
        raise NoReadingError
    if isinstance(made, OneOf) and any(number(code) is None for code in made.labels):
        raise NoReadingError
    counted = numeric(made)
    if isinstance(counted, Constant):
        raise NoReadingError
    return counted
