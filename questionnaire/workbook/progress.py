"""How many of the required questions of a sheet are answered, as formulas for the cover.

A question of a matrix counts once a column. Those of a table are left out, since nobody knows how many rows there will be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from questionnaire.definition import Question
from questionnaire.expressions import parse
from questionnaire.expressions.excel import MAX_LENGTH, to_excel_condition
from questionnaire.expressions.excel_pieces import FALSE, TRUE, Piece, Range, blank, joined, negated
from questionnaire.expressions.tree import Binary, Node, Operator
from questionnaire.pages import Page
from questionnaire.workbook.operands import Operands, Scope
from questionnaire.workbook.results import Results

_TRUE = parse("true()").tree


@dataclass(frozen=True, slots=True)
class Count:
    """Two formulas (without their =): how many answers are required, and how many of these are given.

    `owed` is how many are before anything was answered, None where nobody knows.
    """

    required: str
    given: str
    owed: int | None


class _CannotSay(Exception):  # noqa: N818 - it is no error
    """Excel cannot say whether a question is required."""


def counts(operands: Operands, page: Page, results: Results) -> tuple[Count, ...] | None:
    """Return counts that add up to those of one sheet, each short enough for a cell; none where nothing is required.

    None says that Excel cannot tell, since one of the conditions has no Excel reading: a wrong count is worse than none.
    """
    try:
        return tuple(_chunks(_terms(operands, page, results)))
    except _CannotSay:
        return None


def _terms(operands: Operands, page: Page, results: Results) -> Iterator[Count]:
    questions = {line.question.name: line.question for line in page.lines if line.question and line.question.asked and not page.table}
    owed = [(question, _owed(question)) for question in questions.values() if question.required]
    scopes = tuple(operands.instances(page)) if page.repeat else (operands.outside,)
    for question, tree in owed:
        cells = operands.series(question.name) if page.repeat and tree == _TRUE else None
        if isinstance(cells, Range):
            yield Count(str(len(scopes)), cells.count, len(scopes))
        else:
            yield from _each(question, tree, scopes, results.holds(tree))


def _each(question: Question, tree: Node, scopes: Iterable[Scope], is_owed: bool | None) -> Iterator[Count]:
    for scope in scopes:
        condition, cell = to_excel_condition(tree, scope), scope(question.name)
        if condition is None:
            raise _CannotSay
        if condition != FALSE and isinstance(cell, Piece):
            given = negated(blank(cell))
            both = given if condition == TRUE else joined("AND", [condition, given])
            yield Count("1" if condition == TRUE else f"N({condition})", f"N({both})", None if is_owed is None else int(is_owed))


def _owed(question: Question) -> Node:
    """Return the condition that an answer is required."""
    required, relevant = question.required.tree if question.required else _TRUE, question.relevant
    if relevant is None:
        return required
    return relevant.tree if required == _TRUE else Binary(Operator.AND, relevant.tree, required)


def _chunks(terms: Iterable[Count]) -> Iterator[Count]:
    held: list[Count] = []
    for term in terms:
        if held and max(len(_sum(held).required) + len(term.required), len(_sum(held).given) + len(term.given)) > MAX_LENGTH // 2:
            yield _sum(held)
            held = []
        held.append(term)
    if held:
        yield _sum(held)


def _sum(terms: Sequence[Count]) -> Count:
    always = sum(int(term.required) for term in terms if term.required.isdigit())
    required = [term.required for term in terms if not term.required.isdigit()]
    every = "+".join([*([str(always)] if always or not required else []), *required])
    return Count(every, "+".join(term.given for term in terms), _all([term.owed for term in terms]))


def _all(counted: Sequence[int | None]) -> int | None:
    known = [each for each in counted if each is not None]
    return sum(known) if len(known) == len(counted) else None
