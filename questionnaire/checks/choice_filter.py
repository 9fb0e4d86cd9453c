"""A choice is one of those that the form offers beside the other answers: a town in the region that was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from questionnaire.checks.subject import Check, CheckSubject
from questionnaire.definition import Item
from questionnaire.expressions.values import text


def _run(subject: CheckSubject) -> Iterator[Finding]:
    for item, answer in subject.given:
        if any(choice.offered for choice in item.question.choices):
            wrong = _not_offered(subject, item, answer)
            if wrong:
                yield _finding(subject, item, subject.quoted(item, wrong))


def _not_offered(subject: CheckSubject, item: Item, answer: AnswerValue) -> tuple[str, ...]:
    chosen = answer if isinstance(answer, tuple) else (text(answer),)
    return tuple(choice.name for choice in item.question.choices if choice.name in chosen and subject.fails(choice.offered, item))


def _finding(subject: CheckSubject, item: Item, value: str) -> Finding:
    offered = [choice for choice in item.question.choices if not subject.fails(choice.offered, item)]
    if not offered:
        return subject.finding("choice_filter", Severity.ERROR, item, "check_choice_filter_none", value=value)
    return subject.finding("choice_filter", Severity.ERROR, item, "check_choice_filter", value=value, offered=subject.offered(offered))


CHECK = Check("choice_filter", "choice_filter", "A choice is one of those that the form offers beside the other answers.", _run)
