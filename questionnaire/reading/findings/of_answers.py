"""What is told of the answers one by one, and of what stands beside them and in the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from domain.sentences import Catalogue
from questionnaire import checks
from questionnaire.checks.subject import shortened
from questionnaire.definition import Item, Question, QuestionType
from questionnaire.expressions.values import text
from questionnaire.items import item_of, key_of
from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer, AsideIssue
from questionnaire.reading.answers.extract import EARLIER, SHEET_MISSING, Extraction
from questionnaire.reading.answers.instances import TableIssue
from questionnaire.reading.findings.remarks import remarks
from questionnaire.reading.values.conversions import ConversionRule
from questionnaire.reading.values.dates import year_typed
from questionnaire.reading.values.flags import FOOTNOTE, codes
from questionnaire.reading.values.folding import as_text
from questionnaire.reading.values.units import asks_for_percent
from workbooks.cells import Sheet, a1

# What says something that the study keeps as it was written, though it is no value: it need not be written in another way.
_KEPT = frozenset({"number_bound"})
# Numbers in a text, also with a mark or a sign beside them, which says nothing of per cent.
_WRITTEN = frozenset({ConversionRule.NUMBER_TEXT, ConversionRule.NUMBER_FLAG, ConversionRule.NUMBER_ESTIMATE})
_NO_SHARE = "number_no_share"
_ONCE = frozenset({SHEET_MISSING, EARLIER})  # Told once, not of each answer that it concerns.


def of_answers(subject: checks.CheckSubject, extracted: Extraction, sheets: Mapping[str, Sheet], layout: Layout) -> tuple[Finding, ...]:
    """Return the findings about answers and tables, with those of the edit checks, in the order of the questions."""
    own = [
        finding
        for key, got in extracted.answers.items()
        if got.problem or got.doubled or got.flag or got.issues or got.how in _WRITTEN or isinstance(got.value, date)
        for finding in _of_answer(subject, key, got)
    ]
    own += [_of_table(subject, repeat, issue, extracted) for repeat, issues in extracted.issues.items() for issue in issues]
    own += [*_beside(subject, extracted), *remarks(subject, extracted, sheets, layout)]
    own += [*_of_sheets(subject.catalogue, extracted), *_of_missing_tables(subject, extracted)]
    # The check of types says the same in general; here it is known why.
    explained = {key for key, each in extracted.answers.items() if each.problem and each.problem.code}
    both = [*own, *(finding for finding in checks.run(subject) if finding.question not in explained)]
    if not both:
        return ()
    order: dict[str, int] = {}
    for place, item in enumerate(subject.items):
        order.setdefault(item.key, place)
        order.setdefault(key_of(item.question), place)
    return tuple(sorted(both, key=lambda finding: order.get(finding.question or "", -1)))


def _of_answer(subject: checks.CheckSubject, key: str, got: Answer) -> Iterator[Finding]:
    item, problem = item_of(subject.questionnaire, key), got.problem
    if problem and problem.code and problem.code not in _ONCE:
        weight = Severity.WARNING if problem.code in _KEPT else Severity.ERROR
        said = sentence_of(problem.code, item.question)
        table = subject.titled(item.question.row_of)
        yield subject.finding(problem.code, weight, item, said, value=shortened(problem.raw), cells=got.cells, table=table)
    elif got.doubled and not problem:
        yield subject.finding("rungs_disagree", Severity.WARNING, item, "rungs_disagree_same", cells=got.cells)
    if got.how in _WRITTEN and _may_be_a_share(item.question, got.value):
        value = float(text(got.value))
        shares = {"value": shortened(got.written), "percent": text(round(value * 100, 6)), "share": text(value)}
        yield subject.finding("number_share", Severity.WARNING, item, "number_share", **shares)
    if isinstance(got.value, date) and got.how is None and (year := year_typed(got.value)):
        yield subject.finding("date_year", Severity.WARNING, item, "date_year", value=subject.quoted(item, got.value), year=str(year))
    yield from (_of_aside(subject, item, issue) for issue in got.issues)
    if got.flag == FOOTNOTE and not got.note:
        yield subject.finding("flag_unexplained", Severity.WARNING, item, "flag_unexplained", value=shortened(got.written))


def sentence_of(code: str, question: Question) -> str:
    """Return the sentence on what could not be read: of per cent where a count or an amount is asked for, that no share is.

    Without its sign it would be another number there, which nobody could tell from a count.
    """
    counted = question.type is QuestionType.INTEGER or bool(question.unit)
    return _NO_SHARE if code == ConversionRule.NUMBER_PERCENT and counted else code


def _may_be_a_share(question: Question, value: AnswerValue) -> bool:
    """Say whether a number in a text may be a share of 1 where per cent are asked for: a cell that holds numbers would show which it is."""
    return isinstance(value, float) and 0 < abs(value) < 1 and asks_for_percent(question)


def _of_aside(subject: checks.CheckSubject, item: Item, issue: AsideIssue) -> Finding:
    """Return what is told of the flag or the note beside a figure, or of one more cell of an answer, at its own cell."""
    flags = subject.catalogue.say("check_comma").message.join(flag.name for flag in codes(item.question.flags))
    facts = {"value": shortened(issue.value), "other": shortened(issue.other), "cells": issue.other, "codes": flags}
    said = subject.finding(issue.code, issue.severity, item, issue.sentence or issue.code, **facts)
    return replace(said, sheet=issue.cell.sheet, cell=a1(issue.cell.row, issue.cell.column))


def _beside(subject: checks.CheckSubject, extracted: Extraction) -> Iterator[Finding]:
    """Yield what stands beside an answer and could be the answer, too."""
    for key, those in extracted.misplaced.beside.items():
        for stray in those:
            value = shortened(as_text(stray.value))
            said = subject.finding("stray_text", Severity.WARNING, item_of(subject.questionnaire, key), "stray_beside", value=value)
            yield replace(said, sheet=stray.cell.sheet, cell=a1(stray.cell.row, stray.cell.column))


def _of_table(subject: checks.CheckSubject, repeat: str, issue: TableIssue, extracted: Extraction) -> Finding:
    facts = {
        "value": shortened(issue.value),
        "headings": issue.value,
        "cells": issue.cells,
        "number": str(issue.number),
        "label": subject.titled(repeat),
    }
    sheet = extracted.tables[repeat].sheet
    if issue.key:
        return replace(
            subject.finding(issue.code, issue.severity, item_of(subject.questionnaire, issue.key), issue.sentence, cells=issue.cells),
            sheet=sheet,
            cell=issue.cell,
        )
    said = subject.catalogue.tell(issue.sentence, **facts)
    return Finding(code=issue.code, severity=issue.severity, message=said.message, remedy=said.remedy, sheet=sheet, cell=issue.cell)


def _of_missing_tables(subject: checks.CheckSubject, extracted: Extraction) -> Iterator[Finding]:
    for table in extracted.missing_tables:
        said = subject.catalogue.tell("table_missing", label=subject.titled(table.repeat))
        yield Finding(code="question_missing", severity=Severity.ERROR, message=said.message, remedy=said.remedy, sheet=table.sheet)


def _of_sheets(words: Catalogue, extracted: Extraction) -> Iterator[Finding]:
    """Yield what concerns a sheet as a whole, though its answers were read."""
    for sheet in sorted({*extracted.locations.stale, *(table.sheet for table in extracted.tables.values() if table.stale)}):
        said = words.say("names_left_behind")
        yield Finding(code="rungs_disagree", severity=Severity.WARNING, message=said.message, remedy=said.remedy, sheet=sheet)
    for sheet, headings in extracted.locations.unheaded.items():
        said = words.tell("heading_missing", headings=words.say("check_comma").message.join(headings))
        yield Finding(code="heading_missing", severity=Severity.WARNING, message=said.message, remedy=said.remedy, sheet=sheet)
