"""An answer that is required and applies is there."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding, Severity
from questionnaire.checks.subject import Check, Subject
from questionnaire.expressions.values import is_blank


def _run(subject: Subject) -> Iterator[Finding]:
    for question in subject.applying:
        blank = is_blank(subject.answers.get(question.name))
        # Where it cannot be known whether the question applies, a blank is no fault.
        applies = question.relevant is None or subject.holds(question.relevant, question)
        if blank and applies and subject.holds(question.required, question):
            own = question.required_message.get(subject.language, "")
            yield subject.finding("required", Severity.ERROR, question, "check_required", own)


CHECK = Check("required", "required", "A required question that applies has an answer.", _run)
