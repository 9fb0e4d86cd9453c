"""An answer was given although the question does not apply."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding, Severity
from questionnaire.checks.subject import Check, Subject
from questionnaire.expressions.values import is_blank


def _run(subject: Subject) -> Iterator[Finding]:
    for item in subject.typed:
        if item.question.relevant is None or not item.question.asked or is_blank(answer := subject.answers.get(item.key)):
            continue
        if subject.fails(item.question.relevant, item):
            yield subject.finding("relevant", Severity.WARNING, item, "check_relevant", value=subject.shown(item, answer))


CHECK = Check("relevant", "relevant", "A question that does not apply has no answer; one that is given is kept, with a warning.", _run)
