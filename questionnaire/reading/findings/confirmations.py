"""Warnings that the respondent confirmed: "yes, it is right", with a reason, on the sheet of findings that was sent back to them.

A confirmation holds for one finding about one answer: when the answer changes, the question is asked anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from questionnaire.reading.values.choices import UnknownChoiceError, is_marked
from questionnaire.reading.values.folding import as_text, is_blank
from workbooks.annotate import read_notice
from workbooks.cells import CellValue, Workbook

RIGHT, REASON = 6, 7  # The columns of the sheet of findings in which a warning is confirmed, from 0.

Confirmations = Mapping[str, str]  # The reason by the key of the finding.


def finding_key(finding: Finding, answers: Mapping[str, AnswerValue]) -> str:
    """Return what names a finding on the sheet of findings.

    Its message is a part of it: several may be about one answer, or about none, and to confirm one is not to confirm the others.
    """
    about = (answers.get(finding.question or ""), finding.message)
    digest = hashlib.sha256(repr(about).encode()).hexdigest()[:12]
    return f"{finding.code}|{finding.question or ''}|{digest}"


def confirmations(workbook: Workbook) -> Confirmations:
    """Return the reasons of all findings that are marked as right and have one, by their keys."""
    rows = read_notice(workbook)
    given = {key: cells.get(REASON) for key, cells in rows.items() if _says_yes(cells.get(RIGHT))}
    return {key: as_text(reason) for key, reason in given.items() if reason is not None and not is_blank(reason)}


def _says_yes(said: CellValue | None) -> bool:
    try:
        return is_marked(said)
    except UnknownChoiceError:
        return False


def earlier(findings: Iterable[Finding], answers: Mapping[str, AnswerValue]) -> Confirmations:
    """Return what was confirmed in an earlier version of the answers."""
    return {finding_key(one, answers): one.confirmed for one in findings if one.confirmed is not None}


def confirmed(findings: Iterable[Finding], answers: Mapping[str, AnswerValue], given: Confirmations) -> tuple[Finding, ...]:
    """Return the findings, the warnings that `given` confirms with the reason; an error cannot be confirmed."""
    return tuple(
        replace(one, confirmed=given.get(finding_key(one, answers)))
        if given and one.severity is Severity.WARNING and one.confirmed is None
        else one
        for one in findings
    )
