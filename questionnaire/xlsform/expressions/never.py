"""Conditions that no answer fulfils: a number that is compared with a word, and comparisons that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from math import ceil, floor

from questionnaire.definition import Question, QuestionType
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Negative, Node, Operator, This, walk
from questionnaire.expressions.values import iso_date, number
from questionnaire.expressions.write import write
from questionnaire.kinds import NUMBERS
from questionnaire.xlsform.problems import ProblemReport, did_you_mean
from questionnaire.xlsform.questions.written import Written

# Each comparison with what it is from the other side.
_FLIPPED = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.UNEQUAL: Operator.UNEQUAL,
    Operator.LESS: Operator.GREATER,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.GREATER: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
}
_ARITHMETIC = frozenset({Operator.PLUS, Operator.MINUS, Operator.TIMES, Operator.DIVIDE, Operator.MODULO})
_LOWER, _UPPER = frozenset({Operator.GREATER, Operator.AT_LEAST}), frozenset({Operator.LESS, Operator.AT_MOST})
_STRICT = frozenset({Operator.GREATER, Operator.LESS})
_WORDED = frozenset({QuestionType.TEXT, QuestionType.SELECT_ONE})  # Their answers are compared with texts sign by sign.
_Comparison = tuple[Binary, str, Operator, Node]  # As it is written, the question, and what its answer is compared with, and how.


def check_never(written: Written, questions: Mapping[str, Question], report: ProblemReport) -> None:
    """Warn of what is never true whatever is answered, and of a calculation with a text."""
    for node, _ in walk(written.expression.tree):
        if isinstance(node, Binary) and node.operator in _ARITHMETIC:
            _check_text(node, written, questions, report)
        elif found := _comparison(node, written.of):
            _check_word(found, written, questions, report)
    for chain in _chains(written.expression.tree):
        compared = [one for part in chain if (one := _comparison(part, written.of)) and one[1] in questions]
        for first, second in combinations(compared, 2):
            if first[1] == second[1] and _exclude(first, second, questions[first[1]]):
                message = f"{write(first[0])} and {write(second[0])} are never true together."
                report.warning(written.place, message, "Write or between them, or correct one of the two.")


def _comparison(node: Node, this: str) -> _Comparison | None:
    """Return what a node compares of one answer with something that is written there."""
    match node:
        case Binary(operator, Name() | This() as question, other) if operator in _FLIPPED and not isinstance(other, Name | This):
            return node, question.name if isinstance(question, Name) else this, operator, other
        case Binary(operator, other, Name() | This() as question) if operator in _FLIPPED and not isinstance(other, Name | This):
            return node, question.name if isinstance(question, Name) else this, _FLIPPED[operator], other
    return None


def _check_word(found: _Comparison, written: Written, questions: Mapping[str, Question], report: ProblemReport) -> None:
    _, name, _, other = found
    question = questions.get(name)
    if question is None or not isinstance(other, Literal) or not isinstance(other.value, str) or not other.value:
        return
    word, dated = other.value, question.type is QuestionType.DATE
    if word in question.missing or number(word) is not None or (dated and iso_date(word)):
        return
    remedy = did_you_mean(word, question.missing, "Compare it with what it takes, or add the code to the column missing.")
    if dated:
        report.warning(written.place, f"{name} takes a date, and never {word!r}.", remedy)
    elif question.type in NUMBERS:
        report.warning(written.place, f"{name} takes a number, and never {word!r}.", remedy)


def _check_text(node: Binary, written: Written, questions: Mapping[str, Question], report: ProblemReport) -> None:
    for one in (node.left, node.right):
        question = questions.get(one.name) if isinstance(one, Name) else None
        if question and question.type is QuestionType.TEXT:
            message = f"{question.name} is a text: where it is no number, there is no result."
            report.warning(written.place, message, "Ask for an integer or a decimal instead.")


def _chains(tree: Node) -> Iterator[list[Node]]:
    """Yield the parts of each chain of conditions that must all hold."""
    within: set[int] = set()
    for node, _ in walk(tree):
        if isinstance(node, Binary) and node.operator is Operator.AND and id(node) not in within:
            parts, waiting = list[Node](), [node.right, node.left]
            while waiting:
                one = waiting.pop()
                if isinstance(one, Binary) and one.operator is Operator.AND:
                    within.add(id(one))
                    waiting += [one.right, one.left]
                else:
                    parts.append(one)
            yield parts


def _exclude(first: _Comparison, second: _Comparison, question: Question) -> bool:
    """Say whether no answer to a question fulfils both comparisons."""
    (_, _, one, left), (_, _, other, right) = first, second
    if question.type in _WORDED and one is other is Operator.EQUAL:
        words = [part.value for part in (left, right) if isinstance(part, Literal) and isinstance(part.value, str)]
        return len(set(filter(None, words))) == 2
    bounds = [_bounds(operator, node, question) for operator, node in ((one, left), (other, right))]
    ranges = [bound for bound in bounds if bound]
    if len(ranges) < 2:
        return False
    (low, low_out), (high, high_out) = max(one[0] for one in ranges), min(one[1] for one in ranges)
    return low > high or (low == high and bool(low_out or high_out))


_End = tuple[float, int]  # Where a range ends, and by how much that itself is not in it any more: 1 and -1, or 0 where it is.


def _bounds(operator: Operator, node: Node, question: Question) -> tuple[_End, _End] | None:
    """Return the range that a comparison leaves; None where it leaves none that is known here."""
    value = _known(node, question)
    if value is None or operator is Operator.UNEQUAL:
        return None
    whole, strict = question.type is QuestionType.INTEGER, operator in _STRICT
    low: _End = (float("-inf"), 0)
    high: _End = (float("inf"), 0)
    if operator in _LOWER or operator is Operator.EQUAL:
        low = (floor(value) + 1 if strict else ceil(value), 0) if whole else (value, int(strict))
    if operator in _UPPER or operator is Operator.EQUAL:
        high = (ceil(value) - 1 if strict else floor(value), 0) if whole else (value, -int(strict))
    return low, high


def _known(node: Node, question: Question) -> float | None:
    """Return the number that is written there, or that of a day."""
    match node:
        case Negative(Literal(int() | float() as value)):
            return -value
        case Literal(int() | float() as value):
            return value
        case Call("date", (Literal(str() as text),)):
            return number(iso_date(text))
        case Literal(str() as text) if question.type is QuestionType.DATE:
            return number(iso_date(text))
    return None
