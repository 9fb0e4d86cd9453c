"""What stands around a row that is written anew, and what is done to its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from languages import catalogue
from questionnaire.definition import Choice
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.form_sheet import FormRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a row.

    These are the `lists` by name, to which it may add, those of the sheet of `external` choices, the names that expressions `read`, the
    columns of choices that are `kept` for filters, and the `files` beside the form.
    """

    lists: dict[str, tuple[Choice, ...]]
    external: Mapping[str, tuple[Choice, ...]]
    read: frozenset[str]
    kept: frozenset[str]
    languages: tuple[str, ...]
    files: Mapping[str, bytes]
    report: ProblemReport

    def words(self, code: str, **facts: str) -> dict[str, str]:
        """Return a sentence of the program in every language of the form."""
        return {language: catalogue(language).say(code, **facts).message for language in self.languages}

    def warn(self, row: FormRow, message: str, remedy: str = "") -> None:
        """Tell what becomes of the row."""
        self.report.warning(row.place("type"), message, remedy)


Rows = tuple[FormRow, ...]


def as_type(row: FormRow, kind: str, **cells: str) -> FormRow:
    """Return the row with another type and with these `cells` in columns without languages."""
    return replace(row, cells={**row.cells, ("type", ""): kind, **{(column, ""): text for column, text in cells.items()}})


def without(row: FormRow, *columns: str) -> FormRow:
    """Return the row with nothing in these columns, in any language."""
    return replace(row, cells={key: text for key, text in row.cells.items() if key[0] not in columns})


def translated(row: FormRow, column: str, texts: Mapping[str, str]) -> FormRow:
    """Return the row with `texts` in a column of languages, where its author wrote nothing there."""
    return row if row.fills(column) else replace(row, cells={**row.cells, **{(column, language): said for language, said in texts.items()}})


def constrained(row: FormRow, condition: str) -> FormRow:
    """Return the row with a condition on its answer beside the one of its author."""
    own = row.text("constraint")
    return replace(row, cells={**row.cells, ("constraint", ""): f"({own}) and {condition}" if own else condition})
