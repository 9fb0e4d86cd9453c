"""The answers of one workbook, typed and checked. What is not surely read is a finding, and its answer is None."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import languages
from domain.answer import AnswerValue, Located, Provenance
from domain.finding import Finding
from domain.sentences import Catalogue
from questionnaire import checks
from questionnaire.calculated import calculated_as_applies
from questionnaire.definition import Questionnaire
from questionnaire.items import items
from questionnaire.layout import BEGUN, Layout
from questionnaire.marks import Marks, identify
from questionnaire.pages import is_current
from questionnaire.reading.answers.answer import Conversion
from questionnaire.reading.answers.defaults import Begun, begun
from questionnaire.reading.answers.extract import Extraction, extract, sheets_of
from questionnaire.reading.answers.previous import of_marks, previous
from questionnaire.reading.findings.confirmations import confirmations, confirmed
from questionnaire.reading.findings.of_answers import of_answers
from questionnaire.reading.findings.of_workbook import alone, of_workbook
from questionnaire.reading.findings.reworded import reworded
from questionnaire.reading.findings.unplaced import unplaced
from questionnaire.reading.ladder.expected import expected_of
from questionnaire.reading.provenance import provenance
from workbooks.cells import Workbook

_ENOUGH = 0.25  # A workbook without marks is ours where a quarter of its keys or labels is found,
_ENOUGH_OF_A_SHEET = 0.5  # or half of those of one sheet,
_LEAST_OF_A_SHEET = 3  # if these are at least so many.


class LayoutState(StrEnum):
    """How a workbook stands to the layout that wrote it."""

    EXACT = "exact"  # Every answer cell is where it was printed.
    MOVED = "moved"  # Sheets were renamed, or rows or columns moved; keys and labels are whole.
    EDITED = "edited"  # Keys or labels are gone, changed or doubled, or the rungs disagree.
    FOREIGN = "foreign"  # Neither marks nor enough keys or labels: another document.


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one workbook says. Every item of the form that has a value is a key of `answers`, calculated ones among them.

    `version` and `language` are those of the layout that read it. `untyped` is the raw text of what could not be surely read (its answer
    is None, and there is an error finding), and has the key of a table's column where that is lost as a whole. `blank` says that nobody
    wrote anything into it; then, as for a foreign workbook, this is the one finding. `previous` are the values of the last round that
    stand in it, and `conversions` the answers that were written in another way than asked for. `provenance` is by the key of the item.
    `left` are the keys of answers that are what their cell held when the workbook was sent.
    """

    layout: LayoutState
    version: str
    language: str
    answers: Mapping[str, AnswerValue]
    located: Mapping[str, Located]
    findings: tuple[Finding, ...]
    untyped: Mapping[str, str]
    blank: bool = False
    previous: Mapping[str, float] = field(default_factory=dict)
    conversions: tuple[Conversion, ...] = ()
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    subject: checks.CheckSubject | None = field(default=None, repr=False, compare=False)  # What was checked, with what that found out.


def read(
    workbook: Workbook,
    questionnaire: Questionnaire,
    layouts: Sequence[Layout],
    *,
    catalogue: Catalogue | None = None,
    today: date,
    told_in: str | None = None,
) -> Reading:
    """Read `workbook` by the one of `layouts` (at least one) that wrote it, and check the answers.

    The layout is chosen by the version that stands in the workbook, or else by the keys and labels that fit best. `told_in` is the language
    in which the findings are told, that of the layout where none is given; `catalogue` is that of this language.
    """
    marks = identify(workbook)
    layout, known = _layout(marks, layouts, questionnaire, workbook)
    speaks = told_in or layout.language
    words = catalogue or languages.catalogue(speaks)
    sheets = sheets_of(workbook)
    extracted = extract(workbook, sheets, questionnaire, layout, marks.put)
    if not known and not _is_ours(layout, extracted):
        nothing: Mapping[str, AnswerValue] = dict.fromkeys(item.key for item in items(questionnaire))
        told = alone(words, "workbook_foreign")
        return Reading(
            layout=LayoutState.FOREIGN,
            version=layout.version,
            language=layout.language,
            answers=nothing,
            located={},
            findings=told,
            untyped={},
        )
    before = of_marks(questionnaire, marks.put) if layout.sheets else previous(questionnaire, layout, extracted.locations, sheets)
    strays = unplaced(workbook, questionnaire, layout, extracted, words)
    defaults = _with_defaults(questionnaire, layout, extracted, today)
    blank = not strays and not defaults.touched
    extracted = replace(extracted, answers=defaults.given if blank else defaults.answers)
    reading = replace(_reading(questionnaire, layout, extracted, today), previous=before, left=frozenset() if blank else defaults.left)
    if blank:
        return replace(reading, findings=alone(words, "workbook_blank"), untyped={}, blank=True)
    subject = checks.CheckSubject(
        questionnaire=questionnaire,
        answers=reading.answers,
        untyped=reading.untyped,
        located=reading.located,
        language=speaks,
        catalogue=words,
        today=today,
        previous=reading.previous,
    )
    told = of_answers(subject, extracted, sheets, layout)
    if extracted.missing_sheets or not is_current(questionnaire, layout) or (not known and marks.version):
        changed = reworded(questionnaire, layout, layouts, extracted.locations, sheets)
        told = (*of_workbook(subject, extracted, changed, is_unknown=not known and bool(marks.version)), *told)
    findings = confirmed((*told, *strays), reading.answers, confirmations(workbook))
    return replace(reading, findings=findings, provenance=provenance(subject, extracted), subject=subject)


def _with_defaults(questionnaire: Questionnaire, layout: Layout, extracted: Extraction, today: date) -> Begun:
    if not layout.version.endswith(BEGUN):
        return Begun(extracted.answers)
    return begun(questionnaire, extracted.answers, today, locked=is_current(questionnaire, layout))


def _layout(marks: Marks, layouts: Sequence[Layout], questionnaire: Questionnaire, workbook: Workbook) -> tuple[Layout, bool]:
    """Return the layout, and whether the workbook itself names it."""
    for layout in layouts:
        if layout.version == marks.version:
            return layout, True
    every = frozenset(value for sheet in workbook.sheets for value in sheet.cells.values() if isinstance(value, str))
    # Of two versions that fit as well, the present one.
    return max(layouts, key=lambda layout: (len(expected_of(layout).texts & every), is_current(questionnaire, layout))), False


def _is_ours(layout: Layout, extracted: Extraction) -> bool:
    """Say whether so much of a layout was found that the workbook is one of its own, though nothing in it says so."""
    if extracted.tables:
        return True
    found = extracted.locations.found
    by_sheet = [[key in found for key in sheet.names] for sheet in expected_of(layout).sheets.values()]
    some = (sum(those) >= max(_LEAST_OF_A_SHEET, len(those) * _ENOUGH_OF_A_SHEET) for those in by_sheet)
    return len(found) >= max(1, len(layout.slots) * _ENOUGH) or any(some)


def _reading(questionnaire: Questionnaire, layout: Layout, extracted: Extraction, today: date) -> Reading:
    got = extracted.answers
    answers = {key: each.value for key, each in got.items()}
    untyped = {key: each.problem.raw for key, each in got.items() if each.problem} | {key: lost.raw for key, lost in extracted.lost.items()}
    worked_out = calculated_as_applies(questionnaire, answers, untyped, today)
    conversions = tuple(made for key, each in got.items() if each.how and (made := each.conversion(key)))
    return Reading(
        layout=_state(layout, extracted),
        version=layout.version,
        language=layout.language,
        answers={**answers, **worked_out.values},
        located={key: each.located for key, each in got.items() if each.located},
        findings=(),
        untyped=untyped | dict.fromkeys(worked_out.unknown, ""),
        conversions=conversions,
    )


def _state(layout: Layout, extracted: Extraction) -> LayoutState:
    locations, tables = extracted.locations, extracted.tables.values()
    if locations.exact and len(tables) == len(layout.tables) and all(table.exact and not table.copies for table in tables):
        return LayoutState.EXACT
    codes = {each.problem.code for each in extracted.answers.values() if each.problem} | {lost.code for lost in extracted.lost.values()}
    changed = locations.changed or locations.stale or any(table.changed or table.copies or table.stale for table in tables)
    if (
        changed
        or extracted.missing_sheets
        or codes & {"rungs_disagree", "question_missing"}
        or any(one.doubled for one in extracted.answers.values())
    ):
        return LayoutState.EDITED
    return LayoutState.MOVED
