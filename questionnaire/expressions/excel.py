"""The second reading of the tree: the Excel formula that computes what `evaluate` computes.

Excel reads a blank cell as 0, lets a text be greater than every number, and ignores case, so that nothing is left to its own rules: a
number stands behind a COUNT of the cells it is made of and fails where it is blank, a blank text is "", a condition is never blank.
What is sometimes a text and sometimes a number, and a text that would have to be read as a number, has no Excel reading.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.submission import AnswerValue
from questionnaire.expressions.evaluate import compiled
from questionnaire.expressions.excel_compare import equality, ordering
from questionnaire.expressions.excel_pieces import (
    FALSE,
    Constant,
    Formula,
    Logical,
    NoReadingError,
    Numeric,
    OneOf,
    Piece,
    Several,
    Textual,
    any_of,
    blank,
    inline,
    negated,
    numeric,
    textual,
    true,
    whole_value,
)
from questionnaire.expressions.functions import chosen
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Negative, Node, Operator, This, walk
from questionnaire.expressions.values import is_blank, text

# What a formula in a cell or a conditional format may have: ECMA-376 part 1, section 18.17; nesting as Excel's specifications say.
MAX_LENGTH, MAX_NESTING = 8192, 64
# A cell of the workbook by the name of its question; "." is the question itself, None a question that takes no answer.
CellOf = Callable[[str], Formula | OneOf | Several | None]

_ARITHMETIC = {Operator.PLUS: "+", Operator.MINUS: "-", Operator.TIMES: "*", Operator.DIVIDE: "/"}
_VARIABLE = frozenset({"today"})


def to_excel(tree: Node, cell_of: CellOf) -> str | None:
    """Return the formula (without its =) that gives the value of `tree`, "" where it is blank; None where there is no Excel reading."""
    return _written(tree, cell_of, whole_value)


def to_excel_condition(tree: Node, cell_of: CellOf) -> str | None:
    """Return the formula that is TRUE where `tree` counts as true and else FALSE; None where there is no Excel reading."""
    return _written(tree, cell_of, true)


def _written(tree: Node, cell_of: CellOf, finish: Callable[[Piece], str]) -> str | None:
    try:
        formula = finish(_Reading(cell_of).piece(tree))
    except NoReadingError:
        return None
    return formula if len(formula) < MAX_LENGTH and _nesting(formula) <= MAX_NESTING else None


def _nesting(formula: str) -> int:
    """Return how deep brackets nest, those within texts too: one more than there are does no harm."""
    deepest = depth = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


class _Reading:
    """One pass over a tree, from the leaves up. A tree without an answer in it is a constant."""

    def __init__(self, cell_of: CellOf) -> None:
        self._cell_of = cell_of

    def piece(self, node: Node) -> Piece:
        """Return what `node` is in Excel; raises NoReadingError."""
        if not any(isinstance(each, (Name, This)) or (isinstance(each, Call) and each.function in _VARIABLE) for each, _ in walk(node)):
            return Constant(compiled(node)({}, None, None))
        made = self._piece(node)
        # Some pieces say their operand twice, so that deep ones must not grow for ever.
        if isinstance(made, (Numeric, Textual, Logical)) and len(made.formula) > MAX_LENGTH:
            raise NoReadingError
        return made

    def _piece(self, node: Node) -> Piece:
        match node:
            case Name(name):
                return self._cell_of(name) or Constant(None)
            case This():
                return self._cell_of(".") or Constant(None)
            case Negative(operand):
                return _calculated(Operator.MINUS, Constant(0), self.piece(operand))
            case Binary(operator, left, right):
                return _binary(operator, self.piece(left), self.piece(right))
            case Call(function, arguments):
                return _FUNCTIONS[function](*map(self.piece, arguments))
            case Literal():
                raise AssertionError(node)  # It is a constant.


def _binary(operator: Operator, left: Piece, right: Piece) -> Piece:
    match operator:
        case Operator.AND | Operator.OR:
            return Logical(f"{operator.value.upper()}({true(left)},{true(right)})")
        case Operator.EQUAL:
            return Logical(equality(left, right))
        case Operator.UNEQUAL:
            return Logical(negated(equality(left, right)))
        case Operator.LESS | Operator.AT_MOST | Operator.GREATER | Operator.AT_LEAST:
            return Logical(ordering(operator, left, right))
        case _:
            return _calculated(operator, left, right)


def _calculated(operator: Operator, left: Piece, right: Piece) -> Piece:
    first, second = numeric(left), numeric(right)
    if isinstance(first, Constant) or isinstance(second, Constant):
        return Constant(None)
    cells, whole = tuple(dict.fromkeys(first.cells + second.cells)), first.whole and second.whole
    if operator is Operator.MODULO:
        if not whole:
            raise NoReadingError  # MOD of fractions is off by one divisor where XPath's is not, in some programs.
        # Excel's MOD has the sign of the divisor, XPath's that of the dividend.
        return Numeric(f"(SIGN({first.formula})*MOD(ABS({first.formula}),ABS({second.formula})))", cells, fails=True, whole=True)
    formula = f"({first.formula}{_ARITHMETIC[operator]}{second.formula})"
    return Numeric(formula, cells, fails=True, whole=whole and operator is not Operator.DIVIDE)


def _not(condition: Piece) -> Piece:
    return Logical(negated(true(condition)))


def _selected(several: Piece, choice: Piece) -> Piece:
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


def _count_selected(several: Piece) -> Piece:
    match several:
        case Several(addresses):
            return Numeric(f"({'+'.join(f'N({several.ticked(code)})' for code in addresses) or '0'})", whole=True)
        case OneOf() | Numeric():
            return Numeric(f"N({negated(blank(several))})", whole=True)
        case Logical():
            return Constant(1)
        case _:
            raise NoReadingError


def _string_length(value: Piece) -> Piece:
    return Numeric(f"LEN({textual(value)})", whole=True)


def _coalesce(first: Piece, second: Piece) -> Piece:
    if isinstance(first, Logical):
        return first
    if isinstance(first, Constant):
        return second if is_blank(first.value) else first
    like = _likeness(first, second)
    if like is Textual:
        return Textual(f'IF({textual(first)}="",{textual(second)},{textual(first)})')
    if like is Logical:
        raise NoReadingError
    return _number_of(first, second, f"IFERROR({inline(first)},{inline(second)})")


def _if(condition: Piece, then: Piece, otherwise: Piece) -> Piece:
    like, asked = _likeness(then, otherwise), true(condition)
    if like is Textual:
        return Textual(f"IF({asked},{textual(then)},{textual(otherwise)})")
    if like is Logical:
        return Logical(f"IF({asked},{true(then)},{true(otherwise)})")
    return _number_of(then, otherwise, f"IF({asked},{inline(then)},{inline(otherwise)})")


def _number_of(first: Piece, second: Piece, formula: str) -> Piece:
    """Return one of two numbers, as `formula` decides. A date is a number whose text is another, so that both must be dates or neither."""
    given = [made for made in (first, second) if not (isinstance(made, Constant) and is_blank(made.value))]
    days = {isinstance(made.value, date) if isinstance(made, Constant) else isinstance(made, Numeric) and made.day for made in given}
    if len(days) != 1:
        raise NoReadingError
    parts = [numeric(made) for made in given]
    return Numeric(formula, fails=True, whole=all(isinstance(part, Numeric) and part.whole for part in parts), day=days.pop())


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
        case Several():
            raise NoReadingError
        case _:
            return type(made)


def _kind_of_value(value: AnswerValue) -> type[Formula]:
    if isinstance(value, bool):
        return Logical
    return Textual if isinstance(value, str) else Numeric


def _round(value: Piece, *decimals: Piece) -> Piece:
    places = decimals[0] if decimals else Constant(0)
    amount, digits = numeric(value), numeric(places)
    if isinstance(amount, Constant) or isinstance(digits, Constant):
        return Constant(None)
    if not isinstance(places, Constant):
        raise NoReadingError
    whole = not digits.formula.strip("(").startswith(tuple("123456789"))
    return Numeric(f"ROUND({amount.formula},{digits.formula})", amount.cells, fails=True, whole=whole)


def _int(value: Piece) -> Piece:
    amount = numeric(value)
    return amount if isinstance(amount, Constant) else Numeric(f"TRUNC({amount.formula})", amount.cells, fails=True, whole=True)


def _date(value: Piece) -> Piece:
    match value:
        case Numeric(day=True):
            return value
        case Numeric() | Logical():
            return Constant(None)
        case _:
            raise NoReadingError


_FUNCTIONS: dict[str, Callable[..., Piece]] = {
    "not": _not,
    "selected": _selected,
    "count-selected": _count_selected,
    "string-length": _string_length,
    "coalesce": _coalesce,
    "if": _if,
    "round": _round,
    "int": _int,
    "today": lambda: Numeric("TODAY()", whole=True, day=True),
    "date": _date,
}
