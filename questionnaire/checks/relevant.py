"""An answer was given although the question does not apply."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding, Severity
from questionnaire.checks.subject import Check, CheckSubject
from questionnaire.expressions.values import is_blank


def _run(subject: CheckSubject) -> Iterator[Finding]:
    for item in subject.unasked:
        answer = subject.answers.get(item.key)
        if item.question.asked and not is_blank(answer):
            yield subject.finding("relevant", Severity.WARNING, item, "check_relevant", value=subject.quoted(item, answer))


CHECK = Check("relevant", "relevant", "A question that does not apply has no answer. If one is given, it is kept with a warning.", _run)
