"""The second reading of the tree: the Excel formula that computes what `evaluate` computes.

Excel reads a blank cell as 0, lets a text be greater than every number, and ignores case, so that nothing is left to its own rules: a
number stands behind a COUNT of the cells it is made of and fails where it is blank, a blank text is "", a condition is never blank.
What is sometimes a text and sometimes a number, and a text that would have to be read as a number, has no Excel reading.
"""

from __future__ import annotations

from collections.abc import Callable

from questionnaire.expressions import excel_aggregates as aggregates
from questionnaire.expressions import excel_choose as choose
from questionnaire.expressions import excel_functions as functions
from questionnaire.expressions import excel_texts as texts
from questionnaire.expressions.evaluate import compiled
from questionnaire.expressions.excel_compare import equality, ordering
from questionnaire.expressions.excel_lookup import looked_up
from questionnaire.expressions.excel_pieces import (
    Constant,
    Logical,
    NoReadingError,
    Numeric,
    OneOf,
    Piece,
    Textual,
    Unread,
    negated,
    true,
)
from questionnaire.expressions.excel_values import whole_value
from questionnaire.expressions.tree import Binary, Call, Literal, Lookup, Name, Negative, Node, Operator, This, children

# What a formula in a cell or a conditional format may have: ECMA-376 part 1, section 18.17; nesting as Excel's specifications say.
MAX_LENGTH, MAX_NESTING = 8192, 64
# A cell of the workbook by the name of its question, and cells by that of a question of another repeat, or of a repeat; "." is the question
# itself, None a question that takes no answer.
CellOf = Callable[[str], Piece | Unread | None]

_VARIABLE = frozenset({"today"})


def to_excel(tree: Node, cell_of: CellOf) -> str | None:
    """Return the formula (without its =) that gives the value of `tree`, "" where it is blank; None where there is no Excel reading."""
    return _written(tree, cell_of, whole_value)


def to_excel_condition(tree: Node, cell_of: CellOf) -> str | None:
    """Return the formula that is TRUE where `tree` counts as true and else FALSE; None where there is no Excel reading."""
    return _written(tree, cell_of, true)


def calculated_cell(tree: Node, cell_of: CellOf, address: str) -> Piece | Unread:
    """Return what the cell at `address` is to other expressions, in which `to_excel` of `tree` stands."""
    if to_excel(tree, cell_of) is None:
        return Unread()
    match _Reading(cell_of).piece(tree):
        case Constant() as made:
            return made
        case Numeric(whole=whole, day=day, missing=missing):
            return Numeric.cell(address, whole=whole, day=day, missing=missing)
        case Logical():
            return Logical(address)
        case Textual() | OneOf():
            return Textual.cell(address)
        case _:
            return Unread()


def _written(tree: Node, cell_of: CellOf, finish: Callable[[Piece], str]) -> str | None:
    try:
        formula = finish(_Reading(cell_of).piece(tree))
    except NoReadingError:
        return None
    return formula if len(formula) < MAX_LENGTH and _nesting(formula) <= MAX_NESTING else None


def _nesting(formula: str) -> int:
    """Return how deep brackets nest, those within texts too: one more than there are does no harm."""
    deepest = depth = 0
    for opening in formula.split(")"):
        depth += opening.count("(")
        deepest = max(deepest, depth)
        depth -= 1
    return deepest


class _Reading:
    """One pass over a tree, from the leaves up. A tree without an answer in it is a constant."""

    def __init__(self, cell_of: CellOf) -> None:
        self._cell_of = cell_of

    def piece(self, node: Node) -> Piece:
        """Return what `node` is in Excel; raises NoReadingError."""
        if not _varies(node):
            return Constant(compiled(node)({}, None, None))
        made = self._piece(node)
        # Some pieces say their operand twice, so that deep ones must not grow for ever.
        if isinstance(made, (Numeric, Textual, Logical)) and len(made.formula) > MAX_LENGTH:
            raise NoReadingError
        return made

    def _piece(self, node: Node) -> Piece:
        match node:
            case Name(name):
                return self._cell(name)
            case This():
                return self._cell(".")
            case Negative(operand):
                return functions.calculated(Operator.MINUS, Constant(0), self.piece(operand))
            case Binary(operator, left, right):
                return _binary(operator, self.piece(left), self.piece(right))
            case Lookup(key=key, pairs=pairs):
                return looked_up(self.piece(key), pairs, self._cell_of)
            case Call(function, arguments):
                return _FUNCTIONS[function](*map(self.piece, arguments))
            case Literal():
                raise AssertionError(node)  # It is a constant.

    def _cell(self, name: str) -> Piece:
        cell = self._cell_of(name)
        if isinstance(cell, Unread):
            raise NoReadingError
        return cell or Constant(None)


def _varies(node: Node) -> bool:
    """Say whether an answer, or the day, changes the value of a tree. Most have an answer near the top, so that little is looked at."""
    return isinstance(node, (Name, This)) or (isinstance(node, Call) and node.function in _VARIABLE) or any(map(_varies, children(node)))


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
            return functions.calculated(operator, left, right)


_FUNCTIONS: dict[str, Callable[..., Piece]] = {
    "not": functions.not_,
    "selected": functions.selected,
    "count-selected": functions.count_selected,
    "string-length": texts.string_length,
    "coalesce": choose.coalesce,
    "if": choose.if_,
    "round": functions.round_,
    "int": functions.int_,
    "today": lambda: Numeric(formula="TODAY()", whole=True, day=True),
    "date": functions.date,
    "number": functions.number,
    "abs": functions.abs_,
    "string": texts.string,
    "concat": texts.concat,
    "substr": texts.substr,
    "contains": texts.contains,
    "starts-with": texts.starts_with,
    "ends-with": texts.ends_with,
    "regex": texts.regex,
    "sum": aggregates.sum_,
    "min": aggregates.least,
    "max": aggregates.greatest,
    "count": aggregates.count,
    "count-non-empty": aggregates.count,
}
