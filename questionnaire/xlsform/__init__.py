"""From an XLSForm file to the questionnaire that it says, or to everything that is wrong with it.

Source: the XLSForm reference. **The subset**: text, integer, decimal, date, select_one, select_multiple, note, calculate, groups, and
repeats that are not nested; label, hint, required, relevant, constraint, calculation and their messages in any number of languages. What
stands outside of it is refused with sheet, row and column; what changes nothing in a workbook is a warning at most.

**Columns of ours**, which other tools pass over (those marked with * may stand in several languages, as in `unit::French (fr)`):

| column | on | says |
|---|---|---|
| `excel::ref` | questions | the number that is printed before the label |
| `severity` | questions | `error` or `warning`: how much a broken constraint, or a missing answer, weighs |
| `unit`* | integer, decimal, calculate | the unit that is printed beside the cell |
| `missing` | integer, decimal, date | codes that may stand instead of a number, as in `n/a D P` |
| `excel::refusals` | integer, decimal, date | those of the missing codes by which a respondent refuses to answer |
| `previous` | integer, decimal | `yes`, or as in `25%`: show the last round's value, and ask about an answer that is so much off it |
| `sheet`* | groups, repeats | the name of its sheet; an inner group gets a sheet of its own by it |
| `excel::columns` | begin_repeat | the list whose choices are the columns of a matrix |

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
from dataclasses import dataclass
from pathlib import PurePath

from questionnaire.definition import Questionnaire
from questionnaire.xlsform.choices import CHOICES, read_choices
from questionnaire.xlsform.columns import SURVEY
from questionnaire.xlsform.file import SHEETS, Grid, read_grids
from questionnaire.xlsform.form_sheet import FormSheet, read_sheet
from questionnaire.xlsform.problems import FormErrors, Problem, ProblemReport
from questionnaire.xlsform.references import check_references
from questionnaire.xlsform.settings import Settings
from questionnaire.xlsform.survey import Survey

__all__ = ["FormErrors", "Inspection", "Problem", "inspect", "load"]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a form: the questionnaire if it can be used, and all problems in the order of the file."""

    questionnaire: Questionnaire | None
    problems: tuple[Problem, ...]


def load(data: bytes, file: str) -> Questionnaire:
    """Return the questionnaire that the XLSForm says; `file` is its name, for messages. Raises FormErrors with all problems at once."""
    inspection = inspect(data, file)
    if inspection.questionnaire is None:
        raise FormErrors(file, inspection.problems)
    return inspection.questionnaire


def inspect(data: bytes, file: str) -> Inspection:
    """Return the questionnaire, if the form has no error, and every problem of it; never raises for what a file holds."""
    report = ProblemReport()
    grids = read_grids(data, file, report)
    questionnaire = _read(grids, hashlib.sha256(data).hexdigest(), file, report) if "survey" in grids else None
    problems = tuple(sorted(dict.fromkeys(report.problems), key=_in_order_of_the_file))
    return Inspection(None if report.failed else questionnaire, problems)


def _in_order_of_the_file(problem: Problem) -> tuple[int, int]:
    sheets = ("", *SHEETS)
    sheet = problem.sheet.strip().casefold()
    return (sheets.index(sheet) if sheet in sheets else len(sheets), problem.row)


def _read(grids: Mapping[str, Grid], sha256: str, file: str, report: ProblemReport) -> Questionnaire:
    settings = Settings(grids.get("settings", {}), report)
    survey = _read_survey(grids, settings.default, report)
    form_id = settings.form_id(PurePath(file).stem)
    return Questionnaire(
        id=form_id,
        title=settings.title(form_id),
        version=settings.version,
        languages=survey.languages,
        sections=tuple(survey.sections),
        questions=tuple(survey.questions),
        source_sha256=sha256,
        repeats=tuple(survey.repeats),
    )


def _read_survey(grids: Mapping[str, Grid], default: str, report: ProblemReport) -> Survey:
    table = read_sheet("survey", grids["survey"], SURVEY, default, report)
    choices = read_sheet("choices", grids.get("choices", {}), CHOICES, default, report)
    languages = _languages(table, default)
    survey = Survey(languages=languages, lists=read_choices(choices, languages, report), report=report)
    if table.has("type"):
        survey.read(table)
    check_references(survey)
    if not any(question.asked for question in survey.questions) and not report.failed:
        report.error(("survey", 0, ""), "A form that asks nothing is not supported.", "Add a row for each question below the headers.")
    return survey


def _languages(survey: FormSheet, default: str) -> tuple[str, ...]:
    """Return the languages of the labels, the default one first."""
    found = dict.fromkeys(survey.languages("label")) or (default,)
    return tuple(sorted(found, key=lambda language: language != default))
