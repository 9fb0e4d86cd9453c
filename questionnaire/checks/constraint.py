"""An answer meets its constraint, where that is more than bounds (of which the check of ranges speaks)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding, Severity
from questionnaire.checks.range import bounds
from questionnaire.checks.subject import Check, Subject


def _run(subject: Subject) -> Iterator[Finding]:
    for question, constraint, answer in subject.violating:
        if not bounds(constraint.tree):
            own, value = question.constraint_message.get(subject.language, ""), subject.shown(question, answer)
            yield subject.finding("constraint", Severity.ERROR, question, "check_constraint", own, value=value)


CHECK = Check("constraint", "constraint", "An answer meets the condition that the form sets, beside other answers too.", _run)
