"""The answers of one workbook, typed and checked. What is not surely read is a finding, and its answer is None."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import templates
from domain.finding import Finding, Severity
from domain.sentences import Catalogue
from domain.submission import AnswerValue, Located
from questionnaire import checks
from questionnaire.checks.subject import shortened
from questionnaire.definition import Question, Questionnaire
from questionnaire.layout import Layout
from questionnaire.reading import locate
from questionnaire.reading.anchors import Texts, texts
from questionnaire.reading.answers import Answer, answer
from questionnaire.reading.folding import as_text
from questionnaire.reading.identify import Marks, identify
from questionnaire.reading.values import Context
from workbooks.cells import Workbook, a1

_ENOUGH = 0.25  # A workbook without marks is ours where a quarter of its keys or labels is found.


class LayoutState(StrEnum):
    """How a workbook stands to the layout that wrote it."""

    EXACT = "exact"  # Every answer cell is where it was printed.
    MOVED = "moved"  # Sheets were renamed, or rows or columns moved; keys and labels are whole.
    EDITED = "edited"  # Keys or labels are gone, changed or doubled, or the rungs disagree.
    FOREIGN = "foreign"  # Neither marks nor enough keys or labels: another document.


@dataclass(frozen=True, slots=True)
class Reading:
    """What one workbook says. Every question of the form that takes an answer is a key of `answers`.

    `version` and `language` are those of the layout that read it. `untyped` is the raw text of what could not be surely read (its answer
    is None, and there is an error finding). `blank` says that nobody wrote anything into it; then, as for a foreign workbook, this is the
    one finding.
    """

    layout: LayoutState
    version: str
    language: str
    answers: Mapping[str, AnswerValue]
    located: Mapping[str, Located]
    findings: tuple[Finding, ...]
    untyped: Mapping[str, str]
    blank: bool = False


def read(
    workbook: Workbook,
    questionnaire: Questionnaire,
    layouts: Sequence[Layout],
    *,
    catalogue: Catalogue | None = None,
    today: date,
) -> Reading:
    """Read `workbook` by the one of `layouts` (at least one) that wrote it, and check the answers.

    The layout is chosen by the version that stands in the workbook, or else by the keys and labels that fit best. `catalogue` is that of
    the layout's language where none is given.
    """
    found = texts(workbook)
    layout, known = _layout(identify(workbook), layouts, found)
    words = catalogue or templates.catalogue(layout.language)
    survey = locate.survey(workbook, layout, found)
    if not known and survey.fit < _ENOUGH:
        nothing: Mapping[str, AnswerValue] = dict.fromkeys(question.name for question in questionnaire.answerable)
        told = _alone(words, "workbook_foreign")
        return Reading(LayoutState.FOREIGN, layout.version, layout.language, nothing, {}, told, {})
    context = Context(layout.language, questionnaire.languages)
    got = {
        question.name: answer(question, layout.by_question.get(question.name, ()), survey, context) for question in questionnaire.answerable
    }
    reading = Reading(
        layout=_state(layout, survey, got),
        version=layout.version,
        language=layout.language,
        answers={name: each.value for name, each in got.items()},
        located={name: each.located for name, each in got.items() if each.located},
        findings=(),
        untyped={name: each.problem.raw for name, each in got.items() if each.problem},
    )
    strays = _strays(workbook, layout, survey, words)
    if not strays and not any(each.filled for each in got.values()):
        return replace(reading, findings=_alone(words, "workbook_blank"), untyped={}, blank=True)
    return replace(reading, findings=(*_findings(reading, questionnaire, got, words, today), *strays))


def _layout(marks: Marks, layouts: Sequence[Layout], found: Texts) -> tuple[Layout, bool]:
    """Return the layout, and whether the workbook itself names it."""
    for layout in layouts:
        if layout.version == marks.version:
            return layout, True
    every = frozenset(text for cells in found.values() for text in cells.values())
    return max(layouts, key=lambda layout: locate.fit(layout, every)), False


def _state(layout: Layout, survey: locate.Survey, got: Mapping[str, Answer]) -> LayoutState:
    codes = {each.problem.code for each in got.values() if each.problem}
    if survey.changed or codes & {"rungs_disagree", "question_missing"} or any(each.doubled for each in got.values()):
        return LayoutState.EDITED
    in_place = all(slot.key in survey.spots and survey.spots[slot.key].cell == locate.place(slot) for slot in layout.slots)
    return LayoutState.EXACT if in_place else LayoutState.MOVED


def _findings(
    reading: Reading, questionnaire: Questionnaire, got: Mapping[str, Answer], words: Catalogue, today: date
) -> tuple[Finding, ...]:
    subject = checks.Subject(questionnaire, reading.answers, reading.untyped, reading.located, reading.language, words, today)
    own = [finding for question in questionnaire.answerable for finding in _told(subject, question, got[question.name])]
    # The check of types says the same in general; here it is known why.
    explained = {name for name, each in got.items() if each.problem and each.problem.code}
    order = {question.name: place for place, question in enumerate(questionnaire.questions)}
    both = [*own, *(finding for finding in checks.run(subject) if finding.question not in explained)]
    return tuple(sorted(both, key=lambda finding: order.get(finding.question or "", -1)))


def _told(subject: checks.Subject, question: Question, got: Answer) -> Iterator[Finding]:
    if got.problem and got.problem.code:
        value = shortened(got.problem.raw)
        yield subject.finding(got.problem.code, Severity.ERROR, question, got.problem.code, value=value, cells=got.cells)
    elif got.doubled:
        yield subject.finding("rungs_disagree", Severity.WARNING, question, "rungs_disagree_same", cells=got.cells)


def _strays(workbook: Workbook, layout: Layout, survey: locate.Survey, words: Catalogue) -> tuple[Finding, ...]:
    """Return a warning for each text that stands in an answer column beside no question: it would else be lost without a word."""
    rows: dict[str, set[int]] = {}
    for spot in survey.spots.values():
        for cell in (spot.cell, *dict(spot.others)):
            rows.setdefault(cell.sheet, set()).add(cell.row)
    told = []
    for name, column in survey.columns.items():
        sheet = workbook.sheet(name)
        for row, value in locate.stray(sheet, column, frozenset(rows[name]), layout.heading) if sheet else ():
            said = words.say("stray_text", value=shortened(as_text(value)))
            told.append(Finding("stray_text", Severity.WARNING, said.message, said.remedy, sheet=name, cell=a1(row, column)))
    return tuple(told)


def _alone(words: Catalogue, code: str) -> tuple[Finding, ...]:
    said = words.say(code)
    return (Finding(code, Severity.ERROR, said.message, said.remedy),)
