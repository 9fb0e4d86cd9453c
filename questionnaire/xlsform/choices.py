"""The choices sheet: the lists by name, each with its choices in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from questionnaire.definition import Choice
from questionnaire.xlsform import cells
from questionnaire.xlsform.form_sheet import FormRow, FormSheet
from questionnaire.xlsform.headers import Vocabulary
from questionnaire.xlsform.problems import ProblemReport

_MEDIA = "A workbook cannot show pictures or play sound: describe it in the label."
CHOICES = Vocabulary(
    used=frozenset({"list_name", "name", "label"}),
    needed=("list_name", "name"),
    unused=dict.fromkeys(("image", "audio", "video", "big_image"), _MEDIA),
    ignored=frozenset({"order", "note", "notes", "comment", "comments", "geometry"}),
)


def read_choices(table: FormSheet, languages: Iterable[str], report: ProblemReport) -> Mapping[str, tuple[Choice, ...]]:
    """Return the lists of the sheet; every row that is wrong is reported with its place."""
    rows: dict[str, list[FormRow]] = {}
    for row in table.rows if table.has("list_name") else ():
        if row.text("list_name"):
            rows.setdefault(row.text("list_name"), []).append(row)
        elif row.text("name"):
            report.error(row.place("list_name"), "A choice without a list is not supported.", "Write the list_name that a select uses.")
        else:
            report.warning(row.place("list_name"), "The row has no list and is not read.", "Clear it, or add list_name and name.")
    return {name: _read_list(of_list, tuple(languages), report) for name, of_list in rows.items()}


def _read_list(rows: Iterable[FormRow], languages: tuple[str, ...], report: ProblemReport) -> tuple[Choice, ...]:
    names: dict[str, int] = {}
    labels: dict[tuple[str, str], int] = {}
    choices = []
    for row in rows:
        name = row.text("name")
        _check_name(row, name, names, report)
        choices.append(Choice(name, cells.translated(row, "label", languages, report)))
        _check_labels(row, labels, report)
        for column in sorted(CHOICES.unused):
            for language in row.texts(column):
                report.warning(row.place(column, language), f"{column} is not used.", CHOICES.unused[column])
    return tuple(choices)


def _check_name(row: FormRow, name: str, names: dict[str, int], report: ProblemReport) -> None:
    if not name and row.has("name"):
        report.error(row.place("name"), "The choice has no name.", "Give it a short name, which will be stored.")
    if not name:
        return
    if len(name.split()) > 1:
        remedy = f"Write {'_'.join(name.split())}: when several are chosen, their names are stored with spaces between them."
        report.error(row.place("name"), f"The name {name!r} has a space in it, which is not supported.", remedy)
    first = names.setdefault(name, row.number)
    if first != row.number:
        report.error(row.place("name"), f"The list already has the name {name!r}, in row {first}.", "Give each choice a different name.")


def _check_labels(row: FormRow, labels: dict[tuple[str, str], int], report: ProblemReport) -> None:
    """Each choice has a label, and no two of a list share one, since the drop-down shows nothing else."""
    given = row.texts("label")
    if not given:
        report.warning(row.place("label"), "The label is missing; the name is printed.", "Write it in every language of the form.")
    for language, text in given.items():
        first = labels.setdefault((language, " ".join(text.split()).casefold()), row.number)
        if first != row.number:
            message = f"The list already has the label {text!r}, in row {first}. The names are printed after both."
            report.warning(row.place("label", language), message, "Word them so that people can tell them apart.")
