"""A row that begins a repeat: a table with room for so many instances, or a matrix whose columns are the choices of a list."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.definition import Choice, Place, Repeat, Text
from questionnaire.expressions import Expression
from questionnaire.xlsform.problems import ProblemReport, did_you_mean
from questionnaire.xlsform.sheets import cells
from questionnaire.xlsform.sheets.form_sheet import FormRow

ROOM = 10  # Instances for which a table is printed, where the form does not say.
MAX_ROOM = 1_000
COLUMNS = "excel::columns"
ROWS, KEY, HEADER = "excel::rows", "excel::key", "excel::header"


def read_repeat(
    row: FormRow, name: str, section: str, relevant: Expression | None, sheet: Text, lists: Mapping[str, tuple[Choice, ...]],
    languages: tuple[str, ...], report: ProblemReport,
) -> Repeat:  # fmt: skip
    """Return the repeat that the row begins."""
    count = _count(row, report)
    list_name = row.text(COLUMNS)
    instances = _instances(row, list_name, lists, report)
    if instances and count not in {None, len(instances)}:
        message = f"The repeat_count is {count}, but the list {list_name!r} has {len(instances)} choices, and each one is a column."
        report.warning(row.place("repeat_count"), message, f"Write {len(instances)}.")
    return Repeat(
        name=name,
        label=cells.heading(row, languages, report),
        section=section,
        place=Place(row.sheet, row.number),
        room=len(instances) or count or ROOM,
        fixed=bool(instances or count),
        instances=instances,
        list_name=list_name if instances else "",
        relevant=relevant,
        sheet=sheet,
        rows=row.text(ROWS),
        key=row.text(KEY),
        header=row.text(HEADER),
        lines=_lines(row),
    )


def _lines(row: FormRow) -> dict[str, tuple[str, str, str]]:
    """Return rows, key and header by the language of the workbook in which they are others."""
    given = [row.elsewhere(column) for column in (ROWS, KEY, HEADER)]
    languages = {language for one in given for language in one}
    return {language: (given[0].get(language, ""), given[1].get(language, ""), given[2].get(language, "")) for language in languages}


def _count(row: FormRow, report: ProblemReport) -> int | None:
    """Return the fixed number of instances, or None where people may give as many as they like."""
    written = row.text("repeat_count")
    if not written:
        return None
    if not (written.isascii() and written.isdigit()):
        message = f"The repeat_count {written!r} is not supported."
        report.error(row.place("repeat_count"), message, "Write a whole number, or clear it to let people use as many rows as they need.")
        return None
    if not 1 <= int(written) <= MAX_ROOM:
        report.error(row.place("repeat_count"), f"A repeat_count of {written} is not supported.", f"Write a number from 1 to {MAX_ROOM}.")
        return None
    return int(written)


def _instances(row: FormRow, list_name: str, lists: Mapping[str, tuple[Choice, ...]], report: ProblemReport) -> tuple[Choice, ...]:
    if list_name and list_name not in lists:
        remedy = did_you_mean(list_name, lists, "Add its choices to the sheet choices, with this list_name.")
        report.error(row.place(COLUMNS), f"The list {list_name!r}, whose choices should be the columns, does not exist.", remedy)
    instances = lists.get(list_name, ())
    for one in instances:
        if {"[", "]"} & set(one.name):
            message = f"The choice {one.name!r} cannot be a column: square brackets in its name are not supported."
            report.error(row.place(COLUMNS), message, "Rename it on the sheet choices.")
    return instances
