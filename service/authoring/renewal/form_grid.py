"""One sheet of a form as it was written: its texts by row, and by the column that a header names in a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from languages.locales import english_name
from questionnaire.xlsform.questions.repeats import HEADER, KEY, ROWS
from questionnaire.xlsform.sheets.file import Grid
from questionnaire.xlsform.sheets.headers import TRANSLATED, header
from questionnaire.xlsform.sheets.languages import column_language

LINES = (ROWS, KEY, HEADER)  # The columns of the lines of a repeat.
Key = tuple[str, str]  # A column and its language, "" where it has none.


def key_of(written: str, default: str = "") -> Key:
    """Return the column that a header names, and its language; `default` where it should have one and names none."""
    found = header(written)
    return found.base, column_language(found.language) if found.language else default if found.base in TRANSLATED else ""


@dataclass(frozen=True)
class FormGrid:
    """A sheet of a form, whose headers stand in the first row that names two columns. `default` is the language of those that name none."""

    grid: Grid
    default: str

    @cached_property
    def top(self) -> int:
        """Return the row of the headers."""
        return next((row for row, cells in self.grid.items() if len(cells) > 1), min(self.grid, default=1))

    @cached_property
    def headers(self) -> Mapping[Key, str]:
        """Return the headers as a person wrote them, by what they name."""
        return {key: self.grid[self.top][column] for key, column in self._columns.items()}

    @cached_property
    def _columns(self) -> Mapping[Key, int]:
        # Of two columns that mean the same the first is read, and is the one that is written.
        return {key_of(text, self.default): column for column, text in reversed([*self.grid.get(self.top, {}).items()])}

    @property
    def rows(self) -> Iterator[int]:
        """Yield the rows beneath the headers in which anything stands."""
        yield from (row for row in self.grid if row > self.top)

    def text(self, row: int, key: Key) -> str:
        """Return what stands in a row, "" for nothing."""
        return self.grid.get(row, {}).get(self._columns.get(key, 0), "")

    def texts(self, row: int) -> dict[str, str]:
        """Return all that stands in a row, by the headers."""
        return {self.headers[key]: self.text(row, key) for key in self.headers}

    def header(self, column: str, language: str = "") -> str:
        """Return the header of a column, as a person wrote it or as a draft writes it where there is none yet."""
        key = (column, language or (self.default if column in TRANSLATED else ""))
        written = f"{english_name(key[1])} ({key[1]})" if column in TRANSLATED and key[1] else key[1]
        return self.headers.get(key, f"{column}::{written}" if written else column)

    def end(self, begin: int) -> int:
        """Return the row in which the repeat or the group ends that begins in a row."""
        depth = 0
        for row, texts in self.grid.items():
            words = {text.strip().casefold().replace(" ", "_") for text in texts.values()}
            if row >= begin:
                depth += bool(words & {"begin_repeat", "begin_group"}) - bool(words & {"end_repeat", "end_group"})
                if depth == 0:
                    return row
        return begin


@dataclass(frozen=True, slots=True)
class FormSheets:
    """The sheets of a form whose cells are named to whoever is to change them."""

    survey: FormGrid
    choices: FormGrid
