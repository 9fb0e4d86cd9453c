"""What is said of a workbook that was read: of its answers one by one, and of what concerns many of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from domain.finding import Finding, Severity
from domain.sentences import Catalogue
from questionnaire import checks
from questionnaire.checks.subject import shortened
from questionnaire.definition import Question, Questionnaire
from questionnaire.expressions import evaluate, truth
from questionnaire.items import Item, key_of, parts
from questionnaire.layout import Layout
from questionnaire.reading.answers import Answer
from questionnaire.reading.folding import as_text, fold, is_blank
from questionnaire.reading.locate import Survey
from questionnaire.reading.look import EARLIER, SHEET_MISSING, Seen
from questionnaire.reading.plan import plan_of
from questionnaire.reading.rows import Told
from workbooks.cells import Position, Sheet, Workbook, a1

KEY_PREFIX = "q_"  # With which the key of every question begins.
_ONCE = frozenset({SHEET_MISSING, EARLIER})  # Told once, not of each answer that it concerns.


def alone(words: Catalogue, code: str) -> tuple[Finding, ...]:
    """Return the one finding about a workbook of which nothing more is to be said."""
    said = words.say(code)
    return (Finding(code, Severity.ERROR, said.message, said.remedy),)


def of_answers(subject: checks.CheckSubject, seen: Seen) -> tuple[Finding, ...]:
    """Return the findings about answers and tables, with those of the edit checks, in the order of the questions."""
    own = [finding for key, got in seen.answers.items() if got.problem or got.doubled for finding in _of_answer(subject, key, got)]
    own += [_of_table(subject, repeat, told, seen) for repeat, all_told in seen.told.items() for told in all_told]
    own += [*_beside(subject, seen), *_remarks(subject.catalogue, seen)]
    own += [*_of_sheets(subject.catalogue, seen), *_of_missing_tables(subject, seen)]
    # The check of types says the same in general; here it is known why.
    explained = {key for key, each in seen.answers.items() if each.problem and each.problem.code}
    both = [*own, *(finding for finding in checks.run(subject) if finding.question not in explained)]
    if not both:
        return ()
    order: dict[str, int] = {}
    for place, item in enumerate(subject.items):
        order.setdefault(item.key, place)
        order.setdefault(key_of(item.question), place)
    return tuple(sorted(both, key=lambda finding: order.get(finding.question or "", -1)))


def _of_answer(subject: checks.CheckSubject, key: str, got: Answer) -> Iterator[Finding]:
    item, problem = _item(subject, key), got.problem
    if problem and problem.code and problem.code not in _ONCE:
        yield subject.finding(problem.code, Severity.ERROR, item, problem.code, value=shortened(problem.raw), cells=got.cells)
    elif got.doubled and not problem:
        yield subject.finding("rungs_disagree", Severity.WARNING, item, "rungs_disagree_same", cells=got.cells)


def _beside(subject: checks.CheckSubject, seen: Seen) -> Iterator[Finding]:
    """Yield what stands beside an answer and could be the answer, too."""
    for key, those in seen.elsewhere.beside.items():
        for stray in those:
            value = shortened(as_text(stray.value))
            said = subject.finding("stray_text", Severity.WARNING, _item(subject, key), "stray_beside", value=value)
            yield replace(said, sheet=stray.cell.sheet, cell=a1(stray.cell.row, stray.cell.column))


def _remarks(words: Catalogue, seen: Seen) -> Iterator[Finding]:
    """Yield what else stands beside answers; the texts of one column once."""
    told: set[tuple[str, int]] = set()
    for stray in seen.elsewhere.remarks:
        sheet, row, column = stray.cell
        if isinstance(stray.value, str) and (sheet, column) in told:
            continue
        told |= {(sheet, column)} if isinstance(stray.value, str) else set()
        said = words.say("stray_beside", value=shortened(as_text(stray.said)))
        yield Finding("stray_text", Severity.WARNING, said.message, said.remedy, sheet=sheet, cell=a1(row, column))


def _item(subject: checks.CheckSubject, key: str) -> Item:
    _, instance, name = parts(key)
    return Item(subject.questionnaire.by_name[name], instance, key)


def _of_table(subject: checks.CheckSubject, repeat: str, told: Told, seen: Seen) -> Finding:
    facts = {"value": shortened(told.value), "cells": told.cells, "number": str(told.number), "label": _title(subject, repeat)}
    sheet = seen.tables[repeat].sheet
    if told.key:
        return replace(
            subject.finding(told.code, told.severity, _item(subject, told.key), told.sentence, cells=told.cells),
            sheet=sheet,
            cell=told.cell,
        )
    said = subject.catalogue.say(told.sentence, **facts)
    return Finding(told.code, told.severity, said.message, said.remedy, sheet=sheet, cell=told.cell)


def _title(subject: checks.CheckSubject, repeat: str) -> str:
    return next((subject.text(one.label) for one in subject.questionnaire.repeats if one.name == repeat), repeat)


def _of_missing_tables(subject: checks.CheckSubject, seen: Seen) -> Iterator[Finding]:
    for table in seen.missing_tables:
        said = subject.catalogue.say("table_missing", label=_title(subject, table.repeat))
        yield Finding("question_missing", Severity.ERROR, said.message, said.remedy, sheet=table.sheet)


def _of_sheets(words: Catalogue, seen: Seen) -> Iterator[Finding]:
    """Yield what concerns a sheet as a whole, though its answers were read."""
    for sheet in sorted({*seen.survey.stale, *(table.sheet for table in seen.tables.values() if table.stale)}):
        said = words.say("names_left_behind")
        yield Finding("rungs_disagree", Severity.WARNING, said.message, said.remedy, sheet=sheet)
    for sheet, headings in seen.survey.unheaded.items():
        said = words.say("heading_missing", headings=words.say("check_comma").message.join(headings))
        yield Finding("heading_missing", Severity.WARNING, said.message, said.remedy, sheet=sheet)


def of_workbook(subject: checks.CheckSubject, seen: Seen, changed: Mapping[str, str], *, is_unknown: bool) -> tuple[Finding, ...]:
    """Return the findings about missing sheets, and about a version that is not the present one; `changed` are what questions said then."""
    return (*_of_missing(subject.catalogue, seen), *_of_version(subject, seen, changed, is_unknown=is_unknown))


def _of_missing(words: Catalogue, seen: Seen) -> Iterator[Finding]:
    if seen.alone and seen.missing_sheets:
        said = words.say("sheet_alone", sheet=seen.alone, missing=words.say("check_comma").message.join(seen.missing_sheets))
        yield Finding(SHEET_MISSING, Severity.ERROR, said.message, said.remedy)
        return
    for sheet in seen.missing_sheets:
        said = words.say("sheet_missing", sheet=sheet)
        yield Finding(SHEET_MISSING, Severity.ERROR, said.message, said.remedy, sheet=sheet)


def _of_version(subject: checks.CheckSubject, seen: Seen, changed: Mapping[str, str], *, is_unknown: bool) -> Iterator[Finding]:
    words = subject.catalogue
    if is_unknown:
        said = words.say("version_unknown")
        yield Finding("version_unknown", Severity.WARNING, said.message, said.remedy)
    unasked = [_item(subject, key) for key, each in seen.answers.items() if each.problem and each.problem.code == EARLIER]
    unasked += [_item(subject, key) for key, lost in seen.lost.items() if lost.code == EARLIER]
    if unasked:
        named = words.say("check_comma").message.join(dict.fromkeys(subject.text(item.question.label) for item in unasked))
        said = words.say(EARLIER, questions=shortened(named))
        severity = Severity.ERROR if any(_is_required(item.question) for item in unasked) else Severity.WARNING
        yield Finding(EARLIER, severity, said.message, said.remedy)
    for name, then in changed.items():
        question = subject.questionnaire.by_name.get(name)
        if question and question.asked:
            item = next((one for one in subject.items if one.question.name == name), Item(question, "", key_of(question)))
            yield subject.finding("version_changed", Severity.WARNING, item, "version_changed", value=shortened(then))


def _is_required(question: Question) -> bool:
    """Say whether a question always wants an answer, whatever the others are."""
    always = question.required and not question.required.reads and truth(evaluate(question.required, {}))
    return bool(always) and question.relevant is None


def strays(workbook: Workbook, questionnaire: Questionnaire, layout: Layout, seen: Seen, words: Catalogue) -> tuple[Finding, ...]:
    """Return a warning for each text that stands in an answer column beside no question: it would else be lost without a word."""
    survey, plan = seen.survey, plan_of(layout)
    rows: dict[str, set[int]] = {name: set(sheet.rows) for name, sheet in plan.sheets.items()} if survey.exact else {}
    for spot in survey.spots.values() if not survey.exact else ():
        for cell in (spot.cell, *dict(spot.others)):
            rows.setdefault(cell.sheet, set()).add(cell.row)
    told = []
    taken = seen.elsewhere.taken | {stray.cell for stray in seen.elsewhere.remarks}
    for sheet in workbook.sheets:
        for position in _strays_of(questionnaire, sheet, survey, rows.get(sheet.name, set()), plan.headings):
            if taken and (sheet.name, *position) in taken:
                continue
            said = words.say("stray_text", value=shortened(as_text(sheet.cells[position])))
            told.append(Finding("stray_text", Severity.WARNING, said.message, said.remedy, sheet=sheet.name, cell=a1(*position)))
    return tuple(told)


def _strays_of(questionnaire: Questionnaire, sheet: Sheet, survey: Survey, rows: set[int], headings: frozenset[str]) -> list[Position]:
    columns, keys = survey.columns.get(sheet.name), survey.key_columns.get(sheet.name)
    if not columns:
        return []
    found = _stray(sheet, columns, rows, headings)
    if sheet.name in survey.unheaded:
        # What stands where a heading is gone is told as that.
        found = [at for at in found if at[0] > min(rows)]
    found = _beside_no_calculation(questionnaire, sheet, found, keys) if found else found
    return found + _between(sheet, columns, rows, keys) if sheet.name in survey.headed else found


def _stray(sheet: Sheet, columns: frozenset[int], rows: set[int], headings: frozenset[str]) -> list[Position]:
    """Return the cells of the answer columns that stand beside no question, but for the headings."""
    beside = [at for at in sheet.cells if at[1] in columns and at[0] not in rows]
    return sorted(at for at in beside if not is_blank(sheet.cells[at]) and as_text(sheet.cells[at]) not in headings)


def _between(sheet: Sheet, columns: frozenset[int], rows: set[int], keys: int | None) -> list[Position]:
    """Return the cells of a matrix in a column among its own that has none of the headings, as that of a year which was added."""
    end = keys - 1 if keys else max(columns)  # Before the keys stands the help.
    added = set(range(min(columns), end)) - columns
    return sorted(at for at in sheet.cells if at[1] in added and at[0] in rows and not is_blank(sheet.cells[at]))


def _beside_no_calculation(questionnaire: Questionnaire, sheet: Sheet, found: list[Position], keys: int | None) -> list[Position]:
    """Return the cells that are not in the row of a calculation, which has a key that takes no answer, or else its label."""
    labels = {fold(label) for question in questionnaire.questions if question.calculation for label in question.label.values()}
    wanted = {row for row, _ in found}
    worked_out = {
        row
        for (row, column), value in sheet.cells.items()
        if row in wanted and isinstance(value, str) and (value.startswith(KEY_PREFIX) if column == keys else fold(value) in labels)
    }
    return [at for at in found if at[0] not in worked_out]
