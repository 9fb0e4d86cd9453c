"""Whether a condition that does not hold may fail only for want of an answer: a comparison with a question that has none says nothing.

In a condition a blank makes a comparison false (see `values`), so that what hangs on it is not asked. Held against an answer, that would
make an error of one question of what another lacks, and nobody could mend it without an answer that they may not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.answer import AnswerValue
from questionnaire.expressions.evaluate import compiled
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Node, Operator, walk
from questionnaire.expressions.values import Value, is_blank, truth

_ORDERED = frozenset({Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST})
_EQUAL = frozenset({Operator.EQUAL, Operator.UNEQUAL})


@dataclass(frozen=True, slots=True)
class _Given:
    answers: Mapping[str, Value]
    this: AnswerValue
    today: date | None

    def value(self, node: Node) -> AnswerValue:
        return compiled(node)(self.answers, self.this, self.today)


def is_unsaid(tree: Node, answers: Mapping[str, Value], this: AnswerValue, today: date | None) -> bool:
    """Say whether a condition is neither true nor false, since it compares with questions that have no answer."""
    return any(isinstance(node, Name) for node, _ in walk(tree)) and _truth(tree, _Given(answers, this, today)) is None


def _truth(tree: Node, given: _Given) -> bool | None:
    """Return whether a condition holds, None where that is unknown, by Kleene's logic of three values."""
    match tree:
        case Binary(Operator.AND | Operator.OR as operator, left, right):
            decides = operator is Operator.OR
            both = (_truth(left, given), _truth(right, given))
            return decides if decides in both else None if None in both else not decides
        case Call("not", (operand,)):
            held = _truth(operand, given)
            return None if held is None else not held
        case Binary(operator, left, right) if _says_nothing(operator, left, right, given):
            return None
    return truth(given.value(tree))


def _says_nothing(operator: Operator, left: Node, right: Node, given: _Given) -> bool:
    """Say whether a comparison lacks an answer on a side; one with an empty text asks just that."""
    asks = operator in _EQUAL and Literal("") in (left, right)
    return operator in _ORDERED | _EQUAL and not asks and (_lacks(left, given) or _lacks(right, given))


def _lacks(node: Node, given: _Given) -> bool:
    return any(isinstance(one, Name) for one, _ in walk(node)) and is_blank(given.value(node))
