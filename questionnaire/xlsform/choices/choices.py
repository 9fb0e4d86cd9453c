"""The choices sheet: the lists by name, each with its choices in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from questionnaire.definition import Choice, Text
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets import cells
from questionnaire.xlsform.sheets.file import Grid
from questionnaire.xlsform.sheets.form_sheet import FormRow, read_sheet
from questionnaire.xlsform.sheets.headers import Vocabulary

MEDIA = "A workbook cannot show pictures or play sound: describe it in the label."
CHOICES = Vocabulary(
    used=frozenset({"list_name", "name", "label"}),
    needed=("list_name", "name"),
    unused=dict.fromkeys(("image", "audio", "video", "big_image"), MEDIA),
    ignored=frozenset({"order", "note", "notes", "comment", "comments", "geometry"}),
)
Lists = Mapping[str, tuple[Choice, ...]]


def read_choices(
    grid: Grid, sheet: str, kept: frozenset[str], languages: tuple[str, ...], *, duplicates: bool, report: ProblemReport, default: str = ""
) -> Lists:
    """Return the lists of the sheet; every row that is wrong is reported with its place.

    The columns `kept` are kept as attributes of the choices. `duplicates` says that one name may stand in several rows of a list.
    `default` is the language of labels that name none, the first of `languages` where it is "".
    """
    vocabulary = replace(CHOICES, used=CHOICES.used | kept)
    table = read_sheet(sheet, grid, vocabulary, default or languages[0], report)
    rows: dict[str, list[FormRow]] = {}
    for row in table.rows if table.has("list_name") else ():
        if row.text("list_name"):
            rows.setdefault(row.text("list_name"), []).append(row)
        elif row.text("name"):
            report.error(row.place("list_name"), "A choice without a list is not supported.", "Write the list_name that a select uses.")
        else:
            report.warning(row.place("list_name"), "The row has no list and is not read.", "Clear it, or add list_name and name.")
    return {name: _read_list(of_list, kept, languages, duplicates, report) for name, of_list in rows.items()}


def _read_list(
    rows: Iterable[FormRow], kept: frozenset[str], languages: tuple[str, ...], duplicates: bool, report: ProblemReport
) -> tuple[Choice, ...]:
    names: dict[str, int] = {}
    labels: dict[tuple[str, str], int] = {}
    choices: dict[str, Choice] = {}
    for row in rows:
        name = row.text("name")
        again = _check_name(row, name, names, duplicates, report)
        label = cells.translated(row, "label", languages, report)
        attributes = {"name": name, "label": row.text("label")} | {column: row.text(column) for column in kept - {"name", "label"}}
        before = choices.get(name)
        if before and again:
            choices[name] = replace(before, label=_joined(before.label, label), attributes=(*before.attributes, attributes))
            continue
        choices[name or f"row {row.number}"] = Choice(name, label, attributes=(attributes,) if kept else ())
        _check_labels(row, labels, report)
        for column in sorted(CHOICES.unused):
            for language in row.texts(column):
                report.warning(row.place(column, language), f"{column} is not used.", CHOICES.unused[column])
    return tuple(choices.values())


def _joined(first: Text, second: Text) -> Text:
    """Return both labels of a choice that stands in several rows; which is meant is seen from the answers that it depends on."""
    return {
        language: text if second.get(language, text) in text.split(" / ") else f"{text} / {second[language]}"
        for language, text in first.items()
    }


def _check_name(row: FormRow, name: str, names: dict[str, int], duplicates: bool, report: ProblemReport) -> bool:
    """Return whether the list has the name already, which is an error but where the form allows it."""
    if not name and row.has("name"):
        report.error(row.place("name"), "The choice has no name.", "Give it a short name, which will be stored.")
    if any(unicodedata.category(sign) == "Cc" for sign in name):
        report.error(row.place("name"), "The name has a sign that nobody can see.", "Write it anew, with letters, digits, - and _.")
    if not name:
        return False
    first = names.setdefault(name, row.number)
    if first != row.number and not duplicates:
        message = f"The list already has the name {name!r}, in row {first}."
        report.error(
            row.place("name"),
            message,
            "Give each choice a different name, or write yes into allow_choice_duplicates on the sheet settings.",
        )
    return first != row.number


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
