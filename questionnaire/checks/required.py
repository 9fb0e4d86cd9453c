"""An answer that is required and applies is there."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding
from questionnaire.checks.subject import Check, CheckSubject
from questionnaire.expressions.values import is_blank


def _run(subject: CheckSubject) -> Iterator[Finding]:
    for item in subject.applying:
        question = item.question
        if question.required is None or not is_blank(subject.answers.get(item.key)) or not question.asked:
            continue
        # Where it cannot be known whether the question applies, a blank is no fault.
        applies = question.relevant is None or subject.holds(question.relevant, item)
        if applies and subject.holds(question.required, item):
            own = question.required_message.get(subject.language, "")
            yield subject.finding("required", question.severity, item, "check_required", own)


CHECK = Check("required", "required", "A required question that applies has an answer.", _run)
