"""The settings sheet: the name, title and version of the form, and the language of columns that name none."""

from __future__ import annotations

from collections.abc import Mapping

from languages import ENGLISH
from questionnaire.definition import Choice, Text
from questionnaire.xlsform.extras import flags
from questionnaire.xlsform.file import Grid
from questionnaire.xlsform.form_sheet import FormRow, read_sheet
from questionnaire.xlsform.headers import Vocabulary
from questionnaire.xlsform.languages import language_code
from questionnaire.xlsform.names import legal_name
from questionnaire.xlsform.problems import ProblemReport

_SETTINGS = Vocabulary(
    # Other tools fail on a form_title of a language, so that the title's translations have a column of ours.
    used=frozenset({"form_id", "form_title", "excel::form_title", "version", "default_language", "excel::flags"}),
    refused={"allow_choice_duplicates": "Clear the cell, and give each choice of a list a different name."},
    ignored=frozenset({"instance_name", "style", "public_key", "submission_url", "auto_send", "auto_delete", "namespaces", "name"})
    | {"instance_id", "sms_keyword", "clean_text_values", "omit_instanceid", "client_editable", "prefix", "delimiter", "flat"}
    | {"allow_multiple", "add_none_option", "note", "notes", "comment", "comments", "hint"},
)


class Settings:
    """The first row of the sheet; `default` is the language of columns that name none, English where the form does not say."""

    def __init__(self, grid: Grid, report: ProblemReport) -> None:
        self.default = _default_language(grid, report)
        rows = read_sheet("settings", grid, _SETTINGS, self.default, report).rows
        self._row = rows[0] if rows else FormRow("settings", 2, {}, {})
        for more in rows[1:]:
            report.warning(more.place(), "Only the first row below the headers is read.", "Clear the row.")
        _check(self._row, report)

    @property
    def version(self) -> str:
        """Return the version of the form, "" where it has none."""
        return self._row.text("version")

    def flags(self, lists: Mapping[str, tuple[Choice, ...]], report: ProblemReport) -> tuple[Choice, ...]:
        """Return the codes that may mark every figure of the form, but where a question has its own."""
        return flags(self._row, lists, self.default, report)

    def form_id(self, stem: str) -> str:
        """Return what the form is called by programs: its id, or else the name of its file, whose `stem` is without the ending."""
        return self._row.text("form_id") or legal_name(stem)

    def title(self, otherwise: str) -> Text:
        """Return what the form is called by people, or else `otherwise`."""
        return {**self._row.texts("excel::form_title"), **self._row.texts("form_title")} or {self.default: otherwise}


def _default_language(grid: Mapping[int, Mapping[int, str]], report: ProblemReport) -> str:
    rows = read_sheet("settings", grid, _SETTINGS, ENGLISH, ProblemReport()).rows
    written = rows[0].text("default_language") if rows else ""
    code = language_code(written) if written and written.casefold() != "default" else ENGLISH
    if code is None:
        message = f"{written!r} is not a known language; without its code it is not supported."
        report.error(rows[0].place("default_language"), message, "Write it like this: English (en).")
    return code or ENGLISH


def _check(row: FormRow, report: ProblemReport) -> None:
    for column, instead in (("form_id", "the name of the file"), ("form_title", "the form_id")):
        if not row.fills(column) and not row.fills(f"excel::{column}"):
            report.warning(row.place(column), f"The form has no {column}; {instead} is used.", f"Add {column} to the sheet settings.")
    for column, remedy in _SETTINGS.refused.items():
        if row.text(column).casefold() not in {"", "no", "false"}:
            report.error(row.place(column), f"{column} is not supported.", remedy)
