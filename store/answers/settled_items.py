"""What newer workbooks of an organisation leave standing of its earlier ones, where versions do not ask the same. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from questionnaire.items import parts as parts_of
from questionnaire.versions.words import VersionWords


class SettledItems:
    """Of which items newer workbooks say all that there is to say, so that what earlier ones said of them does not count.

    A workbook that counted for itself takes back what it was asked for and leaves blank: that for which its file had no cell, since it was
    printed before, it leaves as it was. One that was added takes nothing back, but from the one whose place it took. Of a table any of
    them says which rows there are.
    """

    def __init__(self, words: VersionWords) -> None:
        self._words, self._keys, self._tables = words, set[str](), set[str]()
        self._asked: dict[tuple[int, frozenset[str]], None] = {}

    def left(self, keys: Iterable[str], by: tuple[int, frozenset[str]] | None) -> Iterator[str]:
        """Yield those of these items that are not settled; `by` is what the workbook was asked that took their own one's place."""
        asked = [*self._asked, *(() if by is None else (by,))]
        tables = self._tables.union(*(self._words.tables(version) for version, _ in asked))
        for key in keys:
            settled = any(key not in unasked and self._words.asks(version, key) for version, unasked in asked)
            if key not in self._keys and parts_of(key)[0] not in tables and not settled:
                yield key

    def add(self, said: Iterable[str], asked: Iterable[tuple[int, frozenset[str]]]) -> None:
        """Settle the items that some workbooks said something of, and all that those were `asked` that counted alone.

        That is the version by which each was read, without the items for which its file had no cell.
        """
        self._keys.update(said)
        every = self._words.all_tables
        self._tables.update(repeat for key in said if (repeat := parts_of(key)[0]) in every)
        self._asked |= dict.fromkeys(asked)
