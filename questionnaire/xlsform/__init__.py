"""From an XLSForm file to the questionnaire that it says, or to everything that is wrong with it.

Source: the XLSForm reference. **The subset**: text, integer, decimal, date, select_one, select_multiple, note, calculate, groups, and
repeats; label, hint, required, relevant, constraint, calculation, choice_filter and their messages in any number of languages. What forms
for telephones have beyond it becomes rows of it first (`adapted`), and an expression that cannot be worked out here does not hold
(`beyond`), each with a warning. What is left is refused with sheet, row and column.

**Columns of ours**, which other tools pass over (those marked with * may stand in several languages, as in `unit::French (fr)`):

| column | on | says |
|---|---|---|
| `excel::ref` | questions | the number that is printed before the label |
| `severity` | questions | `error` or `warning`: how much a broken constraint, or a missing answer, weighs |
| `unit`* | integer, decimal, calculate | the unit that is printed beside the cell |
| `missing` | integer, decimal, date | codes that may stand instead of a number: `n/a D P`, `D=Denied; P=Pending`, or a list of choices |
| `excel::refusals` | integer, decimal, date | those of the missing codes by which a respondent refuses to answer |
| `excel::flags` | integer, decimal | codes that may mark the figure, as in `p=Provisional; e=Estimated`, or a list of the sheet choices |
| `excel::notes` | integer, decimal | `yes`: a cell for a note beside the figure |
| `excel::revise` | integer, decimal | `yes`: a row beneath asks for the last round's figure anew, where it was revised |
| `previous` | integer, decimal | `yes`, or as in `25%`: show the last round's value, and ask about an answer that is so much off it |
| `sheet`* | groups, repeats | the name of its sheet; an inner group gets a sheet of its own by it |
| `excel::columns` | begin_repeat | the list whose choices are the columns of a matrix |

Those of an adopted workbook, which say where its answers stand, are told in docs/adopt.md.

`excel::flags`, `excel::notes` and `excel::revise` on the sheet settings hold for every integer and decimal (with `previous`, as to the
last) that says nothing of its own; `no` is such a word, too. Where there are flags, each figure has a cell for one beside it.
`missing` there holds so for figures that are required. With `excel::remarks` there (`yes`), each section ends with a cell for remarks.
With `excel::lenient` there (`yes`), a question that has an error is left out instead of the form being refused (`lenient`).

**A repeat** is a table with a row for each instance. With a `repeat_count`, which is a whole number, there are exactly so many. Its notes
stand above the table. **A matrix** is a repeat with `excel::columns`: each choice of that list is a column (the years, say), each question
of the repeat a row. In other tools it is a repeat as any other; a `repeat_count`, if it stands there, is the number of choices. A matrix
asks no select_multiple, and none of its questions has the name of the list, which is a key of its answers beside their names.

**A calculation** (of type calculate, or a text, integer, decimal or date with a `calculation`) is never asked. With a label its cell is
shown, locked; without one it works unseen. Its `constraint` is checked like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import PurePath

from questionnaire.adopted.places import problems_of
from questionnaire.definition import Questionnaire
from questionnaire.xlsform.choices.choices import read_choices
from questionnaire.xlsform.choices.external import tables_named, tables_of
from questionnaire.xlsform.choices.filters import columns
from questionnaire.xlsform.choices.offered import named_files
from questionnaire.xlsform.choices.searched import searched_files
from questionnaire.xlsform.expressions.beyond import within_reach
from questionnaire.xlsform.expressions.loops import in_loops
from questionnaire.xlsform.expressions.mentions import mentioned, spell_out
from questionnaire.xlsform.expressions.references import check_references, without_rings
from questionnaire.xlsform.lenient import LeftOut, concerned, leniently
from questionnaire.xlsform.problems import FormErrors, Problem, ProblemReport
from questionnaire.xlsform.questions.adapted import adapted
from questionnaire.xlsform.questions.depth import not_too_deep
from questionnaire.xlsform.questions.extras import CELL
from questionnaire.xlsform.questions.figures import FigureDefaults
from questionnaire.xlsform.questions.parameters import check_parameters
from questionnaire.xlsform.settings import Settings, workbook_named
from questionnaire.xlsform.sheets.file import SHEETS, Grid, read_grids
from questionnaire.xlsform.sheets.form_sheet import FormSheet, read_sheet
from questionnaire.xlsform.sheets.itext import with_texts, without_names
from questionnaire.xlsform.sheets.markup import plain_lists, plain_row
from questionnaire.xlsform.sheets.surroundings import Surroundings
from questionnaire.xlsform.survey.columns import SURVEY, is_read
from questionnaire.xlsform.survey.elsewhere import check_elsewhere
from questionnaire.xlsform.survey.survey import Survey

_NOTHING: Mapping[str, bytes] = {}
_KEPT = 8  # Forms that were read and are kept: whoever looks at a study, or lets a minute pass, asks for the same ones again.

__all__ = ["FormErrors", "Inspection", "Problem", "inspect", "lists_beside", "load"]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a form: the questionnaire if it can be used, and all problems in the order of the file."""

    questionnaire: Questionnaire | None
    problems: tuple[Problem, ...]

    @property
    def left_out(self) -> tuple[str, ...]:
        """Return the names of the questions and groups that are left out, in the order of the file."""
        return tuple(dict.fromkeys(one.question for one in self.problems if one.left_out))


@dataclass(frozen=True, slots=True, kw_only=True)
class _FormFile:
    """The sheets of a form, and what was wrong with them as such; `sha256` is of all that says what is asked, `beside` are its lists."""

    grids: Mapping[str, Grid]
    problems: tuple[Problem, ...]
    sha256: str
    name: str
    beside: Mapping[str, bytes]

    def read(self, left: LeftOut, *, applied: bool) -> Inspection:
        """Return what is found in the form without what is left out; one that is `applied` is held to no rule of other programs."""
        report = ProblemReport([one for one in self.problems if not left.covers(one)])
        grids = left.without(self.grids)
        questionnaire = _read(grids, self, left, report, ProblemReport() if applied else report) if "survey" in grids else None
        return Inspection(None if report.failed else questionnaire, (*left.told, *report.problems))


@lru_cache(maxsize=_KEPT)
def lists_beside(data: bytes, file: str) -> tuple[str, ...]:
    """Return the names of the files that belong to a form: lists of choices, and its workbook; none of one that cannot be read."""
    grids = read_grids(data, file, ProblemReport())
    lists = {
        name
        for cells in grids.get("survey", {}).values()
        for text in cells.values()
        for name in (*named_files(text), *tables_named(text), *searched_files(text))
    }
    return tuple(sorted({*lists, *workbook_named(grids.get("settings", {}))}))


def load(data: bytes, file: str, beside: Mapping[str, bytes] = _NOTHING, *, lenient: bool = False, applied: bool = False) -> Questionnaire:
    """Return the questionnaire that the XLSForm says; `file` is its name, for messages. Raises FormErrors with all problems at once.

    `beside` are the files in its folder by name: a select may take its choices from a CSV. `lenient` leaves out the questions that have an
    error, as far as the form has none besides. `applied` says that a study runs by the form already (see `inspect`).
    """
    inspection = inspect(data, file, beside, lenient=lenient, applied=applied)
    if inspection.questionnaire is None:
        raise FormErrors(file, inspection.problems)
    return inspection.questionnaire


def inspect(data: bytes, file: str, beside: Mapping[str, bytes] = _NOTHING, *, lenient: bool = False, applied: bool = False) -> Inspection:
    """Return the questionnaire, if the form can be used, and every problem of it; never raises for what a file holds.

    A form with an error cannot be used, unless it is `lenient`, which its settings may say too: then questions are left out, each told.
    Whoever answers holds the workbook of a form that was `applied`: what only other programs refuse (`elsewhere`, `parameters`) is refused
    of forms before that, and never afterwards.
    """
    named = lists_beside(data, file) if beside else ()
    return _inspect(data, file, tuple((name, beside[name]) for name in named if name in beside), lenient, applied)


@lru_cache(maxsize=_KEPT)
def _inspect(data: bytes, file: str, lists: tuple[tuple[str, bytes], ...], lenient: bool, applied: bool) -> Inspection:
    report = ProblemReport()
    grids = read_grids(data, file, report)
    # The hash is of all that says what is asked: the form, and what belongs to it beside it.
    sha256 = hashlib.sha256(b"".join((data, *(content for _, content in lists)))).hexdigest()
    form = _FormFile(grids=grids, problems=tuple(report.problems), sha256=sha256, name=file, beside=dict(lists))
    settings = Settings(grids.get("settings", {}), ProblemReport())
    # What a lenient form leaves out stays out: its workbooks were made without it.
    read = partial(form.read, applied=applied and not settings.lenient)
    found = read(LeftOut())
    # The cell of a question that is left out would stay in an adopted workbook, and what is written there would be lost.
    if found.questionnaire is None and "survey" in grids and (lenient or settings.lenient) and not settings.names_workbook:
        left = leniently(grids, found.problems, lambda taken: read(taken).problems, settings.default)
        found = read(left) if left else found
    problems = concerned(grids, sorted(dict.fromkeys(found.problems), key=_in_order_of_the_file), settings.default)
    return Inspection(found.questionnaire, problems)


def _in_order_of_the_file(problem: Problem) -> tuple[int, int]:
    sheets = ("", *SHEETS)
    sheet = problem.sheet.strip().casefold()
    return (sheets.index(sheet) if sheet in sheets else len(sheets), problem.row)


def _read(grids: Mapping[str, Grid], form: _FormFile, left: LeftOut, report: ProblemReport, elsewhere: ProblemReport) -> Questionnaire:
    settings = Settings(grids.get("settings", {}), report)
    survey = _read_survey(grids, settings, form.beside, left, report, elsewhere)
    form_id = settings.form_id(PurePath(form.name).stem)
    originals = settings.originals(form.beside, report)
    questionnaire = Questionnaire(
        id=form_id,
        title=settings.title(form_id),
        version=settings.version,
        languages=survey.languages,
        sections=tuple(survey.sections),
        questions=tuple(survey.questions),
        source_sha256=form.sha256,
        repeats=tuple(survey.repeats),
        original=originals.get(""),
        originals={language: one for language, one in originals.items() if language},
    )
    if not settings.names_workbook:
        _check_places(questionnaire, report)
    for place, message, remedy in problems_of(questionnaire) if questionnaire.original and not report.failed else ():
        report.error(place, message, remedy)
    return questionnaire


def _check_places(questionnaire: Questionnaire, report: ProblemReport) -> None:
    """Report where a form says in which cell an answer stands, and not of which workbook: another one would be sent without a word."""
    placed = next((one for one in questionnaire.answerable if one.cell or one.cells), None)
    if placed:
        message = "It says where the answer stands, but the form names no workbook, so that another one would be sent."
        remedy = "Write the file into excel::workbook on the sheet settings, or clear the column excel::cell."
        report.error((placed.place.sheet, placed.place.row, CELL), message, remedy)


def _read_survey(
    grids: Mapping[str, Grid],
    settings: Settings,
    beside: Mapping[str, bytes],
    left: LeftOut,
    report: ProblemReport,
    elsewhere: ProblemReport,
) -> Survey:
    default = settings.default
    table = not_too_deep(with_texts(read_sheet("survey", grids["survey"], SURVEY, default, report), report), report)
    tables = tables_of({name: data for name, data in beside.items() if name in _pulled(table)}, report)
    table = replace(table, rows=tuple(replace(row, tables=tables) for row in table.rows)) if tables else table
    if not settings.names_workbook:
        # In an adopted workbook the signs are its author's own, and stand there in print.
        table = replace(table, rows=tuple(map(plain_row, table.rows)))
    languages, kept = _languages(table, default), columns(table.rows)
    lists, external = (
        read_choices(
            without_names(grids.get(sheet, {}), sheet, report), sheet, kept, languages, duplicates=each, report=report, default=default
        )
        for sheet, each in (("choices", settings.duplicates), ("external_choices", True))
    )
    lists, external = (lists, external) if settings.names_workbook else (plain_lists(lists), plain_lists(external))
    around = Surroundings(
        lists=dict(lists), external=external, read=mentioned(table.rows), kept=kept, languages=languages, files=beside, report=report
    )
    rows = within_reach((row for row in table.rows if is_read(row, report)), report, elsewhere, left.names) if table.has("type") else ()
    if table.has("type"):
        written = (row for row in table.rows if is_read(row, ProblemReport()))
        check_elsewhere(written, lists, left.names, elsewhere, adopted=settings.names_workbook)
    for row in rows:
        check_parameters(row, elsewhere)
    figures = FigureDefaults(
        flags=settings.flags(lists, report),
        notes=settings.notes(report),
        revise=settings.revise(report),
        missing=settings.missing(lists, report),
    )
    remarks = settings.remarks(report)
    survey = Survey(
        languages=languages,
        lists=around.lists,
        report=report,
        default=default,
        figures=figures,
        remarks=remarks,
        adopted=settings.names_workbook,
        refused=set(left.names),
    )
    survey.read(adapted(in_loops(rows, around), around))
    spell_out(survey)
    check_references(survey)
    without_rings(survey)
    if not any(question.asked for question in survey.questions) and not report.failed:
        nothing = report.warning if rows and not left.rows else report.error
        nothing(("survey", 0, ""), "The form asks nothing that a workbook can hold.", "Add a row for each question below the headers.")
    return survey


def _pulled(survey: FormSheet) -> frozenset[str]:
    return frozenset(name for row in survey.rows for text in row.cells.values() for name in tables_named(text))


def _languages(survey: FormSheet, default: str) -> tuple[str, ...]:
    """Return the languages of the labels, the default one first."""
    found = dict.fromkeys(survey.languages("label")) or (default,)
    return tuple(sorted(found, key=lambda language: language != default))
