"""Of two boxes that are the yes and the no of one question, one at most is ticked."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding, Severity
from questionnaire.boxes import is_ticked, opposites
from questionnaire.checks.subject import Check, CheckSubject, shortened
from questionnaire.designed.signs import LEVELS


def _run(subject: CheckSubject) -> Iterator[Finding]:
    other_of = {second.name: first for first, second in opposites(subject.questionnaire)}
    if not other_of:
        return
    ticked = {(item.question.name, item.instance): item for item, answer in subject.given if is_ticked(answer)}
    for (name, instance), item in ticked.items():
        first = other_of.get(name)
        if first and (first.name, instance) in ticked:
            said = (subject.text(one.label).rpartition(LEVELS)[2] for one in (first, item.question))
            one, other = map(shortened, said)
            yield subject.finding("opposites", Severity.ERROR, item, "check_opposites", first=one, other=other)


CHECK = Check("opposites", "opposites", "Of the boxes for yes and no of one question, one at most is ticked.", _run)
