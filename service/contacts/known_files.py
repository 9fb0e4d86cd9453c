"""Files of contacts that were read, for whoever looks at one again before it is loaded: a few of them, and only while the program runs.

Of the newest it is kept, too, what it would change, with all of the store that this depends on: that is not even asked for where nothing
was committed since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from contacts.compare import Preview
    from contacts.loaded import Loaded

State = TypeVar("State")
FileKey = tuple[str, str, str, tuple[tuple[str, str], ...]]
_FILES = 3
_ROWS = 20_000  # Of all that are kept together: some 40 MB of memory.


def key_of_file(data: bytes, name: str, columns: Mapping[str, str], sheet: str | None) -> FileKey:
    """Return what makes the reading of a file the same again: its bytes, its name, and how it is to be read."""
    return sha256(data).hexdigest(), name, sheet or "", tuple(sorted(columns.items()))


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a file would change, with the mark and the state of the store of which this is so."""

    key: FileKey
    mark: object
    state: object
    preview: Preview


class KnownFiles:
    """Keeps the newest of what was read, by what it was read from; what is larger than its bounds is read again each time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[FileKey, Loaded] = {}
        self._compared: _Compared | None = None

    def read(self, key: FileKey, reads: Callable[[], Loaded]) -> Loaded:
        """Return what is known of a file, which is read where nothing is."""
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = reads()
            self._keep(key, found)
        return found

    def compared(self, key: FileKey, mark: object, asks: Callable[[], State], compares: Callable[[State], Preview]) -> Preview:
        """Return what a file would change: as it was said before, where all that this depends on is just the same.

        That is so where the `mark` is the same, and else where the state is that `asks` gives.
        """
        before = self._compared if self._compared and self._compared.key == key else None
        if before and before.mark == mark:
            return before.preview
        state = asks()
        found = before.preview if before and before.state == state else compares(state)
        with self._lock:
            self._compared = _Compared(key, mark, state, found) if key in self._kept else None
        return found

    def forget(self, sha: str) -> None:
        """Keep nothing more of a file with these bytes, however it was read."""
        with self._lock:
            self._kept = {key: one for key, one in self._kept.items() if key[0] != sha}
            self._compared = None

    def _keep(self, key: FileKey, found: Loaded) -> None:
        with self._lock:
            self._kept[key] = found
            while self._kept and (len(self._kept) > _FILES or sum(one.rows for one in self._kept.values()) > _ROWS):
                del self._kept[next(iter(self._kept))]
