"""The tree of an expression: small frozen nodes, over which every reading (evaluate, excel, sentence, write) is one function.

Source: XPath 1.0 section 3 (expressions) as far as the XLSForm subset needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Operator(StrEnum):
    """The binary operators, by their XPath spelling."""

    OR = "or"
    AND = "and"
    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    DIVIDE = "div"
    MODULO = "mod"


@dataclass(frozen=True, slots=True)
class Literal:
    """A number (int where it is whole, else float; never negative) or a text."""

    value: str | int | float


@dataclass(frozen=True, slots=True)
class Name:
    """The answer to another question, `${name}`. `column` is its place in the text, from 1 (0: none); it tells no two apart."""

    name: str
    column: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class This:
    """The answer to the question itself, `.`."""


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and their operator."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `function` is a key of the function table."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What a list beside the form has in `column`, in the row in whose column `by` the value of `key` stands: `pairs` are those two.

    The name of the list tells two apart, since a form has one of each name.
    """

    file: str
    column: str
    by: str
    key: Node
    pairs: Mapping[str, str | int | float] = field(compare=False, repr=False)


Node = Literal | Name | This | Negative | Binary | Call | Lookup


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly beneath `node`, from left to right."""
    match node:
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Lookup(key=key):
            return (key,)
        case _:
            return ()


def walk(tree: Node) -> Iterator[tuple[Node, int]]:
    """Yield every node with its depth (the root has 1), without recursion, so that a tree of any depth can be measured."""
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in children(node))
