"""When answers say that a question does not apply: a condition that does not hold because nothing was answered yet says nothing.

The logic has three values: a comparison is decided when what it reads is answered, or does not apply itself; `and` is false when one side
surely is, `or` when both are.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.expressions import parse
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Node, Operator, children

_TRUE, _FALSE = parse("true()").tree, parse("false()").tree
_BLANK, _ZERO = Literal(""), Literal(0)
_OF_ANY = frozenset({"coalesce", "sum", "min", "max", "count", "count-non-empty", "concat", "if"})  # One answer is enough for their value.
DEEP = 4  # Questions that hang on questions; beyond these, a question that is not answered decides nothing.
# Answers that one condition reads: with what compares them, more do not fit into a formula of 8,192 signs. Where each question hangs on
# many that hang on many, there would be as many as their number to the power of the depth.
MOST = 500
_FEW = 2


class _TooWideError(Exception):
    """A condition would read more than MOST answers."""


class DecidedAnswers:
    """The conditions of one questionnaire, for the questions of one repeat or of "" outside of all.

    That a question does not apply is worked out once for each depth, since many questions hang on the same one.
    """

    def __init__(self, form: Questionnaire, repeat: str) -> None:
        self._form, self._repeat, self._left = form, repeat, MOST
        self._made: dict[tuple[str, int], tuple[Node | None, int]] = {}  # The condition (None: too wide), and how many answers it reads.

    def unasked(self, condition: Node, depth: int = DEEP) -> Node | None:
        """Return the condition that answers say that `condition` does not hold; None where it would read more than a formula can."""
        self._left = MOST
        try:
            return self._unasked(condition, depth)
        except _TooWideError:
            return None

    def _unasked(self, condition: Node, depth: int) -> Node:
        match condition:
            case Binary(Operator.AND, left, right):
                return _either(self._unasked(left, depth), self._unasked(right, depth))
            case Binary(Operator.OR, left, right):
                return _both(self._unasked(left, depth), self._unasked(right, depth))
            case Call("not", (inner,)):
                return self._asked(inner, depth)
            case _:
                return _both(Call("not", (condition,)), self._known(condition, depth))

    def _asked(self, condition: Node, depth: int) -> Node:
        match condition:
            case Binary(Operator.AND, left, right):
                return _both(self._asked(left, depth), self._asked(right, depth))
            case Binary(Operator.OR, left, right):
                return _either(self._asked(left, depth), self._asked(right, depth))
            case Call("not", (inner,)):
                return self._unasked(inner, depth)
            case _:
                return _both(condition, self._known(condition, depth))

    def _known(self, node: Node, depth: int) -> Node:
        """Return the condition that what an expression reads is answered."""
        if isinstance(node, Name):
            return self._answered(node, depth)
        inner = [self._known(each, depth) for each in children(node) if _reads(each)]
        if isinstance(node, Call) and node.function in _OF_ANY:
            return _joined_by(Operator.OR, inner)
        return _joined_by(Operator.AND, inner)

    def _answered(self, name: Name, depth: int) -> Node:
        self._left -= 1
        if self._left < 0:
            raise _TooWideError
        question = self._form.by_name.get(name.name)
        if question is None:
            return Binary(Operator.GREATER, Call("count", (name,)), _ZERO) if name.name in self._form.in_repeat else _TRUE
        if question.type is QuestionType.NOTE:
            return _TRUE
        if question.repeat not in {"", self._repeat}:
            return Binary(Operator.GREATER, Call("count", (name,)), _ZERO)
        if question.calculation:
            # What it is made of says whether anything was answered.
            made_of = question.calculation.tree
            return _TRUE if not _reads(made_of) else self._known(made_of, depth - 1) if depth else _FALSE
        return _either(_is_given(question, name), self._does_not_apply(question, depth))

    def _does_not_apply(self, question: Question, depth: int) -> Node:
        if not question.relevant or not depth:
            return _FALSE
        key = question.name, depth
        if key not in self._made:
            self._made[key] = self._of_relevant(question.relevant.tree, depth - 1)
        found, width = self._made[key]
        self._left -= width
        if found is None or self._left < 0:
            raise _TooWideError
        return found

    def _of_relevant(self, condition: Node, depth: int) -> tuple[Node | None, int]:
        """Return the condition by itself, with how many answers it reads."""
        before, self._left = self._left, MOST
        try:
            return self._unasked(condition, depth), MOST - self._left
        except _TooWideError:
            return None, MOST
        finally:
            self._left = before


def _is_given(question: Question, name: Name) -> Node:
    if question.type is QuestionType.SELECT_MULTIPLE:
        return Binary(Operator.GREATER, Call("count-selected", (name,)), _ZERO)
    return Binary(Operator.UNEQUAL, name, _BLANK)


def _reads(node: Node) -> bool:
    return isinstance(node, Name) or any(map(_reads, children(node)))


def _joined_by(operator: Operator, nodes: Iterable[Node]) -> Node:
    """Return all of several conditions, each once, or one of them; what reads nothing is decided."""
    found = list(nodes)
    # Two are compared where they are joined, which is cheaper than to hash all that is beneath them.
    found = list(dict.fromkeys(found)) if len(found) > _FEW else found
    return reduce(_both if operator is Operator.AND else _either, found) if found else _TRUE


def _both(one: Node, other: Node) -> Node:
    # Compared, and not looked up in a set: the hash of a tree is worked out from all of it.
    if _FALSE in (one, other):
        return _FALSE
    return other if one == _TRUE else one if other in (one, _TRUE) else Binary(Operator.AND, one, other)


def _either(one: Node, other: Node) -> Node:
    if _TRUE in (one, other):
        return _TRUE
    return other if one == _FALSE else one if other in (one, _FALSE) else Binary(Operator.OR, one, other)
