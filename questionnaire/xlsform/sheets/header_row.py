"""The row of headers of one sheet: which columns are read, in which language, and what is said of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.headers import PLACED, TRANSLATED, Header, Vocabulary, header, similar
from questionnaire.xlsform.sheets.languages import column_language, language_code, language_remedy, unknown
from workbooks.cells import a1

Key = tuple[str, str]  # A column's XLSForm name, and its language code ("" where the column has none).


class HeaderRow:
    """The headers of one sheet while they are read. A misspelt one is an error, since what stands beneath it would be lost.

    `place` is the sheet and the row, `default` the language of headers that name none, `filled` the columns with anything beneath.
    """

    def __init__(self, place: tuple[str, int], vocabulary: Vocabulary, default: str, filled: frozenset[int], report: ProblemReport) -> None:
        (self._sheet, self._top), self._vocabulary, self._default = place, vocabulary, default
        self._filled, self._report = filled, report
        self._meant: set[str] = set()

    def misspelt(self, column: str) -> bool:
        """Say whether an unknown header was taken for a misspelling of `column`."""
        return column in self._meant

    def read(self, written: Mapping[int, str]) -> Mapping[int, tuple[Key, str]]:
        """Return key and header of each column that is read, by its number; those that name their language stand first."""
        if self._top > 1 and written:
            self._warn("", f"The headers are in row {self._top}.", "Move them to row 1: other programs do not look anywhere else.")
        headers = {column: header(text) for column, text in written.items()}
        for column in sorted(self._filled - headers.keys()):
            message = f"The cell {a1(self._top, column)} is blank, so nothing below it is read."
            self._warn("", message, "Write a header into it, or clear the column.")
        known = {column: found for column, found in headers.items() if found.base in self._vocabulary.known}
        keys = self._keyed(known)
        for column, found in headers.items():
            if column not in known and column in self._filled:
                meant = self._tell_unknown(found, [key for key, _ in keys.values()])
                if meant and meant[0] in self._vocabulary.by_row:
                    keys[column] = (meant, found.written)
        return keys

    def _keyed(self, known: Mapping[int, Header]) -> dict[int, tuple[Key, str]]:
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
        if found.base not in TRANSLATED | PLACED:
            unread = found.base not in self._vocabulary.used
            if found.language and not unread:
                self._error(found.written, f"The column {found.base} in a language is not supported.", f"Call it {found.base}.")
            return (found.base, found.language if unread else "")
        otherwise = "" if found.base in PLACED else self._default
        if found.language and language_code(found.language) is None:
            self._warn(found.written, unknown(found.language), language_remedy(found.language, found.base))
        return (found.base, column_language(found.language) if found.language else otherwise)

    def _tell_twice(self, found: Header, first: str) -> None:
        if found.base in TRANSLATED and not found.language and header(first).language:
            message = f"{first!r} is in the same language; where that is filled in, {found.written!r} is not read."
            self._warn(found.written, message, "Remove one of the two, or name the language of each.")
        elif found.base in self._vocabulary.used and self._sheet == "settings":
            self._warn(found.written, f"The column appears twice: {first!r} is read.", "Remove one of the two.")
        elif found.base in self._vocabulary.used:
            self._error(found.written, f"The column appears twice: also as {first!r}.", "Remove one of the two.")

    def _tell_unknown(self, found: Header, keys: Iterable[Key]) -> Key | None:
        """Return what a misspelt header means, so that what rows need is read there and not told of each of them."""
        meant = next(self._candidates(found, frozenset(name for name, language in keys if language in {"", self._language(found)})), None)
        if meant:
            self._meant.add(meant)
            ending = f"::{found.language}" if found.language else ""
            self._error(found.written, f"The column {found.written!r} is unknown and not supported.", f"Did you mean {meant}{ending}?")
            return (meant, self._language(found) or self._default if meant in TRANSLATED else "")
        self._warn(found.written, f"The column {found.written!r} is not used.", "Correct its header if it is meant to do something.")
        return None

    def _language(self, found: Header) -> str | None:
        return column_language(found.language) if found.language else self._default

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
