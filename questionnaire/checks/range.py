"""An answer lies within the bounds of its constraint, where that is nothing but bounds, so that the sentence can name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.answer import AnswerValue
from domain.finding import Finding
from questionnaire.checks.subject import Check, CheckSubject
from questionnaire.expressions import Expression, evaluate
from questionnaire.expressions.excel_compare import TURNED
from questionnaire.expressions.tree import Binary, Name, Node, Operator, This, walk
from questionnaire.expressions.values import text

# The operator with its sides changed, as in `0 <= .` for `. >= 0`.
_SENTENCES = {
    Operator.LESS: "check_bound_less",
    Operator.AT_MOST: "check_bound_at_most",
    Operator.GREATER: "check_bound_greater",
    Operator.AT_LEAST: "check_bound_at_least",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound of the answer: `. operator limit`, where the limit reads no answer."""

    operator: Operator
    limit: Expression


def bounds(tree: Node) -> tuple[Bound, ...]:
    """Return the bounds of which a constraint consists, or nothing where it is anything else."""
    match tree:
        case Binary(Operator.AND, left, right):
            both = (bounds(left), bounds(right))
            return both[0] + both[1] if all(both) else ()
        case Binary(operator, This(), limit) if operator in TURNED and _is_constant(limit):
            return (Bound(operator, Expression("", limit)),)
        case Binary(operator, limit, This()) if operator in TURNED and _is_constant(limit):
            return (Bound(TURNED[operator], Expression("", limit)),)
    return ()


def _is_constant(tree: Node) -> bool:
    return not any(isinstance(node, (Name, This)) for node, _ in walk(tree))


def _run(subject: CheckSubject) -> Iterator[Finding]:
    for item, constraint, answer in subject.violating:
        found = bounds(constraint.tree)
        if found:
            own = item.question.constraint_message.get(subject.language, "")
            facts = {"value": subject.quoted(item, answer), "bounds": _said(found, subject)}
            yield subject.finding("range", item.question.severity, item, "check_range", own, **facts)


def _said(found: tuple[Bound, ...], subject: CheckSubject) -> str:
    limits = [(bound.operator, evaluate(bound.limit, {}, today=subject.today)) for bound in found]
    parts = [subject.catalogue.tell(_sentence(operator, limit), limit=text(limit)).message for operator, limit in limits]
    return subject.catalogue.say("check_bound_and").message.join(parts)


def _sentence(operator: Operator, limit: AnswerValue) -> str:
    return f"{_SENTENCES[operator]}_date" if isinstance(limit, date) else _SENTENCES[operator]


CHECK = Check("range", "range", "A number or date lies within the bounds that the form sets.", _run)
