"""Last round's values of a study: `previous.csv` in its folder, as an export of the last round has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from math import isfinite

from domain.errors import ConfigurationError
from exports.missing import GENERAL
from questionnaire.definition import Questionnaire
from questionnaire.items import items

FILE = "previous.csv"
CODE = "organisation_code"
OURS = "form_version"  # A column that an export of ours has.

Previous = Mapping[str, Mapping[str, str]]  # By the code of the organisation, and the key of the item: a number as text.


def last_round(files: Mapping[str, bytes], questionnaire: Questionnaire) -> Previous:
    """Return last round's values, where the study has them; columns of questions that do not ask for them are passed over.

    Raises ConfigurationError with the line and the column where a value is no number.
    """
    wanted = {item.key: item.question.missing for item in items(questionnaire) if item.question.previous}
    if FILE not in files or not wanted:
        return {}
    try:
        reader = csv.DictReader(io.StringIO(files[FILE].decode("utf-8-sig"), newline=""), strict=True)
        headers = set(reader.fieldnames or ())
        _check_headers(headers, wanted)
        read = {key: codes for key, codes in wanted.items() if key in headers}
        found = {row[CODE]: _values(row, read, reader.line_num) for row in reader if row[CODE]}
        codes = {code for one in questionnaire.valued for code in one.missing}
        return _without_gaps(found, len(GENERAL) + len(codes)) if OURS in headers else found
    except (UnicodeDecodeError, csv.Error) as error:
        remedy = "Save it as an export does: UTF-8, commas, a header line."
        raise ConfigurationError(f"This is not a CSV file: {error}.", where=FILE, remedy=remedy) from error


def _without_gaps(found: Previous, most: int) -> Previous:
    """Return the values of our own export without the numbers that say in it why there is none: `most` of them (docs/data.md).

    They are from -99 up; where a real value of the column reaches that far, from -999 or -9999 up: the lowest that stand in a column are
    its own. A column without any, in which real values are as small, loses these.
    """
    columns: dict[str, list[float]] = {}
    for values in found.values():
        for key, text in values.items():
            columns.setdefault(key, []).append(float(text))
    gaps = {key: _gaps(column, most) for key, column in columns.items()}
    return {code: {key: text for key, text in values.items() if float(text) not in gaps[key]} for code, values in found.items()}


def _gaps(column: Collection[float], most: int) -> range:
    bases = (base for base in (-9999, -999, -99) if any(base <= value < base + most for value in column))
    base = next(bases, 0)
    return range(base, base + most if base else 0)


def _check_headers(headers: set[str], wanted: Iterable[str]) -> None:
    if CODE not in headers:
        raise ConfigurationError(f"The column {CODE} is missing.", where=FILE, remedy="`counterfoil export csv` of the last round has it.")
    if headers.isdisjoint(wanted):
        remedy = f"Name its columns after the questions, such as {', '.join(list(wanted)[:3])}."
        raise ConfigurationError("No column belongs to a question that shows last round's value.", where=FILE, remedy=remedy)


def _values(row: Mapping[str, str | None], missing: Mapping[str, Collection[str]], line: int) -> dict[str, str]:
    """Return the numbers of a row; one of the form's own codes for a missing answer says that there is none."""
    given = {key: (row.get(key) or "").strip() for key in missing}
    return {key: _number(text, key, line) for key, text in given.items() if text and text not in missing[key]}


def _number(text: str, key: str, line: int) -> str:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        remedy = "Write it in digits, with a point for decimals, or leave the cell blank."
        raise ConfigurationError(f"{text!r} is not a number.", where=f"{FILE} line {line}, column {key}", remedy=remedy)
    return f"{number:.15g}"
