"""An entry of a table within a table names a row of that around it in which something stands."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding, Severity
from questionnaire.checks.subject import Check, CheckSubject
from questionnaire.items import instances, key_of


def _run(subject: CheckSubject) -> Iterator[Finding]:
    if not any(one.row_of for one in subject.questionnaire.answerable):
        return
    there = instances(subject.questionnaire, subject.answers)
    for item, answer in subject.given:
        outer = item.question.row_of
        if outer and str(answer) not in there[outer] and not _unread(subject, outer):
            yield subject.finding(
                "row", Severity.ERROR, item, "row_unknown", value=subject.quoted(item, answer), table=subject.titled(outer)
            )


def _unread(subject: CheckSubject, repeat: str) -> bool:
    """Say whether a column of a table could not be read, so that nobody knows its rows: it is lost, or another office fills it in."""
    return any(key_of(one) in subject.untyped for one in subject.questionnaire.in_repeat[repeat])


CHECK = Check("row", "row", "An entry of a table within a table names a row of that around it in which something stands.", _run)
