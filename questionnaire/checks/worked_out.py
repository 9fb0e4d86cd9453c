"""What a calculation that fails its constraint is said to be about: nobody answered it, so that the two sides of it are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import reduce

from questionnaire.adopted.places import NoPlaceError, book_of, cells
from questionnaire.definition import Item, Question, Questionnaire
from questionnaire.expressions.tree import Binary, Call, Negative, Node, Operator
from workbooks.cells import Cell

_SAME = frozenset({"round", "abs"})  # What these make of a difference is the same comparison.


def compared(tree: Node) -> tuple[Node, Node] | None:
    """Return the two sides of a difference, as of a total and what it adds up; None where a calculation is anything else."""
    while isinstance(tree, Call) and tree.function in _SAME:
        tree = tree.arguments[0]
    given: list[Node] = []
    taken: list[Node] = []
    for node, is_taken in _terms(tree):
        (taken if is_taken else given).append(node)
    return (_sum(given), _sum(taken)) if given and taken else None


def _terms(tree: Node) -> Iterator[tuple[Node, bool]]:
    """Yield the terms of a chain of sums and differences, and whether each is taken away; what stands behind a sign is one."""
    while isinstance(tree, Binary) and tree.operator in {Operator.PLUS, Operator.MINUS}:
        yield tree.right, tree.operator is Operator.MINUS
        tree = tree.left
    yield (tree.operand, True) if isinstance(tree, Negative) else (tree, False)


def _sum(terms: list[Node]) -> Node:
    return reduce(lambda one, other: Binary(Operator.PLUS, one, other), reversed(terms))


def beside(form: Questionnaire, question: Question, read: Iterable[Item]) -> Item | None:
    """Return which of the answers that a check cell reads stands beside it, or else above it; None where none does."""
    there = _cells(form, question)
    near = [
        (cell.row != at.row, abs(cell.row - at.row) + abs(cell.column - at.column), number, item)
        for number, item in enumerate(read)
        for cell in _cells(form, item.question)
        for at in there[:1]
        if cell.sheet == at.sheet and (cell.row == at.row or cell.column == at.column)
    ]
    return min(near, default=(False, 0, 0, None))[-1]


def _cells(form: Questionnaire, question: Question) -> tuple[Cell, ...]:
    if form.original and question.cell:
        with suppress(NoPlaceError):
            return cells(book_of(form.original.data), question.cell)
    return ()
