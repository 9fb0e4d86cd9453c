"""An answer differs from that of the last round by no more than the form lets it, or the respondent is asked whether it is right."""

from __future__ import annotations

from collections.abc import Iterator

from domain.finding import Finding, Severity
from questionnaire.checks.subject import Check, CheckSubject
from questionnaire.definition import Item

_PERCENT = 100
_DIGITS = 15  # Behind the point; a double has no more.


def _run(subject: CheckSubject) -> Iterator[Finding]:
    for item, answer in subject.given if subject.previous else ():
        before, allowed = subject.previous.get(item.key), item.question.variance
        if before is None or allowed is None or isinstance(answer, bool) or not isinstance(answer, int | float):
            continue
        change = answer - before
        # The last digits of a double are no difference.
        if abs(change) > abs(before) * allowed * (1 + 1e-9):
            yield _finding(subject, item, answer, before, change)


def _finding(subject: CheckSubject, item: Item, answer: float, before: float, change: float) -> Finding:
    facts = {"value": subject.quoted(item, answer), "previous": subject.quoted(item, before)}
    if not before:
        # From nothing, no share of it can be told.
        return subject.finding("variance", Severity.WARNING, item, "check_variance_from_zero", **facts)
    said = "check_variance_above" if change > 0 else "check_variance_below"
    return subject.finding("variance", Severity.WARNING, item, said, percent=_percent(abs(change / before)), **facts)


def _percent(share: float) -> str:
    """Return a share in per cent, with as many digits as it takes not to say that nothing is left, or that nothing has changed."""
    written = (f"{share * _PERCENT:.{digits}f}" for digits in range(_DIGITS))
    return next((one for one in written if float(one) and (share == 1 or float(one) != _PERCENT)), f"{share * _PERCENT:g}")


CHECK = Check("variance", "variance", "An answer differs from last round's by no more than the form allows.", _run)
