"""Lists of choices that stand beside the form, in a file that a select names or on the sheet external_choices.

Source: the XLSForm reference, "Multiple choice from file" and "External selects".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from questionnaire.definition import Choice
from questionnaire.expressions.pulled import PulledTable, table_named
from questionnaire.xlsform.choices.choices import read_choices
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.file import Grid
from questionnaire.xlsform.sheets.form_sheet import FormRow
from questionnaire.xlsform.sheets.headers import snake
from questionnaire.xlsform.sheets.markup import plain_choices

MAX_CHOICES = 20_000
_NAMED = re.compile(r"\b(value|label)\s*=\s*([^\s;,]+)")
_PARAMETERS = {"value": "name", "label": "label"}  # Which column a parameter names.
_LIST = "list_name"
_NEEDED = frozenset({"name", "label"})
_PULLED = re.compile(r"pulldata\s*\(\s*['\"‘’“”]([^'\"‘’“”]+)")


def from_file(
    file: str, row: FormRow, files: Mapping[str, bytes], kept: frozenset[str], languages: tuple[str, ...], report: ProblemReport
) -> tuple[Choice, ...]:
    """Return the choices of a CSV, () where it is not there or is no such list. Of it the columns `kept` are kept as attributes.

    Its columns are name and label, or those that the column parameters of the `row` names instead, as in `value=code label=title`.
    """
    data = next((content for name, content in files.items() if name.casefold() == file.casefold()), None)
    if data is None or PurePath(file).suffix.lower() != ".csv":
        return ()
    named = {theirs: _PARAMETERS[ours] for ours, theirs in _NAMED.findall(row.text("parameters"))}
    try:
        lines = list(_lines(data))
    except (UnicodeDecodeError, csv.Error) as error:
        report.error(row.place("type"), f"{file!r} cannot be read: {error}.", "Save it as CSV in UTF-8.")
        return ()
    if len(lines) > MAX_CHOICES:
        report.error(row.place("type"), f"{file!r} has {len(lines)} rows.", f"A list has at most {MAX_CHOICES} choices.")
        return ()
    # One label without a language is the label in all of them.
    told = languages if any(":" in title for title in next(iter(lines), ())) else languages[:1]
    grid = _grid(lines, named, file, kept)
    return plain_choices(read_choices(grid, file, kept, told, duplicates=True, report=report).get(file, ()))


def _lines(data: bytes) -> Iterator[list[str]]:
    """Return the lines of a CSV, whose values Excel separates by ; or tabs in many countries."""
    text = data.decode("utf-8-sig")
    head = text.partition("\n")[0]
    return csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))


def tables_named(written: str) -> list[str]:
    """Return the files from which a cell pulls data: plain names, never a path."""
    found = (table_named(name.strip()) for name in _PULLED.findall(written))
    return [name for name in found if not set(name) & set("/\\\0")]


def tables_of(files: Mapping[str, bytes], report: ProblemReport) -> dict[str, PulledTable]:
    """Return the lists among the files beside a form, by their names in small letters; what is no list, or too long for one, is told."""
    return {
        name.casefold(): table for name, data in files.items() if name.lower().endswith(".csv") and (table := _table(name, data, report))
    }


def _table(name: str, data: bytes, report: ProblemReport) -> PulledTable | None:
    try:
        head, *lines = _lines(data)
    except (UnicodeDecodeError, csv.Error, ValueError):
        return None
    if len(lines) > MAX_CHOICES:
        report.warning(("survey", 0, ""), f"{name!r} has {len(lines)} rows, and is not read.", f"A list has at most {MAX_CHOICES} rows.")
        return None
    rows = [line for line in lines if any(map(str.strip, line))]
    titles = {title.strip(): at for at, title in reversed(list(enumerate(head)))}
    return PulledTable({title: tuple(row[at].strip() if at < len(row) else "" for row in rows) for title, at in titles.items() if title})


def _grid(lines: list[list[str]], named: Mapping[str, str], file: str, kept: frozenset[str]) -> Grid:
    """Return the CSV as a sheet of choices, all of one list, without the columns that only its maker or a calculation needs."""
    head = [named.get(title.strip(), title.strip()) for title in lines[0]] if lines else []
    # Of other names for a column, which a form may use, a CSV knows none: its value is no name.
    bases = [snake(title.partition(":")[0]) for title in head]
    # One that is not known may be a misspelling only where a column that is needed is missing.
    read = kept | _NEEDED if set(bases) >= _NEEDED else frozenset(bases)
    rows = [[_LIST, *head], *([file, *line] for line in lines[1:] if any(line))]
    return {
        number: {
            at: text.strip()
            for at, (base, text) in enumerate(zip([_LIST, *bases], row, strict=False), 1)
            if base in {_LIST} | read and text.strip()
        }
        for number, row in enumerate(rows, 1)
    }
