"""Labels that name a text of another program by its identifier, as in `jr:itext('/form/age:label')`: such a name is never printed.

Source: the ODK XForms specification, "Languages": the texts of a question are called after it, and behind a colon what they are. An XLSForm
has its translations in the columns of the question itself, so that these are what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from questionnaire.definition import Text
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.file import Grid
from questionnaire.xlsform.sheets.form_sheet import FormRow, FormSheet

_NAMED = re.compile(r"(?:jr:)?itext\s*\(\s*['\"‘’“”](?P<path>[^'\"‘’“”:]*)(?::(?P<kind>\w+))?['\"‘’“”]\s*\)", re.IGNORECASE)
_COLUMNS = {"": "label", "label": "label", "short": "label", "long": "label", "hint": "hint", "guidance": "hint"}


def with_texts(survey: FormSheet, report: ProblemReport) -> FormSheet:
    """Return the sheet with the texts that its cells name by identifiers; one that nobody knows is told, and the name is the label."""
    by_name = {row.text("name"): row for row in survey.rows}
    return replace(survey, rows=tuple(_row(row, by_name, report) for row in survey.rows))


def without_names(choices: Grid, sheet: str, report: ProblemReport) -> Grid:
    """Return a sheet of choices without such labels: choices have no identifiers that an XLSForm knows, so that their names are printed."""
    found = {(number, at) for number, cells in choices.items() for at, text in cells.items() if _NAMED.fullmatch(text.strip())}
    for number, at in sorted(found):
        _tell((sheet, number, "label"), choices[number][at], report)
    return {n: {at: text for at, text in cells.items() if (n, at) not in found} for n, cells in choices.items()} if found else choices


def _row(row: FormRow, by_name: Mapping[str, FormRow], report: ProblemReport) -> FormRow:
    named = {key: found for key, text in row.cells.items() if (found := _NAMED.fullmatch(text.strip()))}
    cells = dict(row.cells)
    for (column, language), found in named.items():
        del cells[column, language]
        texts = _meant(found, by_name)
        if language in texts or (not language and len(texts) == 1):
            cells[column, language] = texts.get(language) or next(iter(texts.values()))
        elif not any(key[0] == column and key not in named for key in row.cells):
            if column == "label" and row.text("name"):
                cells[column, language] = row.text("name")
            _tell(row.place(column, language), row.cells[column, language], report)
    return replace(row, cells=cells) if named else row


def _meant(found: re.Match[str], by_name: Mapping[str, FormRow]) -> Text:
    """Return the texts, by language, of the question that an identifier names."""
    other = by_name.get(found["path"].rstrip("/").rpartition("/")[2])
    texts = other.texts(_COLUMNS.get((found["kind"] or "").lower(), "")) if other else {}
    return {language: text for language, text in texts.items() if not _NAMED.fullmatch(text.strip())}


def _tell(place: tuple[str, int, str], written: str, report: ProblemReport) -> None:
    report.warning(
        place, f"{written!r} is the identifier of a text that the form does not have.", "Write the text itself, in every language."
    )
