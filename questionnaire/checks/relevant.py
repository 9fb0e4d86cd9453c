"""An answer was given although the question does not apply."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding, Severity
from questionnaire.checks.subject import Check, Subject
from questionnaire.expressions.values import is_blank


def _run(subject: Subject) -> Iterator[Finding]:
    applying = {question.name for question in subject.applying}
    for question in subject.typed:
        answer = subject.answers.get(question.name)
        if question.name not in applying and not is_blank(answer):
            yield subject.finding("relevant", Severity.WARNING, question, "check_relevant", value=subject.shown(question, answer))


CHECK = Check("relevant", "relevant", "A question that does not apply has no answer; one that is given is kept, with a warning.", _run)
