"""One of several values in Excel: coalesce() and if(), whose branches must be of one kind."""

from __future__ import annotations

from datetime import date

from domain.answer import AnswerValue
from questionnaire.expressions.excel_pieces import (
    Constant,
    Formula,
    Logical,
    NoReadingError,
    NumberOrCode,
    Numeric,
    OneOf,
    Piece,
    Range,
    Several,
    Textual,
    blank,
    true,
)
from questionnaire.expressions.excel_values import inline, numeric, textual
from questionnaire.expressions.values import is_blank


def coalesce(first: Piece, second: Piece) -> Piece:
    """Return the first, or the second where the first is blank."""
    if isinstance(first, Logical):
        return first
    if isinstance(first, Constant):
        return second if is_blank(first.value) else first
    like = _likeness(first, second)
    if like is Textual:
        return Textual(f'IF({textual(first)}="",{textual(second)},{textual(first)})')
    if like is Logical or isinstance(first, NumberOrCode):
        raise NoReadingError
    if isinstance(first, Numeric) and first.missing:
        return _number_of(first, second, f"IF({blank(first)},{inline(second)},{inline(first)})")
    return _number_of(first, second, f"IFERROR({inline(first)},{inline(second)})")


def if_(condition: Piece, then: Piece, otherwise: Piece) -> Piece:
    """Return one of two, as the condition says."""
    like, asked = _likeness(then, otherwise), true(condition)
    if like is Textual:
        return Textual(f"IF({asked},{textual(then)},{textual(otherwise)})")
    if like is Logical:
        return Logical(f"IF({asked},{true(then)},{true(otherwise)})")
    return _number_of(then, otherwise, f"IF({asked},{inline(then)},{inline(otherwise)})")


def _number_of(first: Piece, second: Piece, formula: str) -> Piece:
    """Return one of two numbers, as `formula` decides. A date is a number whose text is another, so that both must be dates or neither."""
    given = [made for made in (first, second) if not (isinstance(made, Constant) and is_blank(made.value))]
    days = {_is_day(made) for made in given}
    if len(days) != 1:
        raise NoReadingError
    parts = [numeric(made) for made in given]
    number = Numeric(formula=formula, fails=True, whole=all(isinstance(part, Numeric) and part.whole for part in parts), day=days.pop())
    coded = any(isinstance(made, NumberOrCode) or (isinstance(made, Numeric) and made.missing) for made in given)
    return NumberOrCode(number) if coded else number


def _is_day(made: Piece) -> bool:
    counted = made.number if isinstance(made, NumberOrCode) else made
    return isinstance(counted.value, date) if isinstance(counted, Constant) else isinstance(counted, Numeric) and counted.day


def _likeness(first: Piece, second: Piece) -> type[Formula]:
    """Return what both pieces are; a blank is like any text or number."""
    kinds = {_kind(made) for made in (first, second)} - {None}
    if len(kinds) != 1 or (None in (_kind(first), _kind(second)) and kinds == {Logical}):
        raise NoReadingError
    return kinds.pop() or Numeric


def _kind(made: Piece) -> type[Formula] | None:
    match made:
        case Constant(value):
            return None if is_blank(value) else _kind_of_value(value)
        case OneOf():
            return Textual
        case NumberOrCode():
            return Numeric
        case Several() | Range():
            raise NoReadingError
        case _:
            return type(made)


def _kind_of_value(value: AnswerValue) -> type[Formula]:
    if isinstance(value, bool):
        return Logical
    return Textual if isinstance(value, str) else Numeric
