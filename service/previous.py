"""Last round's values of a study: `previous.csv` in its folder, or a folder `previous` with the whole export of the last round."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from math import ceil, isfinite

from domain.errors import ConfigurationError
from exports.columns import RESERVED
from exports.missing import GENERAL
from exports.naming import ColumnNames, plain
from questionnaire.definition import Questionnaire
from questionnaire.items import flag_key, items
from service.previous_export import FOLDER, of_export

FILE = "previous.csv"
CODE = "organisation_code"
OURS = "form_version"  # A column that an export of ours has.

# By the code of the organisation, and the key of the item: a number as text; and under `flag_key` of it the flag that marks it.
Previous = Mapping[str, Mapping[str, str]]


def last_round(files: Mapping[str, bytes], questionnaire: Questionnaire) -> Previous:
    """Return last round's values, where the study has them; columns of questions that do not ask for them are passed over.

    Raises ConfigurationError with the line and the column where a value is no number.
    """
    wanted = {item.key: item.question.missing for item in items(questionnaire) if item.question.previous}
    exported = [name for name in files if name.startswith(FOLDER)]
    if exported and FILE in files:
        remedy = f"Keep one of them: the folder {FOLDER} has the whole export, {FILE} one table."
        raise ConfigurationError(f"The study has a {FILE} and a folder {FOLDER} as well.", where=FILE, remedy=remedy)
    if not wanted or not (exported or FILE in files):
        return {}
    if exported:
        return of_export(files, questionnaire, _number)
    try:
        lines = _as_keys(files[FILE].decode("utf-8-sig"), questionnaire)
        reader = csv.DictReader(io.StringIO(lines, newline=""), strict=True)
        headers = set(reader.fieldnames or ())
        _check_headers(headers, wanted)
        read = {key: codes for key, codes in wanted.items() if key in headers}
        flags = [flag_key(key) for key in read if flag_key(key) in headers]
        found, marked = {}, {}
        for row in reader:
            if code := row[CODE]:
                found[code] = _values(row, read, reader.line_num)
                marked[code] = {key: text for key in flags if (text := (row.get(key) or "").strip())}
        codes = {code for one in questionnaire.valued for code in one.missing}
        figures = _without_gaps(found, len(GENERAL) + len(codes)) if OURS in headers else found
        return {code: {**values, **_of_figures(marked[code], values)} for code, values in figures.items()}
    except (UnicodeDecodeError, csv.Error) as error:
        remedy = "Save it as an export does: UTF-8, commas, a header line."
        raise ConfigurationError(f"This is not a CSV file: {error}.", where=FILE, remedy=remedy) from error


def _as_keys(text: str, questionnaire: Questionnaire) -> str:
    """Return our own export with the keys of items instead of the names of its columns; any other file as it is."""
    header = next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
    if OURS not in header:
        return text
    names, keys = ColumnNames({}, RESERVED), dict[str, str]()
    for question in questionnaire.valued:
        # In the order in which an export names them, so that two that look alike get the same ends.
        named = names.name(question.name)
        if question.previous and question.name not in header:
            keys |= {named: question.name, plain(f"{question.name}@flag"): flag_key(question.name)}
        elif question.previous:
            keys[plain(f"{question.name}@flag")] = flag_key(question.name)
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow([keys.get(name, name) for name in header])
    return buffer.getvalue() + text.partition("\n")[2]


def _of_figures(flags: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Return the flags of those figures that are there."""
    known = {flag_key(key) for key in values}
    return {key: flag for key, flag in flags.items() if key in known}


def _without_gaps(found: Previous, most: int) -> Previous:
    """Return the values of our own export without the numbers that say in it why there is none: `most` of them (docs/data.md).

    They are from -99 up; where a real value of the column reaches that far, from -999, -9999 and so on: they are lower than all real values
    of their column. A column without any, whose lowest real value is as low, loses it: the codebook tells them apart (see
    `service.previous_export`).
    """
    columns: dict[str, list[float]] = {}
    for values in found.values():
        for key, text in values.items():
            columns.setdefault(key, []).append(float(text))
    gaps = {key: _gaps(column, most) for key, column in columns.items()}
    return {code: {key: text for key, text in values.items() if float(text) not in gaps[key]} for code, values in found.items()}


def _gaps(column: Collection[float], most: int) -> range:
    lowest = min(column)
    base = 1 - 10 ** max(2, len(str(ceil(-lowest))) if lowest < 0 else 0)
    return range(base, base + most if lowest < base + most else base)


def _check_headers(headers: set[str], wanted: Iterable[str]) -> None:
    if CODE not in headers:
        raise ConfigurationError(f"The column {CODE} is missing.", where=FILE, remedy="`counterfoil export csv` of the last round has it.")
    if headers.isdisjoint(wanted):
        remedy = f"Name its columns after the questions, such as {', '.join(list(wanted)[:3])}."
        raise ConfigurationError("No column belongs to a question that shows last round's value.", where=FILE, remedy=remedy)


def _values(row: Mapping[str, str | None], missing: Mapping[str, Collection[str]], line: int) -> dict[str, str]:
    """Return the numbers of a row; one of the form's own codes for a missing answer says that there is none."""
    given = {key: (row.get(key) or "").strip() for key in missing}
    return {key: _number(text, f"{FILE} line {line}", key) for key, text in given.items() if text and text not in missing[key]}


def _number(text: str, where: str, column: str) -> str:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        remedy = "Write it in digits, with a point for decimals, or leave the cell blank."
        raise ConfigurationError(f"{text!r} is not a number.", where=f"{where}, column {column}", remedy=remedy)
    return f"{number:.15g}"
