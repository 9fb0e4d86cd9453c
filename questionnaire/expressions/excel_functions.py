"""Arithmetic and the functions of single values in Excel."""

from __future__ import annotations

from questionnaire.expressions.excel_pieces import (
    FALSE,
    Constant,
    Logical,
    NoReadingError,
    Numeric,
    OneOf,
    Piece,
    Several,
    any_of,
    blank,
    negated,
    true,
)
from questionnaire.expressions.excel_values import numeric
from questionnaire.expressions.functions import chosen
from questionnaire.expressions.tree import Operator
from questionnaire.expressions.values import FIRST_DAY, LAST_DAY, text

_SIGNS = {Operator.PLUS: "+", Operator.MINUS: "-", Operator.TIMES: "*", Operator.DIVIDE: "/"}


def calculated(operator: Operator, left: Piece, right: Piece) -> Piece:
    """Return the result of an arithmetic operator."""
    first, second = numeric(left), numeric(right)
    if isinstance(first, Constant) or isinstance(second, Constant):
        return Constant(None)
    cells, whole = tuple(dict.fromkeys(first.cells + second.cells)), first.whole and second.whole
    if operator is Operator.MODULO:
        if not whole:
            raise NoReadingError  # MOD of fractions is off by one divisor where XPath's is not, in some programs.
        # Excel's MOD has the sign of the divisor, XPath's that of the dividend.
        return Numeric(
            formula=f"(SIGN({first.formula})*MOD(ABS({first.formula}),ABS({second.formula})))", cells=cells, fails=True, whole=True
        )
    formula = f"({first.formula}{_SIGNS[operator]}{second.formula})"
    return Numeric(formula=formula, cells=cells, fails=True, whole=whole and operator is not Operator.DIVIDE)


def not_(condition: Piece) -> Piece:
    """Return the opposite of a condition."""
    return Logical(negated(true(condition)))


def selected(several: Piece, choice: Piece) -> Piece:
    """Return the condition that a choice is chosen."""
    if not isinstance(choice, Constant):
        raise NoReadingError
    code = text(choice.value)
    match several:
        case OneOf(_, labels):
            return Logical(any_of(several, [each for each in labels if code in chosen(each)]))
        case Several():
            return Logical(several.ticked(code) if code in several.addresses else FALSE)
        case _:
            raise NoReadingError


def count_selected(several: Piece) -> Piece:
    """Return how many choices are chosen."""
    match several:
        case Several(addresses):
            return Numeric(formula=f"({'+'.join(f'N({several.ticked(code)})' for code in addresses) or '0'})", whole=True)
        case OneOf():
            return Numeric(formula=f"N({negated(blank(several))})", whole=True)
        case Numeric(missing=codes) if not any(len(code.split()) > 1 for code in codes):
            return Numeric(formula=f"N({negated(blank(several))})", whole=True)
        case Logical():
            return Constant(1)
        case _:
            raise NoReadingError


def round_(value: Piece, *decimals: Piece) -> Piece:
    """Return a number rounded to a constant number of places."""
    places = decimals[0] if decimals else Constant(0)
    amount, digits = numeric(value), numeric(places)
    if isinstance(amount, Constant) or isinstance(digits, Constant):
        return Constant(None)
    if not isinstance(places, Constant):
        raise NoReadingError
    whole = not digits.formula.strip("(").startswith(tuple("123456789"))
    return Numeric(formula=f"ROUND({amount.formula},{digits.formula})", cells=amount.cells, fails=True, whole=whole)


def int_(value: Piece) -> Piece:
    """Return a number without its fraction."""
    amount = numeric(value)
    return (
        amount if isinstance(amount, Constant) else Numeric(formula=f"TRUNC({amount.formula})", cells=amount.cells, fails=True, whole=True)
    )


def date(value: Piece) -> Piece:
    """Return a date as it is, and a number as the day that it counts, where it counts one; but a text is not read."""
    match value:
        case Numeric(day=True) if not value.missing:
            return value
        case Numeric(formula=formula) if not value.missing:
            counted = f"IF(AND({formula}>={FIRST_DAY},{formula}<{LAST_DAY + 1}),TRUNC({formula}),NA())"
            return Numeric(formula=counted, cells=value.cells, fails=True, whole=True, day=True)
        case Logical():
            return Constant(None)
        case _:
            raise NoReadingError


def number(value: Piece) -> Piece:
    """Return a value as a number, which a missing code and a date as such are not."""
    amount = numeric(value)
    return (
        amount
        if isinstance(amount, Constant)
        else Numeric(formula=f"({amount.formula})", cells=amount.cells, fails=amount.fails, whole=amount.whole)
    )


def abs_(value: Piece) -> Piece:
    """Return a number without its sign."""
    amount = numeric(value)
    return (
        amount
        if isinstance(amount, Constant)
        else Numeric(formula=f"ABS({amount.formula})", cells=amount.cells, fails=True, whole=amount.whole)
    )
