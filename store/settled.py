"""What newer workbooks of an organisation leave standing of its earlier ones, where versions do not ask the same. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from questionnaire.items import parts as parts_of
from questionnaire.versions.words import VersionWords


class SettledItems:
    """Of which items newer workbooks say all that there is to say, so that what earlier ones said of them does not count.

    A workbook that counted for itself takes back what it was asked for and leaves blank. One that was added takes nothing back, but from
    the one whose place it took. Of a table any of them says which rows there are.
    """

    def __init__(self, words: VersionWords) -> None:
        self._words, self._keys, self._tables = words, set[str](), set[str]()
        self._versions: set[int] = set()

    def left(self, keys: Iterable[str], by: int | None) -> Iterator[str]:
        """Yield those of these items that are not settled; `by` is the version of the workbook that took their own one's place."""
        versions = {*self._versions, *(() if by is None else (by,))}
        tables = self._tables.union(*map(self._words.tables, versions))
        for key in keys:
            if key not in self._keys and parts_of(key)[0] not in tables and not any(self._words.asks(one, key) for one in versions):
                yield key

    def add(self, said: Iterable[str], versions: Iterable[int]) -> None:
        """Settle the items that some workbooks said something of, and all that is asked by the versions of those that counted alone."""
        self._keys.update(said)
        every = self._words.all_tables
        self._tables.update(repeat for key in said if (repeat := parts_of(key)[0]) in every)
        self._versions.update(versions)
