"""An answer meets its constraint, where that is more than bounds (of which the check of ranges speaks)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding
from questionnaire.checks.range import bounds
from questionnaire.checks.subject import Check, CheckSubject
from questionnaire.expressions.sentence import to_sentence
from questionnaire.printed import labels

_LONGEST = 300


def _run(subject: CheckSubject) -> Iterator[Finding]:
    for item, constraint, answer in subject.violating:
        if not bounds(constraint.tree):
            question = item.question
            own, value = question.constraint_message.get(subject.language, ""), subject.quoted(item, answer)
            form = subject.questionnaire
            said = to_sentence(constraint.tree, labels(form, subject.language), subject.catalogue, question.name, form.dates)
            # A condition that goes on and on helps nobody.
            sentence = "check_condition" if len(said) <= _LONGEST else "check_constraint"
            yield subject.finding("constraint", question.severity, item, sentence, own, value=value, condition=said)


CHECK = Check("constraint", "constraint", "An answer meets the condition that the form sets, alone and together with other answers.", _run)
