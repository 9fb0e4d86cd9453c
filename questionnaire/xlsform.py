"""From an XLSForm file to the questionnaire that it says, or to everything that is wrong with it.

Source: the XLSForm reference. The subset: text, integer, decimal, date, select_one, select_multiple, note and groups; label, hint,
required, relevant, constraint and their messages in any number of languages; `excel::ref` for the printed number. What stands outside of
it is refused with sheet, row and column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from questionnaire.definition import Questionnaire
from questionnaire.xlsform_choices import CHOICES, read_choices
from questionnaire.xlsform_file import Grid, read_grids
from questionnaire.xlsform_problems import FormErrors, Problem, Report, did_you_mean
from questionnaire.xlsform_references import check_references
from questionnaire.xlsform_survey import SURVEY, Survey, legal_name
from questionnaire.xlsform_table import Row, Table, Vocabulary, language_code, read_table

__all__ = ["FormErrors", "Inspection", "Problem", "inspect", "load"]

_SETTINGS = Vocabulary(
    # Other tools fail on a form_title of a language, so that the title's translations have a column of ours.
    used=frozenset({"form_id", "form_title", "excel::form_title", "version", "default_language"}),
    unsupported=frozenset({"allow_choice_duplicates"}),
    ignored=frozenset({"instance_name", "style", "public_key", "submission_url", "auto_send", "auto_delete", "namespaces", "name"}),
)
_DEFAULT = "en"


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
    report = Report()
    grids = read_grids(data, report)
    questionnaire = _read(grids, hashlib.sha256(data).hexdigest(), file, report) if grids else None
    problems = tuple(sorted(dict.fromkeys(report.problems), key=_in_order_of_the_file))
    return Inspection(None if report.failed else questionnaire, problems)


def _in_order_of_the_file(problem: Problem) -> tuple[int, int]:
    sheets = ("", "settings", "survey", "choices")
    sheet = problem.sheet.strip().casefold()
    return (sheets.index(sheet) if sheet in sheets else len(sheets), problem.row)


def _read(grids: Mapping[str, Grid], sha256: str, file: str, report: Report) -> Questionnaire | None:
    if "survey" not in grids:
        remedy = did_you_mean("survey", grids, "Add a sheet called survey, with the columns type, name and label.")
        report.error(("survey", 0, ""), "The form has no sheet called survey.", remedy)
        return None
    default = _default_language(grids, report)
    settings = _table("settings", grids, _SETTINGS, default, report)
    setting = settings.rows[0] if settings.rows else Row("settings", 2, {}, settings.headers)
    _check_settings(setting, report)
    survey = _read_survey(grids, default, report)
    identity = setting.text("form_id") or legal_name(PurePath(file).stem)
    return Questionnaire(
        id=identity,
        title={**setting.texts("excel::form_title"), **setting.texts("form_title")} or {default: identity},
        version=setting.text("version"),
        languages=survey.languages,
        sections=tuple(survey.sections),
        questions=tuple(survey.questions),
        source_sha256=sha256,
    )


def _read_survey(grids: Mapping[str, Grid], default: str, report: Report) -> Survey:
    survey_table = _table("survey", grids, SURVEY, default, report)
    choices_table = _table("choices", grids, CHOICES, default, report)
    _check_columns(survey_table, ("type", "name", "label"), report)
    _check_columns(choices_table, ("list_name", "name", "label"), report)
    languages = _languages(survey_table, default)
    survey = Survey(languages, read_choices(choices_table, languages, report), report)
    survey.read(survey_table)
    check_references(survey)
    if not survey.answerable() and not report.failed:
        report.error(("survey", 0, ""), "The form asks nothing.", "Add a row for each question beneath the headers.")
    return survey


def _table(name: str, grids: Mapping[str, Grid], vocabulary: Vocabulary, default: str, report: Report) -> Table:
    return read_table(name, grids.get(name, ()), vocabulary, default, report)


def _check_columns(table: Table, needed: tuple[str, ...], report: Report) -> None:
    """Tell of a column that the sheet must have, where it has any rows at all."""
    if table.rows or table.headers:
        for column in needed:
            if not any(base == column for base, _ in table.headers):
                report.error((table.sheet, 1, ""), f"The column {column} is missing.", f"Add a column with the header {column}.")


def _languages(survey: Table, default: str) -> tuple[str, ...]:
    """Return the languages of the labels, the default one first."""
    found = survey.languages("label") or (default,)
    return tuple(sorted(found, key=lambda language: language != default))


def _default_language(grids: Mapping[str, Grid], report: Report) -> str:
    """Return the code that the settings name as default_language, or English."""
    settings = read_table("settings", grids.get("settings", ()), _SETTINGS, _DEFAULT, Report())
    written = settings.rows[0].text("default_language") if settings.rows else ""
    code = language_code(written) if written else _DEFAULT
    if code is None:
        report.error(settings.rows[0].place("default_language"), f"{written!r} is no language.", "Write it as in English (en).")
    return code or _DEFAULT


def _check_settings(setting: Row, report: Report) -> None:
    for column, instead in (("form_id", "the name of the file"), ("form_title", "the form_id")):
        if not setting.texts(column) and not setting.text(column):
            report.warning(setting.place(column), f"The form has no {column}; {instead} is used.", f"Add {column} to the sheet settings.")
    for column in sorted(_SETTINGS.unsupported):
        if setting.text(column):
            report.error(setting.place(column), f"{column} is not supported.", "Empty the cell.")
