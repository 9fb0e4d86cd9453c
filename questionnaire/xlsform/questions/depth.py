"""How deep groups stand within each other: each asks what is around it, so that ten thousand would be looked at fifty million times."""

from __future__ import annotations

from dataclasses import replace

from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.questions.types import bracket_of
from questionnaire.xlsform.sheets.form_sheet import FormSheet

MAX_GROUPS = 50  # Nobody finds their way through so many, and no form that a person wrote comes near.


def not_too_deep(survey: FormSheet, report: ProblemReport) -> FormSheet:
    """Return the sheet; without its rows, and with an error, where groups stand within each other too deep."""
    opened = 0
    for row in survey.rows:
        which = bracket_of(row)
        opened = max(0, opened + {"begin": 1, "end": -1}.get(which, 0))
        if opened > MAX_GROUPS:
            message = f"More than {MAX_GROUPS} groups and repeats stand within each other."
            report.error(row.place("type"), message, "End those that are over, or put the questions of several groups into one.")
            return replace(survey, rows=())
    return survey
