"""Last round's values of a study: `previous.csv` in its folder, or a folder `previous` with the whole export of the last round.

Beside `previous.csv` its codebook may stand (`previous-codebook.csv`), which says what its columns hold.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, isfinite
from typing import Any, Protocol

from domain.changes import NO_CHANGES, Changes
from domain.errors import ConfigurationError
from exports.fixed import RESERVED, GapPlace
from exports.naming import ColumnNames, plain
from questionnaire.definition import Question, Questionnaire
from questionnaire.items import figure_of, flag_key, is_flag, items, parts
from service.studies.called_before import in_names_of_now
from service.studies.earlier_units import in_units
from service.studies.previous_export import BOOK, FILE, FOLDER, of_export, opened

__all__ = ["CODE", "FILE", "KeepRows", "Previous", "in_memory", "is_of_last_round", "last_round"]
CODE = "organisation_code"
OURS = "form_version"  # A column that an export of ours has.

# By the code of the organisation, and the key of the item: a number as text; and under `flag_key` of it the flag that marks it.
Previous = Mapping[str, Mapping[str, str]]
Rows = Iterable[tuple[str, Mapping[str, str]]]


def is_of_last_round(name: str) -> bool:
    """Say whether a file of a study holds values of the last round, and so grows with the organisations."""
    return name in {FILE, BOOK} or name.startswith(FOLDER)


def in_memory(rows: Rows, *, merged: bool = False) -> Previous:
    """Return rows by the code of the organisation: of two, the later one, or with `merged` both, value by value."""
    found: dict[str, Mapping[str, str]] = {}
    for code, values in rows:
        found[code] = {**found.get(code, {}), **values} if merged else values
    return found


class KeepRows(Protocol):
    """What keeps rows, in memory or elsewhere (see `in_memory`)."""

    def __call__(self, rows: Rows, *, merged: bool = False) -> Previous:
        """Return the rows by their codes."""


def last_round(
    files: Mapping[str, bytes], questionnaire: Questionnaire, keep: KeepRows = in_memory, changes: Changes = NO_CHANGES
) -> Previous:
    """Return last round's values, where the study has them; columns of questions that do not ask for them are passed over.

    They are read one organisation after the other, and given to `keep` in the names and units of this round, as `changes` say. Raises
    ConfigurationError with the line and the column where a value is no number.
    """
    wanted = {item.key: item.question.missing for item in items(questionnaire) if item.question.previous}
    exported = [name for name in files if name.startswith(FOLDER)]
    if exported and FILE in files:
        remedy = f"Keep one of them: the folder {FOLDER} has the whole export, {FILE} one table."
        raise ConfigurationError(f"The study has a {FILE} and a folder {FOLDER} as well.", where=FILE, remedy=remedy)
    if not wanted or not (exported or FILE in files or BOOK in files):
        return {}
    if exported or BOOK in files:
        return keep(in_units(of_export(files, questionnaire, _number, changes.renamed), changes), merged=True)
    try:
        reader = csv.reader(opened(files[FILE]), strict=True)
        header = in_names_of_now(next(reader, []), changes)
        rows = _rows(reader, _as_keys(header, questionnaire), wanted)
        if OURS not in header:
            return keep(in_units(map(_of_figures, rows), changes))
        found = keep(rows)
        gaps = _gaps_of(found, questionnaire)
        return keep(in_units((_of_figures((code, _without(values, gaps))) for code, values in found.items()), changes))
    except (UnicodeDecodeError, csv.Error) as error:
        remedy = "Save it as an export does: UTF-8, commas, a header line."
        raise ConfigurationError(f"This is not a CSV file: {error}.", where=FILE, remedy=remedy) from error


def _rows(reader: Any, header: Sequence[str], wanted: Mapping[str, Collection[str]]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the figures of each organisation, and their flags."""
    _check_headers(set(header), wanted)
    read = {key: codes for key, codes in wanted.items() if key in header}
    flags = [flag_key(key) for key in read if flag_key(key) in header]
    for cells in reader:
        row = dict(zip(header, cells, strict=False))
        if code := row.get(CODE):
            yield code, _values(row, read, reader.line_num) | {key: text for key in flags if (text := row.get(key, "").strip())}


def _as_keys(header: Sequence[str], questionnaire: Questionnaire) -> Sequence[str]:
    """Return the columns of our own export by the keys of items instead of their names; those of any other file as they are."""
    if OURS not in header:
        return header
    names, keys = ColumnNames({}, RESERVED), dict[str, str]()
    for question in questionnaire.valued:
        # In the order in which an export names them, so that two that look alike get the same ends.
        named = names.name(question.name)
        if question.previous and question.name not in header:
            keys |= {named: question.name, plain(f"{question.name}@flag"): flag_key(question.name)}
        elif question.previous:
            keys[plain(f"{question.name}@flag")] = flag_key(question.name)
    return [keys.get(name, name) for name in header]


def _of_figures(row: tuple[str, Mapping[str, str]]) -> tuple[str, Mapping[str, str]]:
    """Return a row with the flags of those figures alone that are there."""
    code, values = row
    return code, {key: text for key, text in values.items() if not is_flag(key) or figure_of(key) in values}


@dataclass(slots=True)
class _Column:
    """What a column holds of numbers that may say why there is no value: they are among `there`, unless there is a fraction among these.

    `others` are lower than zero, and not among these.
    """

    there: range
    found: set[int] = field(default_factory=set)
    fraction: bool = False
    others: bool = False

    def add(self, number: float) -> None:
        """Take note of a number."""
        if not self.there or number >= self.there.stop:
            self.others |= number < 0
        elif number.is_integer():
            self.found.add(int(number))
        else:
            self.fraction = True

    @property
    def gaps(self) -> range:
        """Return the numbers that say why there is no value; none where a value among them has decimals, which none of them has."""
        return range(0) if self.fraction else self.there


def _gaps_of(found: Previous, form: Questionnaire) -> Mapping[str, range]:
    """Return the numbers of each column of our own export that say in it why there is no value (docs/data.md).

    They are from -99 up; where a real value of the column reaches that far, from -999, -9999 and so on: they are lower than all real values
    of their column. ConfigurationError for a column in which such a number may as well be a value: its codebook tells them apart.
    """
    lowest: dict[str, float] = {}
    for key, number in _numbers(found):
        lowest[key] = min(number, lowest.get(key, number))
    # A bound is one more reason.
    most = len(GapPlace) + len({code for one in form.valued for code in one.missing}) + 1
    columns = {key: _Column(_there(low, most)) for key, low in lowest.items()}
    for key, number in _numbers(found):
        columns[key].add(number)
    doubtful = [key for key, column in columns.items() if _is_doubtful(column, form.by_name[parts(key)[2]])]
    if doubtful:
        what = f"{', '.join(doubtful)}: numbers as low as {columns[doubtful[0]].gaps[0]} may be values, or say why there is none."
        remedy = f"Put the codebook of that export beside it as {BOOK} (it ends in -codebook.csv), or copy the whole export to {FOLDER}"
        raise ConfigurationError(what, where=FILE, remedy=f"{remedy}.")
    return {key: column.gaps for key, column in columns.items()}


def _numbers(found: Previous) -> Iterator[tuple[str, float]]:
    return ((key, float(text)) for _, values in found.items() for key, text in values.items() if not is_flag(key))


def _without(values: Mapping[str, str], gaps: Mapping[str, range]) -> Mapping[str, str]:
    return {key: text for key, text in values.items() if is_flag(key) or float(text) not in gaps[key]}


def _there(lowest: float, most: int) -> range:
    """Return where numbers would be that say why there is no value in a column, of which this is the lowest; nowhere if it is no such."""
    base = 1 - 10 ** max(2, len(str(ceil(-lowest))) if lowest < 0 else 0)
    return range(base, base + most if lowest < base + most else base)


def _is_doubtful(column: _Column, question: Question) -> bool:
    """Say whether what seems to be a reason may be a value: nobody left a cell blank, which is the reason that most columns have.

    And the column has other values below zero, or the form knows no such reason.
    """
    gaps, low = column.gaps, column.found
    if not gaps or not low or gaps[GapPlace.UNANSWERED] in low:
        return False
    never = not question.relevant and gaps[GapPlace.NOT_APPLICABLE] in low
    return never or column.others


def _check_headers(headers: set[str], wanted: Iterable[str]) -> None:
    if CODE not in headers:
        raise ConfigurationError(f"The column {CODE} is missing.", where=FILE, remedy="`counterfoil export csv` of the last round has it.")
    if headers.isdisjoint(wanted):
        remedy = f"Name its columns after the questions, such as {', '.join(list(wanted)[:3])}."
        raise ConfigurationError("No column belongs to a question that shows last round's value.", where=FILE, remedy=remedy)


def _values(row: Mapping[str, str], missing: Mapping[str, Collection[str]], line: int) -> dict[str, str]:
    """Return the numbers of a row; one of the form's own codes for a missing answer says that there is none."""
    given = {key: row.get(key, "").strip() for key in missing}
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
