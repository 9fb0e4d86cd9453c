"""What is extracted from a workbook by one layout: the answer to every item, those in tables among them, and which sheets are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from questionnaire.definition import Questionnaire
from questionnaire.items import items, key_of
from questionnaire.layout import LISTS_SHEET, MARKS_SHEET, Layout, Table
from questionnaire.pages import is_current
from questionnaire.reading.answers.added import Added, added
from questionnaire.reading.answers.answer import Answer, answer
from questionnaire.reading.answers.beside import beside
from questionnaire.reading.answers.commented import commented
from questionnaire.reading.answers.disguised import disguised_answers
from questionnaire.reading.answers.instances import TableIssue, instances
from questionnaire.reading.answers.misplaced import Misplaced, misplaced
from questionnaire.reading.answers.rows_named import rows_named
from questionnaire.reading.answers.swallowed import swallowed_answers
from questionnaire.reading.answers.unseen import unseen_answers
from questionnaire.reading.answers.untouched import Untouched, without_untouched
from questionnaire.reading.answers.written_over import SentBook, original_of
from questionnaire.reading.ladder.adopted import Alignments, locate_adopted
from questionnaire.reading.ladder.adopted_tables import find_adopted_tables
from questionnaire.reading.ladder.expected import expected_of
from questionnaire.reading.ladder.locate import locate
from questionnaire.reading.ladder.pairing import paired
from questionnaire.reading.ladder.spots import Locations
from questionnaire.reading.ladder.tables import FoundTable, find_tables
from questionnaire.reading.values.typed import Context, Unreadable
from workbooks.annotate import is_notice
from workbooks.cells import Sheet, Workbook

# Why there is no answer, where that is told once for all that it concerns.
SHEET_MISSING, EARLIER = "sheet_missing", "version_earlier"
_NO_SHEET, _NOT_ASKED = Unreadable("", SHEET_MISSING), Unreadable("", EARLIER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was extracted. `answers` are by the key of the item; `lost` are the columns of tables of which nothing is known, by their key.

    `tables` are those that were found, and `issues` what is to be said of each, by the name of the repeat. `missing_sheets` are the sheets
    of the layout that are not in the workbook, `missing_tables` those whose sheet is there, and `alone` is the name of the workbook's one
    sheet where it has no other. `misplaced` is what was written beside the cells for answers, and `added` is what was written
    anywhere else into an adopted workbook.
    """

    locations: Locations
    answers: Mapping[str, Answer]
    lost: Mapping[str, Unreadable] = field(default_factory=dict)
    tables: Mapping[str, FoundTable] = field(default_factory=dict)
    issues: Mapping[str, tuple[TableIssue, ...]] = field(default_factory=dict)
    missing_sheets: tuple[str, ...] = ()
    missing_tables: tuple[Table, ...] = ()
    alone: str = ""
    misplaced: Misplaced = field(default_factory=Misplaced)
    added: Added = field(default_factory=Added)


def _may_hold_answers(sheet: Sheet) -> bool:
    return not sheet.name.casefold().startswith((LISTS_SHEET, MARKS_SHEET)) and not is_notice(sheet)


def sheets_of(workbook: Workbook) -> dict[str, Sheet]:
    """Return the sheets on which answers may stand, by name: not those of ours that are hidden, and not our list of findings."""
    return {sheet.name: sheet for sheet in workbook.sheets if _may_hold_answers(sheet)}


def extract(
    workbook: Workbook, sheets: Mapping[str, Sheet], questionnaire: Questionnaire, layout: Layout, put: Mapping[str, str]
) -> Extraction:
    """Return what stands on the `sheets` of a workbook by `layout`; `put` is what its marks say of the cells of an adopted one."""
    context = Context(layout.language, questionnaire.languages, workbook.since_1904)
    lying = paired(workbook, sheets, layout) if layout.sheets else {}
    locations, tables = _adopted(workbook, sheets, layout, lying) if layout.sheets else _ours(workbook, sheets, layout)
    missing_sheets = tuple(_missing_sheets(layout, locations, tables, sheets))
    answers = _answers(questionnaire, layout, locations, frozenset(missing_sheets), context)
    lost: dict[str, Unreadable] = {}
    issues: dict[str, tuple[TableIssue, ...]] = {}
    numbers: dict[str, Mapping[int, int]] = {}
    for repeat, found in tables.items():
        read = instances(questionnaire, found, sheets, context)
        answers |= read.answers
        lost |= read.lost
        issues[repeat] = read.issues
        numbers[repeat] = read.numbers
    answers |= rows_named(questionnaire, answers, numbers)
    elsewhere = Misplaced() if layout.sheets else misplaced(questionnaire, layout, locations, sheets, answers, context)
    moved = not all(one.in_place for those in lying.values() for one in those)
    untouched = Untouched(questionnaire, layout, locations, put)
    answers |= without_untouched(untouched, answers, moved=moved) if layout.sheets else elsewhere.answers
    answers |= beside(questionnaire, layout, locations, answers)
    original = original_of(questionnaire, layout) if layout.sheets else SentBook()
    answers |= dict(swallowed_answers(questionnaire, layout, (locations, tables), answers, sheets, original))
    answers |= dict(disguised_answers(questionnaire, layout, sheets, answers))
    answers |= dict(unseen_answers(questionnaire, layout, (locations, tables), answers, sheets, original))
    answers |= commented(answers, layout, locations, sheets, original.book)
    lost.update(_lost_tables(questionnaire, layout, tables, sheets))
    gone = tuple(table for table in layout.tables if table.repeat not in tables and table.sheet in sheets)
    # A sheet that was saved as text has no name of its own.
    alone = (
        next(iter(sheets)) or next((name for name in expected_of(layout).sheets if name not in missing_sheets), "")
        if len(sheets) == 1
        else ""
    )
    return Extraction(
        locations=locations,
        answers=answers,
        lost=lost,
        tables=tables,
        issues=issues,
        missing_sheets=missing_sheets,
        missing_tables=gone,
        alone=alone,
        misplaced=elsewhere,
        added=added(lying, locations, tables, sheets, original) if layout.sheets else Added(),
    )


_Found = tuple[Locations, dict[str, FoundTable]]


def _ours(workbook: Workbook, sheets: Mapping[str, Sheet], layout: Layout) -> _Found:
    """Return where the answers of a workbook that we made stand: a sheet of a table has nothing else."""
    tables = find_tables(workbook, sheets, layout.tables) if layout.tables else {}
    shown = {found.sheet for found in tables.values()}
    return locate(workbook, {name: sheet for name, sheet in sheets.items() if name not in shown} if shown else sheets, layout), tables


def _adopted(workbook: Workbook, sheets: Mapping[str, Sheet], layout: Layout, lying: Alignments) -> _Found:
    """Return where the answers of an adopted workbook stand."""
    return locate_adopted(workbook, sheets, layout, lying), find_adopted_tables(workbook, layout, lying)


def _answers(
    questionnaire: Questionnaire, layout: Layout, locations: Locations, gone: frozenset[str], context: Context
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    by_item = layout.by_item
    for item in items(questionnaire):
        slots = by_item.get(item.key)
        if not item.question.asked:
            continue
        if not slots and layout.sheets and is_current(questionnaire, layout):
            # A cell of a matrix that its author closed.
            answers[item.key] = Answer()
        elif not slots:
            answers[item.key] = Answer(problem=_NOT_ASKED)
        elif gone and slots[0].sheet in gone:
            answers[item.key] = Answer(problem=_NO_SHEET)
        else:
            answers[item.key] = answer(item.question, slots, locations, context)
    return answers


def _missing_sheets(layout: Layout, locations: Locations, tables: Mapping[str, FoundTable], sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """Yield the sheets of the layout that are not there, under any name."""
    for name, printed in expected_of(layout).sheets.items():
        if name not in sheets and locations.spots.keys().isdisjoint(printed.names):
            yield name
    yield from (table.sheet for table in layout.tables if table.repeat not in tables and table.sheet not in sheets)


def _lost_tables(
    questionnaire: Questionnaire, layout: Layout, tables: Mapping[str, FoundTable], sheets: Mapping[str, Sheet]
) -> Iterator[tuple[str, Unreadable]]:
    """Yield the columns of the tables that are not there, by their key, with the reason."""
    printed = {table.repeat: table for table in layout.tables}
    for repeat in questionnaire.repeats:
        table = printed.get(repeat.name)
        if repeat.instances or repeat.name in tables:
            continue
        why = _NOT_ASKED if table is None else Unreadable("", "question_missing") if table.sheet in sheets else _NO_SHEET
        yield from ((key_of(question), why) for question in questionnaire.in_repeat[repeat.name] if question.asked)
