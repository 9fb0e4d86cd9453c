"""Last round's values of a study: `previous.csv` in its folder, or a folder `previous` with the whole export of the last round.

Beside `previous.csv` its codebook may stand (`previous-codebook.csv`), which says what its columns hold.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from math import ceil, isfinite

from domain.errors import ConfigurationError
from exports.columns import RESERVED
from exports.missing import BLANK, GENERAL, NOT_APPLICABLE
from exports.naming import ColumnNames, plain
from questionnaire.definition import Question, Questionnaire
from questionnaire.items import flag_key, items, parts
from service.previous_export import BOOK, FILE, FOLDER, of_export

__all__ = ["CODE", "FILE", "Previous", "last_round"]
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
    if not wanted or not (exported or FILE in files or BOOK in files):
        return {}
    if exported or BOOK in files:
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
        figures = _without_gaps(found, questionnaire) if OURS in headers else found
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


def _without_gaps(found: Previous, form: Questionnaire) -> Previous:
    """Return the values of our own export without the numbers that say in it why there is none (docs/data.md).

    They are from -99 up; where a real value of the column reaches that far, from -999, -9999 and so on: they are lower than all real values
    of their column. ConfigurationError for a column in which such a number may as well be a value: its codebook tells them apart.
    """
    columns: dict[str, list[float]] = {}
    for values in found.values():
        for key, text in values.items():
            columns.setdefault(key, []).append(float(text))
    # A bound is one more reason.
    most = len(GENERAL) + len({code for one in form.valued for code in one.missing}) + 1
    gaps = {key: _gaps(column, most) for key, column in columns.items()}
    doubtful = [key for key, column in columns.items() if _is_doubtful(column, gaps[key], form.by_name[parts(key)[2]])]
    if doubtful:
        what = f"{', '.join(doubtful)}: numbers as low as {gaps[doubtful[0]][0]} may be values, or say why there is none."
        remedy = f"Put the codebook of that export beside it as {BOOK} (it ends in -codebook.csv), or copy the whole export to {FOLDER}"
        raise ConfigurationError(what, where=FILE, remedy=f"{remedy}.")
    return {code: {key: text for key, text in values.items() if float(text) not in gaps[key]} for code, values in found.items()}


def _gaps(column: Collection[float], most: int) -> range:
    """Return the numbers of a column that say why there is no value; none where a value among them has decimals, which none of them has."""
    lowest = min(column)
    base = 1 - 10 ** max(2, len(str(ceil(-lowest))) if lowest < 0 else 0)
    reached = lowest < base + most and all(one.is_integer() for one in column if one < base + most)
    return range(base, base + most if reached else base)


def _is_doubtful(column: Collection[float], gaps: range, question: Question) -> bool:
    """Say whether what seems to be a reason may be a value: nobody left a cell blank, which is the reason that most columns have.

    And the column has other values below zero, or the form knows no such reason.
    """
    low = {one for one in column if one in gaps}
    if not low or gaps[BLANK.place] in low:
        return False
    never = not question.relevant and gaps[NOT_APPLICABLE.place] in low
    return never or any(one < 0 for one in column if one not in gaps)


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
