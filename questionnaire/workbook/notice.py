"""What is marked in a workbook that goes back with findings: the cells, with a comment each, and a first sheet that lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from domain.sentences import Catalogue
from languages import catalogue
from languages.locales import right_to_left
from questionnaire.reading.findings.alike import told_once
from questionnaire.reading.findings.confirmations import finding_key
from workbooks.annotate import CellMark, Notice, NoticeColumn, NoticeField, NoticeRow
from workbooks.cells import Cell, from_a1

_CELL_LENGTH = 32_767  # Characters that a cell of Excel holds.
# `reading.findings.confirmations` knows the places of the last two.
_COLUMNS = {"number": 8, "question": 44, "sheet": 22, "cell": 9, "message": 44, "remedy": 44, "right": 12, "reason": 34}


def marks(findings: Iterable[Finding], language: str) -> tuple[CellMark, ...]:
    """Return the marks of the findings that have a cell and are not confirmed."""
    words = catalogue(language)
    return tuple(
        CellMark(
            sheet=place.sheet,
            row=place.row,
            column=place.column,
            text=f"{_weighed(words, one)} {one.remedy}".strip(),
            severe=one.severity is Severity.ERROR,
        )
        for one in findings
        if one.confirmed is None and (place := _place(one))
    )


def notice(findings: Sequence[Finding], answers: Mapping[str, AnswerValue], language: str) -> Notice:
    """Return the sheet that lists the findings which are not confirmed, the errors first; a warning can be confirmed beside it.

    Errors that are the same in many cells of a table are told once. Each warning has a line, as each is confirmed by itself.
    """
    words = catalogue(language)
    told = told_once((one for one in findings if one.confirmed is None), language)
    listed = sorted(told, key=lambda one: one.severity is not Severity.ERROR)
    lines = words.say("notice_lines").message.split("\n")
    if any(one.severity is Severity.WARNING for one in listed):
        lines.append(words.say("notice_lines_confirm").message)
    return Notice(
        name=words.say("notice_name").message,
        right_to_left=right_to_left(language),
        title=words.say("notice_title").message,
        lines=tuple(lines),
        columns=tuple(NoticeColumn(words.say(f"notice_{code}").message, width) for code, width in _COLUMNS.items()),
        rows=tuple(_row(number, one, answers, words) for number, one in enumerate(listed, 1)),
    )


def _row(number: int, finding: Finding, answers: Mapping[str, AnswerValue], words: Catalogue) -> NoticeRow:
    place = _place(finding)
    confirmable = (NoticeField((words.say("workbook_yes").message,)), NoticeField()) if finding.severity is Severity.WARNING else ("", "")
    message = _weighed(words, finding)[:_CELL_LENGTH]
    return NoticeRow(
        key=finding_key(finding, answers),
        cells=(str(number), finding.label or "", finding.sheet or "", finding.cell or "", message, finding.remedy, *confirmable),
        link=place,
        link_column=list(_COLUMNS).index("cell"),
    )


def _weighed(words: Catalogue, finding: Finding) -> str:
    """Return what is found behind how grave it is, with the colon as the language writes it: in French with a space before it."""
    weight = words.say("notice_severe" if finding.severity is Severity.ERROR else "notice_mild").message
    return f"{weight}{words.say('letter_colon').message} {finding.message}"


def _place(finding: Finding) -> Cell | None:
    return Cell(finding.sheet, *from_a1(finding.cell)) if finding.sheet is not None and finding.cell else None
