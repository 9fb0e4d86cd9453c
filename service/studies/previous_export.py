"""Last round's values from the export of a study, as `counterfoil export csv` left it: its codebook says what each column holds.

It is the whole export in a folder, or its table of answers and its codebook.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.errors import ConfigurationError
from exports.neutral import unmarked
from questionnaire.definition import Aside, Question, Questionnaire
from questionnaire.items import flag_key

FOLDER = "previous/"  # In the study's folder: the files of the export, as they are.
FILE, BOOK = "previous.csv", "previous-codebook.csv"  # Or its table of answers alone, and beside it what explains its columns.
_CODEBOOK, _ANSWERS = "-codebook.csv", "answers"
_OF_BOOK = ("variable", "table", "key")  # Columns of a codebook without which it explains nothing.
_UNIT = "unit::"  # Begins the name of the column that has the units in a language.
_CODE, _INSTANCE = "organisation_code", "instance"
_Rows = Iterator[dict[str, str]]
_AS_NOW: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One column of an exported table: of which question, `repeat` and `aside`, and which of its texts say why there is no value."""

    name: str
    question: str
    repeat: str
    aside: str
    gaps: frozenset[str]

    def key(self, instance: str) -> str:
        """Return the key of the item that a row has in it."""
        item = f"{self.repeat}[{instance}].{self.question}" if self.repeat else self.question
        return flag_key(item) if self.aside else item


def of_export(
    files: Mapping[str, bytes], questionnaire: Questionnaire, number: Callable[[str, str, str], str], renamed: Mapping[str, str] = _AS_NOW
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield last round's values by the code of the organisation and the key of the item, with their flags: of each code several times.

    `number` reads a figure, which stands at a place and in a column, for its faults. `renamed` are the names of questions now by those that
    they had then. ConfigurationError where the codebook is missing, or no column belongs to a question that shows last round's value.
    """
    wanted = {one.name: one for one in questionnaire.questions if one.previous}
    if BOOK in files and not any(name == FILE or name.startswith(FOLDER) for name in files):
        remedy = f"Put the table of answers of that export (…-{_ANSWERS}.csv) there as {FILE}, or remove {BOOK}."
        raise ConfigurationError(f"The table that {BOOK} explains is missing.", where=FILE, remedy=remedy)
    tables = dict(_tables(files, wanted, renamed))
    if not any(tables.values()):
        remedy = f"Put the files of `counterfoil export csv` of the last round there, among them that of the codebook (…{_CODEBOOK})."
        where = BOOK if BOOK in files else FOLDER
        raise ConfigurationError("No exported column belongs to a question that shows last round's value.", where=where, remedy=remedy)
    for file, columns in tables.items():
        _check_table(file, header_of(files, file), columns)
        for line, row in enumerate(_rows(file, files[file]), 2):
            values: dict[str, str] = {}
            for column in columns:
                text = (row.get(column.name) or "").strip()
                if not text or text in column.gaps or (not column.aside and text in wanted[column.question].missing):
                    continue
                values[column.key(row.get(_INSTANCE, ""))] = text if column.aside else number(text, f"{file} line {line}", column.name)
            if code := row.get(_CODE, ""):
                yield code, values


def columns_explained(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the keys of the columns that the codebooks of an export of the last round explain."""
    for book in filter(_is_book, files):
        yield from (row["key"].partition("@")[0] for row in _rows(book, files[book], _OF_BOOK))


def questions_of(files: Mapping[str, bytes], questionnaire: Questionnaire, renamed: Mapping[str, str] = _AS_NOW) -> Mapping[str, Question]:
    """Return the questions that show last round's value with the names and units that they had then, as the codebook of an export has them.

    A codebook that somebody made by hand may say nothing of units.
    """
    wanted = {one.name: one for one in questionnaire.questions if one.previous}
    found: dict[str, Question] = {}
    for book in filter(_is_book, files):
        for row in _rows(book, files[book], _OF_BOOK):
            unit = {name.removeprefix(_UNIT): unmarked(text or "") for name, text in row.items() if (name or "").startswith(_UNIT)}
            now = renamed.get(row["key"], row["key"])
            if unit and now in wanted and not row.get("versions"):
                found[row["key"]] = replace(wanted[now], unit=unit)
    return found


def _is_book(name: str) -> bool:
    return name == BOOK or (name.startswith(FOLDER) and name.endswith(_CODEBOOK))


def opened(data: bytes, errors: str = "strict") -> io.TextIOWrapper:
    """Return the text of a table, which is decoded as it is read: it grows with the organisations."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", errors=errors, newline="")


def header_of(files: Mapping[str, bytes], file: str = FILE) -> list[str]:
    """Return the columns of a table, none where the file is not there; what is no text is told by whoever reads its values.

    ConfigurationError where no line ends, because a quotation mark is not closed.
    """
    try:
        return next(csv.reader(opened(files[file], "replace")), []) if file in files else []
    except csv.Error as error:
        raise _no_table(error, file) from error


def _no_table(error: Exception, file: str) -> ConfigurationError:
    return ConfigurationError(f"This is not a CSV file: {error}.", where=file, remedy="Export it anew.")


def _tables(files: Mapping[str, bytes], wanted: Mapping[str, Question], renamed: Mapping[str, str]) -> Iterator[tuple[str, list[_Column]]]:
    """Yield each file of a table with its columns that are wanted, by the codebook; a row of an earlier version explains no column."""
    for book in filter(_is_book, files):
        columns: dict[str, list[_Column]] = {}
        for row in _rows(book, files[book], _OF_BOOK):
            called, _, aside = row.get("key", "").partition("@")
            question = renamed.get(called, called)
            if question in wanted and aside in {"", Aside.FLAG} and not row.get("versions"):
                gaps = frozenset(line.partition("=")[0] for line in unmarked(row.get("missing", "")).split("\n"))
                made = _Column(name=row["variable"], question=question, repeat=wanted[question].repeat, aside=aside, gaps=gaps)
                columns.setdefault(_file(book, row["table"]), []).append(made)
        yield from ((name, those) for name, those in columns.items() if name in files)


def _file(book: str, table: str) -> str:
    """Return the file of a table that a codebook explains."""
    if book == BOOK:
        return FILE if table == _ANSWERS else ""
    return f"{book.removesuffix(_CODEBOOK)}-{table}.csv"


def _check_table(file: str, header: Sequence[str], columns: Iterable[_Column]) -> None:
    """Refuse a table that has none of the columns that its codebook explains: it is none of that export."""
    named = [column.name for column in columns]
    if not {*named} & {*header}:
        book = f"Put the table of the same export there; or remove {BOOK}, where it was made by hand."
        what = f"None of the columns is there that the codebook explains, such as {named[0]}."
        raise ConfigurationError(what, where=file, remedy=book if file == FILE else "Export it anew.")


def _rows(file: str, data: bytes, needed: Sequence[str] = ()) -> _Rows:
    try:
        reader = csv.DictReader(opened(data), strict=True)
        if gone := [name for name in needed if name not in (reader.fieldnames or ())]:
            remedy = "Take the codebook as `counterfoil export csv` wrote it."
            raise ConfigurationError(f"The column {gone[0]} is missing.", where=file, remedy=remedy)
        yield from reader
    except (UnicodeDecodeError, csv.Error) as error:
        raise _no_table(error, file) from error
