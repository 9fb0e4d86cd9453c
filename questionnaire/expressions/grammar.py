"""From the text of an expression to its tree, with errors that say where and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from questionnaire.expressions.errors import ExpressionError
from questionnaire.expressions.explain import explained
from questionnaire.expressions.functions import FUNCTIONS
from questionnaire.expressions.parser import parser_for
from questionnaire.expressions.patterns import PatternError, matcher
from questionnaire.expressions.pulled import PULLDATA, PulledTable, pulled
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Negative, Node, Operator, This, walk
from questionnaire.expressions.unsupported import unsupported
from questionnaire.expressions.values import iso_date

# Each level of the tree costs a frame or two of Python's stack of 1000; no form that a person wrote comes near.
MAX_DEPTH = 200
MAX_EXPRESSION = 8_000  # Characters; Excel's formulas end at 8,192.
# Excel keeps 15 significant digits, so a longer number would not mean the same there.
MAX_DIGITS = 15


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Builds the nodes while the parser reduces, so that nothing recurses over the depth of the text."""

    def binary(self, left: Node, operator: Token, right: Node) -> Node:
        return Binary(Operator(operator.value), left, right)

    def negative(self, _minus: Token, operand: Node) -> Node:
        return Negative(operand)

    def number(self, token: Token) -> Node:
        digits = token.value.replace(".", "").lstrip("0")
        if len(digits) > MAX_DIGITS:
            raise ExpressionError(
                f"The number has {len(digits)} digits.", _column(token), f"Write it with at most {MAX_DIGITS} digits: Excel keeps no more."
            )
        value = float(token.value)
        return Literal(int(value) if value.is_integer() else value)

    def text(self, token: Token) -> Node:
        return Literal(token.value[1:-1])

    def name(self, token: Token) -> Node:
        return Name(token.value[2:-1].strip(), _column(token))

    def this(self, _dot: Token) -> Node:
        return This()

    def call(self, token: Token, *arguments: Node) -> Node:
        name = token.value
        if name == PULLDATA:
            return Call(name, arguments)
        if name not in FUNCTIONS:
            raise unsupported(name, _column(token))
        _check_arguments(token, arguments)
        return Call(name, arguments)


def parse_tree(text: str, tables: Mapping[str, PulledTable]) -> Node:
    """Return the tree of `text`, its data from `tables` by the names of their files in small letters; raises ExpressionError."""
    try:
        # The builder makes nodes of what Lark declares to be its own trees.
        tree = cast("Node", _parser().parse(text))
    except UnexpectedInput as problem:
        raise explained(text, problem) from None
    if max(depth for _, depth in walk(tree)) > MAX_DEPTH:
        raise ExpressionError(
            f"The expression is nested more than {MAX_DEPTH} levels deep.", 1, "Split it over several questions or simplify it."
        )
    return _with_data(text, tree, tables)


def _with_data(text: str, tree: Node, tables: Mapping[str, PulledTable]) -> Node:
    if not any(isinstance(node, Call) and node.function == PULLDATA for node, _ in walk(tree)):
        return tree
    made = pulled(tree, tables)
    if any(isinstance(node, Call) and node.function == PULLDATA for node, _ in walk(made)):
        raise unsupported(PULLDATA, text.index(PULLDATA) + 1)
    return made


@cache
def _parser() -> Lark:
    return parser_for(_Builder())


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _check_arguments(token: Token, arguments: tuple[Node, ...]) -> None:
    name, function = token.value, FUNCTIONS[token.value]
    if not function.least <= len(arguments) <= function.most:
        raise ExpressionError(f"{name}() has {len(arguments)} arguments.", _column(token), f"Write it as {name}({function.usage}).")
    if name == "regex":
        _check_pattern(arguments[1], _column(token))
    # A date that cannot be read would be blank for ever, and the rule around it would hold or fail without a word.
    if name == "date" and isinstance(arguments[0], Literal) and iso_date(str(arguments[0].value)) is None:
        raise ExpressionError(
            f"{arguments[0].value!r} is not a date.", _column(token), "Write year, month and day, as in date('2012-02-10')."
        )


def _check_pattern(pattern: Node, column: int) -> None:
    if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
        raise ExpressionError("The pattern of regex() is not a text.", column, "Write the pattern itself, as in regex(., '[0-9]{4}').")
    try:
        matcher(pattern.value)
    except PatternError as problem:
        remedy = "Write it without lookahead, lookbehind, backreferences or repetitions over 1000. It must match the whole text anyway."
        raise ExpressionError(f"The pattern {pattern.value!r} of regex() is not supported: {problem}.", column, remedy) from None
