"""Expressions of the form (relevant, constraint, required, calculation): one small grammar, one tree, and its readings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from domain.answer import AnswerValue
from questionnaire.expressions.errors import ExpressionError
from questionnaire.expressions.evaluate import Run, compiled
from questionnaire.expressions.grammar import parse_tree
from questionnaire.expressions.pulled import PulledTable
from questionnaire.expressions.series import series_misused
from questionnaire.expressions.tree import Binary, Call, Name, Node, Operator, This, walk
from questionnaire.expressions.unsaid import is_unsaid
from questionnaire.expressions.values import Series, Value, truth
from questionnaire.expressions.write import write
from questionnaire.expressions.written_anew import replaced

__all__ = ["Expression", "ExpressionError", "Series", "Value", "both", "either", "evaluate", "names", "parse", "series_misused", "truth"]
__all__ += ["is_unsaid", "with_names"]


@dataclass(frozen=True)
class Expression:
    """An expression as it was written, and its tree."""

    text: str
    tree: Node

    @cached_property
    def run(self) -> Run:
        """Return the tree as a function, compiled once."""
        return compiled(self.tree)

    @cached_property
    def always(self) -> bool | None:
        """Return what `true()` and `false()` come to, which no answer changes; None of every other expression."""
        return next((function == "true" for function in ("true", "false") if self.tree == Call(function, ())), None)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Return the names of the questions whose answers the expression reads."""
        return frozenset(node.name for node, _ in walk(self.tree) if isinstance(node, Name))

    @cached_property
    def reads_own(self) -> bool:
        """Say whether the expression reads the answer that it stands beside."""
        return any(isinstance(node, This) for node, _ in walk(self.tree))


def parse(text: str, tables: Mapping[str, PulledTable] = MappingProxyType({})) -> Expression:
    """Return the expression that `text` says; raises ExpressionError with the column in the text, from 1.

    `tables` are the lists that it may read, by the names of their files in small letters.
    """
    return Expression(text, parse_tree(text, tables))


def names(expression: Expression) -> frozenset[str]:
    """Return the names of the questions whose answers the expression reads."""
    return expression.reads


def both(first: Expression, second: Expression) -> Expression:
    """Return the expression that is true when both are."""
    tree = Binary(Operator.AND, first.tree, second.tree)
    return Expression(write(tree), tree)


def either(expressions: Iterable[Expression]) -> Expression | None:
    """Return the expression that is true when any of them is, None where there is none. Its tree is no deeper than it must be."""
    trees = list(dict.fromkeys(one.tree for one in expressions))
    while len(trees) > 1:
        pairs = zip(trees[::2], trees[1::2], strict=False)
        trees = [*(Binary(Operator.OR, left, right) for left, right in pairs), *(trees[-1:] if len(trees) % 2 else [])]
    return Expression(write(trees[0]), trees[0]) if trees else None


def with_names(expression: Expression, put: Callable[[Name], Node]) -> Expression:
    """Return the expression with what `put` gives for each name in its place."""
    tree = replaced(expression.tree, put)
    return Expression(write(tree), tree)


def evaluate(
    expression: Expression,
    answers: Mapping[str, Value],
    *,
    this: AnswerValue = None,
    today: date | None = None,
) -> AnswerValue:
    """Return the value of `expression` for `answers` (a name that is missing is blank) and `this`, the question's own answer.

    A question of a repeat stands among `answers` as a `Series`, but for an expression of the same repeat as the answer of its instance.
    It never raises, whatever the answers are. Without `today`, `today()` is blank. The rules for blank stand in `expressions.values`.
    """
    return expression.run(answers, this, today)
