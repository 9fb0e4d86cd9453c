"""The tree as XLSForm text again, with no bracket more than it needs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from questionnaire.expressions.tree import Binary, Call, Literal, Lookup, Name, Negative, Node, Operator, This

_LEVELS = (
    (Operator.OR,),
    (Operator.AND,),
    (Operator.EQUAL, Operator.UNEQUAL),
    (Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST),
    (Operator.PLUS, Operator.MINUS),
    (Operator.TIMES, Operator.DIVIDE, Operator.MODULO),
)
_BINDING: Mapping[Operator, int] = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_SIGN = len(_LEVELS)


def write(node: Node, outside: int = 0) -> str:  # noqa: PLR0911 - one a kind of node
    """Return the text of `node`, in brackets if it binds less than `outside`.

    A literal text with both kinds of quotation mark has no XPath spelling; `parse` gives none.
    """
    match node:
        case Literal(value):
            return _literal(value)
        case Name(name):
            return f"${{{name}}}"
        case This():
            return "."
        case Negative(operand):
            return _bracketed(f"-{write(operand, _SIGN)}", _SIGN, outside)
        case Binary(operator, left, right):
            level = _BINDING[operator]
            return _bracketed(f"{write(left, level)} {operator.value} {write(right, level + 1)}", level, outside)
        case Lookup(file=file, column=column, by=by, key=key):
            return write(Call("pulldata", (Literal(file), Literal(column), Literal(by), key)))
        case Call(function, arguments):
            return f"{function}({', '.join(map(write, arguments))})"


def _literal(value: str | float) -> str:
    if isinstance(value, str):
        return f'"{value}"' if "'" in value else f"'{value}'"
    return format(Decimal(repr(value)), "f")  # XPath 1.0 knows no exponents.


def _bracketed(text: str, level: int, outside: int) -> str:
    return f"({text})" if level < outside else text
