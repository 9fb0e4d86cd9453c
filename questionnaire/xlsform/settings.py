"""The settings sheet: the name, title and version of the form, and the language of columns that name none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from languages import ENGLISH
from questionnaire.definition import AdoptedFile, Choice, Text
from questionnaire.legal import INVISIBLE, legal_name
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.questions.extras import FLAGS, NOTES, REVISE, flags, missing, yes_or_no
from questionnaire.xlsform.sheets.cells import YES
from questionnaire.xlsform.sheets.file import Grid
from questionnaire.xlsform.sheets.form_sheet import FormRow, read_sheet
from questionnaire.xlsform.sheets.headers import Vocabulary
from questionnaire.xlsform.sheets.languages import column_language, language_code, unknown

REMARKS, MISSING, LENIENT = "excel::remarks", "missing", "excel::lenient"
WORKBOOK, STAMP, MACROS = "excel::workbook", "excel::stamp", "excel::macros"
_WORKBOOK = re.compile(r"(?P<file>.+?)(?:\s+sha256:(?P<sha256>[0-9a-f]{64}))?")
_SETTINGS = Vocabulary(
    # Other tools fail on a form_title of a language, so that the title's translations have a column of ours.
    used=frozenset({"form_id", "form_title", "excel::form_title", "version", "default_language", FLAGS, NOTES, REVISE})
    | {"allow_choice_duplicates", WORKBOOK, STAMP, MACROS, REMARKS, MISSING, LENIENT},
    ignored=frozenset({"instance_name", "style", "public_key", "submission_url", "auto_send", "auto_delete", "namespaces", "name"})
    | {"instance_id", "sms_keyword", "clean_text_values", "omit_instanceid", "client_editable", "prefix", "delimiter", "flat"}
    | {"allow_multiple", "add_none_option", "note", "notes", "comment", "comments", "hint"},
)


class Settings:
    """The first row of the sheet; `default` is the language of columns that name none, English where the form does not say.

    `lenient` says that questions which have an error are left out, instead of the form being refused.
    """

    def __init__(self, grid: Grid, report: ProblemReport) -> None:
        self.default = _default_language(grid, report)
        rows = read_sheet("settings", grid, _SETTINGS, self.default, report).rows
        self._row = rows[0] if rows else FormRow(sheet="settings", number=2, cells={}, headers={})
        for more in rows[1:]:
            report.warning(more.place(), "Only the first row below the headers is read.", "Clear the row.")
        _check(self._row, report)
        self.lenient = yes_or_no(self._row, LENIENT, report)
        if self.lenient and self.names_workbook:
            message = f"{LENIENT} does not go with {WORKBOOK}: the cells of what is left out would stay in it, and their answers be lost."
            report.error(self._row.place(LENIENT), message, "Clear the cell, and correct the questions that have an error.")

    @property
    def version(self) -> str:
        """Return the version of the form, "" where it has none."""
        return self._row.text("version")

    def flags(self, lists: Mapping[str, tuple[Choice, ...]], report: ProblemReport) -> tuple[Choice, ...]:
        """Return the codes that may mark every figure of the form, but where a question has its own."""
        return flags(self._row, lists, self.default, report)

    def missing(self, lists: Mapping[str, tuple[Choice, ...]], report: ProblemReport) -> tuple[Choice, ...]:
        """Return the codes that may stand instead of a figure that is required, but where a question has its own."""
        return missing(self._row, lists, self.default, report)

    def remarks(self, report: ProblemReport) -> bool:
        """Say whether each section ends with a cell for remarks; an adopted workbook has no place for one."""
        wanted = yes_or_no(self._row, REMARKS, report)
        if wanted and self.names_workbook:
            report.warning(self._row.place(REMARKS), f"{REMARKS} is not used: the workbook is one that you have.", "Clear the cell.")
        return wanted and not self.names_workbook

    @property
    def duplicates(self) -> bool:
        """Say whether a list may have one name in several rows."""
        return self._row.text("allow_choice_duplicates").casefold() in YES

    def notes(self, report: ProblemReport) -> bool:
        """Say whether every figure has a cell for a note beside it, but where a question says otherwise."""
        return yes_or_no(self._row, NOTES, report)

    def revise(self, report: ProblemReport) -> bool:
        """Say whether every figure of the last round that is shown may be revised, but where a question says otherwise."""
        return yes_or_no(self._row, REVISE, report)

    @property
    def names_workbook(self) -> bool:
        """Say whether the form names an adopted workbook, be it there or not."""
        return bool(self._row.texts(WORKBOOK))

    def originals(self, beside: Mapping[str, bytes], report: ProblemReport) -> Mapping[str, AdoptedFile]:
        """Return the adopted workbooks that the form names, out of the files `beside` it, by language; "" is that of all others."""
        named = {language: self._original(language, beside, report) for language in self._row.texts(WORKBOOK)}
        found = {language: one for language, one in named.items() if one}
        first = found.get("") or found.get(self.default)
        if first is None and found:
            report.error(
                self._row.place(WORKBOOK), f"No workbook is that of {self.default!r}.", f"Add the column {WORKBOOK} without a language."
            )
        return {"": first, **found} if first else {}

    def _original(self, language: str, beside: Mapping[str, bytes], report: ProblemReport) -> AdoptedFile | None:
        place, written = self._row.place(WORKBOOK, language), self._row.texts(WORKBOOK)[language].translate(INVISIBLE).strip()
        found = _WORKBOOK.fullmatch(written)
        if found is None:
            report.error(place, f"{WORKBOOK} is {written!r}.", "Write the name of the file in one line, then sha256: and its hash.")
            return None
        name = found["file"]
        if name not in beside:
            report.error(place, f"The workbook {name!r} is not there.", "Put it beside the form.")
            return None
        if found["sha256"] not in {None, actual := hashlib.sha256(beside[name]).hexdigest()}:
            remedy = f"Adopt it again. If every answer stands where it stood, write sha256:{actual}."
            report.error(place, f"{name!r} is another file than the one that the form was drafted from.", remedy)
        macros = yes_or_no(self._row, MACROS, report)
        stamps = self._row.exact(STAMP)
        stamp = stamps.get(language, stamps.get("", ""))
        return AdoptedFile(file=name, data=beside[name], stamp=stamp, macros=macros)

    def form_id(self, stem: str) -> str:
        """Return what the form is called by programs: its id, or else the name of its file, whose `stem` is without the ending."""
        return self._row.text("form_id") or legal_name(stem)

    def title(self, otherwise: str) -> Text:
        """Return what the form is called by people, or else `otherwise`."""
        return {**self._row.texts("excel::form_title"), **self._row.texts("form_title")} or {self.default: otherwise}


def _default_language(grid: Mapping[int, Mapping[int, str]], report: ProblemReport) -> str:
    rows = read_sheet("settings", grid, _SETTINGS, ENGLISH, ProblemReport()).rows
    written = rows[0].text("default_language") if rows else ""
    if not written or written.casefold() == "default":
        return ENGLISH
    if language_code(written) is None:
        report.warning(rows[0].place("default_language"), unknown(written), "Write it like this: English (en).")
    return column_language(written)


def _check(row: FormRow, report: ProblemReport) -> None:
    for column, instead in (("form_id", "the name of the file"), ("form_title", "the form_id")):
        if not row.fills(column) and not row.fills(f"excel::{column}"):
            report.warning(row.place(column), f"The form has no {column}; {instead} is used.", f"Add {column} to the sheet settings.")


def workbook_named(grid: Grid) -> tuple[str, ...]:
    """Return the names of the adopted workbooks that the sheet names: plain names, never paths; none where there are none."""
    rows = read_sheet("settings", grid, _SETTINGS, ENGLISH, ProblemReport()).rows
    found = [_WORKBOOK.fullmatch(text.translate(INVISIBLE).strip()) for text in (rows[0].texts(WORKBOOK).values() if rows else ())]
    return tuple(one["file"] for one in found if one and not set(one["file"]) & set("/\\\0"))
