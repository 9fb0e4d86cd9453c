"""Edit checks: every file of this folder that defines a CHECK is one, and all are run on every workbook."""

from __future__ import annotations

import sys

from domain.finding import Finding
from domain.process.plugins import discover, keyed
from questionnaire.checks.subject import Check, CheckSubject

__all__ = ["CHECKS", "Check", "CheckSubject", "run"]


def run(subject: CheckSubject) -> tuple[Finding, ...]:
    """Return what all checks find, in the order of the questions."""
    findings = tuple(finding for check in CHECKS for finding in check.run(subject))
    if not findings:
        return ()
    order = {item.key: place for place, item in enumerate(subject.items)}
    return tuple(sorted(findings, key=lambda finding: order[finding.question] if finding.question else -1))


def _discovered() -> tuple[Check, ...]:
    """Return the checks in the order of their names; two of one name or code are an error at start-up."""
    found: tuple[Check, ...] = discover(sys.modules[__name__], "CHECK")
    keyed(found, lambda check: {check.name, check.code}, "check")
    return found


CHECKS: tuple[Check, ...] = _discovered()
