"""The choices sheet: the lists by name, each with its choices in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from questionnaire.definition import Choice
from questionnaire.xlsform_problems import Report
from questionnaire.xlsform_table import Row, Table, Vocabulary

CHOICES = Vocabulary(
    used=frozenset({"list_name", "name", "label"}),
    ignored=frozenset({"image", "audio", "video", "big_image", "order", "note", "notes", "comment", "comments"}),
)


def read_choices(table: Table, languages: Iterable[str], report: Report) -> Mapping[str, tuple[Choice, ...]]:
    """Return the lists of the sheet; every row that is wrong is reported with its place."""
    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        if row.text("list_name"):
            rows.setdefault(row.text("list_name"), []).append(row)
        else:
            report.error(row.place("list_name"), "The choice belongs to no list.", "Write the list_name that a select type names.")
    return {name: _read_list(of_list, tuple(languages), report) for name, of_list in rows.items()}


def _read_list(rows: Iterable[Row], languages: tuple[str, ...], report: Report) -> tuple[Choice, ...]:
    names: dict[str, int] = {}
    labels: dict[tuple[str, str], int] = {}
    choices = []
    for row in rows:
        name, label = row.text("name"), row.texts("label")
        _check_name(row, name, names, report)
        _check_labels(row, languages, labels, report)
        choices.append(Choice(name, label))
    return tuple(choices)


def _check_name(row: Row, name: str, names: dict[str, int], report: Report) -> None:
    if not name:
        report.error(row.place("name"), "The choice has no name.", "Give it a short name, which is what is stored.")
        return
    if len(name.split()) > 1:
        remedy = f"Write {'_'.join(name.split())}: several chosen names are kept with spaces between."
        report.error(row.place("name"), f"The name {name!r} has a space in it.", remedy)
    first = names.setdefault(name, row.number)
    if first != row.number:
        report.error(row.place("name"), f"The list has the name {name!r} in row {first} already.", "Give each choice a name of its own.")


def _check_labels(row: Row, languages: tuple[str, ...], labels: dict[tuple[str, str], int], report: Report) -> None:
    """Each choice has a label in every language, and no two share one: the drop-down shows the label and nothing else."""
    given = row.texts("label")
    missing = [language for language in languages if language not in given]
    if missing:
        place = row.place("label", missing[0])
        report.error(place, f"The label is missing in {', '.join(missing)}.", "Write it in every language of the form.")
    for language, text in given.items():
        first = labels.setdefault((language, " ".join(text.split()).casefold()), row.number)
        if first != row.number:
            place = row.place("label", language)
            report.error(
                place, f"The list has the label {text!r} in row {first} already.", "Word the two so that a person can tell them apart."
            )
