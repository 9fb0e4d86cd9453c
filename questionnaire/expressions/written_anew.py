"""An expression with something else in the place of its names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from questionnaire.expressions.tree import Binary, Call, Lookup, Name, Negative, Node


def replaced(node: Node, put: Callable[[Name], Node]) -> Node:
    """Return the tree with what `put` gives for each name in its place."""
    match node:
        case Name():
            return put(node)
        case Negative(operand):
            return Negative(replaced(operand, put))
        case Binary(_, left, right):
            return replace(node, left=replaced(left, put), right=replaced(right, put))
        case Lookup(key=key):
            return replace(node, key=replaced(key, put))
        case Call(_, arguments):
            return replace(node, arguments=tuple(replaced(one, put) for one in arguments))
        case _:
            return node
