"""Where an expression may name a question of a repeat: outside of that repeat it has several answers, which only few functions take."""

from __future__ import annotations

from collections.abc import Container, Iterator

from questionnaire.expressions.errors import ExpressionError
from questionnaire.expressions.functions import FUNCTIONS
from questionnaire.expressions.tree import Call, Name, Node, children

_TAKING = frozenset(name for name, function in FUNCTIONS.items() if function.series)


def series_misused(tree: Node, series: Container[str], repeats: Container[str] = ()) -> tuple[ExpressionError, ...]:
    """Return an error, with its place and remedy, for each name that stands where one answer is wanted but has several, from left to right.

    `series` are the names of the questions in repeats that the expression is not itself in, and `repeats` those repeats: what can be done
    with one of these is to count its instances. The column is that of the text which was parsed, or 0 in a tree that was not.
    """
    found = [_misused(name, series, repeats, function) for name, function in _named(tree)]
    return tuple(sorted((error for error in found if error), key=lambda error: error.column))


def _misused(name: Name, series: Container[str], repeats: Container[str], function: str) -> ExpressionError | None:
    shown = f"${{{name.name}}}"
    if name.name in repeats and function not in {"count", "count-non-empty"}:
        message = f"{shown} is a repeat and has no answer of its own."
        return ExpressionError(message, name.column, f"Write count({shown}) for the number of its instances, or name a question in it.")
    if name.name in series and function not in _TAKING:
        message = f"{shown} is in a repeat and has several values."
        return ExpressionError(message, name.column, "Use it on its own in sum(), min(), max() or count().")
    return None


def _named(tree: Node) -> Iterator[tuple[Name, str]]:
    """Yield each name with the function whose argument it is, "" where it is none's."""
    waiting: list[tuple[Node, str]] = [(tree, "")]
    while waiting:
        each, around = waiting.pop()
        if isinstance(each, Name):
            yield each, around
        inside = each.function if isinstance(each, Call) else ""
        waiting.extend((child, inside) for child in children(each))
