"""The sheets of a form as rows of named texts: headers folded to the XLSForm's names, and languages to their codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from questionnaire.definition import Text
from questionnaire.xlsform.file import Grid
from questionnaire.xlsform.headers import TRANSLATED, Header, Vocabulary, header, similar
from questionnaire.xlsform.languages import language_code, language_remedy
from questionnaire.xlsform.problems import Report, Where
from workbooks.cells import a1

Key = tuple[str, str]  # A column's XLSForm name, and its language code ("" where the column has none).

_HEADER_ROWS = 10  # How many rows may stand above the headers.
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u200b": None, "\ufeff": None})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet that is not blank: its texts by column."""

    sheet: str
    number: int
    cells: Mapping[Key, str]
    headers: Mapping[Key, str]

    def text(self, column: str) -> str:
        """Return the text of a column without languages, without invisible characters, or ""."""
        return self.cells.get((column, ""), "").translate(_SPACES).strip()

    def texts(self, column: str) -> Text:
        """Return the texts of a column by language, which is "" in a column without languages."""
        return {language: text for (name, language), text in self.cells.items() if name == column and text}

    def has(self, column: str) -> bool:
        """Say whether the sheet has `column`, in whatever language."""
        return any(name == column for name, _ in self.headers)

    def fills(self, column: str) -> bool:
        """Say whether anything stands in the column, in whatever language."""
        return bool(self.texts(column))

    def place(self, column: str = "", language: str = "") -> Where:
        """Return where the cell of `column` stands, for a problem."""
        return (self.sheet, self.number, self.headers.get((column, language), column))


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it was found, read by its headers. `top` is the number of the row in which they stand."""

    sheet: str
    top: int
    headers: Mapping[Key, str]
    rows: tuple[Row, ...]

    def languages(self, column: str) -> tuple[str, ...]:
        """Return the languages in which the sheet has `column`, in the order of its columns."""
        return tuple(language for name, language in self.headers if name == column)

    def has(self, column: str) -> bool:
        """Say whether the sheet has `column`, in whatever language."""
        return any(name == column for name, _ in self.headers)


def read_table(sheet: str, grid: Grid, vocabulary: Vocabulary, default: str, report: Report) -> Table:
    """Return the rows beneath the headers; `default` is the language of columns that name none."""
    top = _top(grid, vocabulary)
    below = {number: cells for number, cells in grid.items() if number > top}
    columns = _Columns(sheet, top, vocabulary, default, frozenset(column for cells in below.values() for column in cells), report)
    keys = columns.read(grid.get(top, {}))
    headers = dict(keys.values())
    rows = (Row(sheet, number, _cells(cells, keys), headers) for number, cells in below.items())
    table = Table(sheet, top, headers, tuple(row for row in rows if row.cells))
    for column in vocabulary.needed if grid else ():
        if not table.has(column) and not columns.misspelt(column):
            report.error((sheet, top, ""), f"The column {column} is missing.", f"Add a column with the header {column}.")
    return table


def _cells(cells: Mapping[int, str], keys: Mapping[int, tuple[Key, str]]) -> Mapping[Key, str]:
    """Return the texts by key; of two columns that mean the same, the one that stands first among `keys` goes before."""
    found: dict[Key, str] = {}
    for column, (key, _) in keys.items():
        if column in cells:
            found.setdefault(key, cells[column])
    return found


def _top(grid: Grid, vocabulary: Vocabulary) -> int:
    """Return the row of the headers: the first that names two columns (one of a small sheet), or else the first that is not blank."""
    wanted = min(2, len(vocabulary.needed) or 1)
    for number in list(grid)[:_HEADER_ROWS]:
        if len({header(text).base for text in grid[number].values()} & vocabulary.used) >= wanted:
            return number
    return next(iter(grid), 1)


class _Columns:
    """The headers of one sheet while they are read. A misspelt one is an error, since what stands beneath it would be lost."""

    def __init__(self, sheet: str, top: int, vocabulary: Vocabulary, default: str, filled: frozenset[int], report: Report) -> None:
        self._sheet, self._top, self._vocabulary, self._default = sheet, top, vocabulary, default
        self._filled, self._report = filled, report
        self._meant: set[str] = set()

    def misspelt(self, column: str) -> bool:
        """Say whether an unknown header was taken for a misspelling of `column`."""
        return column in self._meant

    def read(self, written: Mapping[int, str]) -> Mapping[int, tuple[Key, str]]:
        """Return key and header of each column that is read, by its number; those that name their language stand first."""
        if self._top > 1 and written:
            self._warn("", f"The headers stand in row {self._top}.", "Move them to row 1: other programs look nowhere else.")
        headers = {column: header(" ".join(text.translate(_SPACES).split())) for column, text in written.items()}
        for column in sorted(self._filled - headers.keys()):
            message = f"The cell {a1(self._top, column)} is blank, so that nothing beneath it is read."
            self._warn("", message, "Write a header into it, or clear the column.")
        known = {column: found for column, found in headers.items() if found.base in self._vocabulary.known}
        keys = self._keyed(known)
        for column, found in headers.items():
            if column not in known and column in self._filled:
                self._tell_unknown(found, [key for key, _ in keys.values()])
        return keys

    def _keyed(self, known: Mapping[int, Header]) -> Mapping[int, tuple[Key, str]]:
        keys: dict[int, tuple[Key, str]] = {}
        for column, found in sorted(known.items(), key=lambda item: (not item[1].language, item[0])):
            key = self._key(found)
            if key is None:
                continue
            first = dict(keys.values()).get(key)
            if first:
                self._tell_twice(found, first)
            keys[column] = (key, found.written)
        return keys

    def _key(self, found: Header) -> Key | None:
        if found.base not in TRANSLATED:
            unread = found.base not in self._vocabulary.used
            if found.language and not unread:
                self._error(found.written, f"The column {found.base} in a language is not supported.", f"Call it {found.base}.")
            return (found.base, found.language if unread else "")
        code = language_code(found.language) if found.language else self._default
        if code is None:
            message = f"{found.language!r} is no language that is known; without its code it is not supported."
            self._error(found.written, message, language_remedy(found.language, found.base))
            return None
        return (found.base, code)

    def _tell_twice(self, found: Header, first: str) -> None:
        if found.base in TRANSLATED and not found.language and header(first).language:
            message = f"{first!r} is in the same language; where that is filled, {found.written!r} is not read."
            self._warn(found.written, message, "Remove one of the two, or name the language of each.")
        elif found.base in self._vocabulary.used:
            self._error(found.written, f"The column stands twice: as {first!r} too.", "Remove one of the two.")

    def _tell_unknown(self, found: Header, keys: Iterable[Key]) -> None:
        meant = next(self._candidates(found, frozenset(name for name, language in keys if language in {"", self._language(found)})), None)
        if meant:
            self._meant.add(meant)
            ending = f"::{found.language}" if found.language else ""
            self._error(found.written, f"The column {found.written!r} is unknown and not supported.", f"Did you mean {meant}{ending}?")
        else:
            self._warn(found.written, f"The column {found.written!r} is not used.", "Remove it if it was meant to do something.")

    def _language(self, found: Header) -> str | None:
        return language_code(found.language) if found.language else self._default

    def _candidates(self, found: Header, present: frozenset[str]) -> Iterator[str]:
        """Yield the columns that the author may have meant: not there yet, and of a similar name or with a part of it."""
        absent = self._vocabulary.used - present
        near = similar(found.base, absent)
        if near:
            yield near
        yield from (word for word in found.base.split("_") if word in absent and word in self._vocabulary.needed)

    def _error(self, column: str, message: str, remedy: str) -> None:
        self._report.error((self._sheet, self._top, column), message, remedy)

    def _warn(self, column: str, message: str, remedy: str) -> None:
        self._report.warning((self._sheet, self._top, column), message, remedy)
