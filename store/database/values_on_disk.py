"""Values by their keys, on disk: for what somebody may ask for one by one, as long as the process stays, and is too much for memory.

All of a process lie in one file, so that it is one open file with ten tables as with one. It has no name any more once it is open:
nobody else can read it, and it ends with the process.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, Final
from weakref import finalize

from domain.errors import disk_fault
from store.database import faults

_TOGETHER: Final = 500  # Values that are written, or gone over, at once: so many are in memory.
_PUT: Final = "INSERT INTO said VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
_GET: Final = "SELECT value FROM said WHERE shelf = ? AND key = ?"
_NEXT: Final = "SELECT key, value FROM said WHERE shelf = ? AND key > ? ORDER BY key LIMIT ?"
_BEGIN: Final = (
    # What is lost with the process need not outlive it, and a page more in memory saves nothing that the system does not keep as well.
    *("PRAGMA journal_mode = MEMORY", "PRAGMA synchronous = OFF", "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA cache_size = -256"),
    "CREATE TABLE said (shelf INTEGER, key TEXT, value TEXT, PRIMARY KEY (shelf, key)) WITHOUT ROWID",
)


class _File:
    """The file, which is made when it is first needed. A fork of the process has no part in it."""

    def __init__(self) -> None:
        self._lock, self._numbers, self._gone = Lock(), count(1), deque[int]()
        self._process = 0
        self._connection: sqlite3.Connection | None = None

    def begin(self) -> int:
        """Return the number of a new table, and take out those that nobody can ask any more."""
        with self._lock, _told():
            while self._gone:
                self._open().execute("DELETE FROM said WHERE shelf = ?", (self._gone.popleft(),))
            return next(self._numbers)

    def forget(self, number: int) -> None:
        """Let a table be taken out with the next that is begun: this may be called in the middle of anything."""
        self._gone.append(number)

    def ask(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Return the rows that a statement finds."""
        with self._lock, _told():
            return self._open().execute(statement, values).fetchall()

    def put(self, rows: list[tuple[int, str, str]]) -> None:
        """Write rows, in place of those that have their keys."""
        with self._lock, _told():
            tx = self._open()
            tx.execute("BEGIN")
            try:
                tx.executemany(_PUT, rows)
                tx.execute("COMMIT")
            except sqlite3.Error:
                if tx.in_transaction:
                    tx.execute("ROLLBACK")
                raise

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection, self._process = _opened(), os.getpid()
            finalize(self, self._connection.close)
        if self._process != os.getpid():  # The descriptor may be another file's there.
            raise RuntimeError("A fork of the process asked for what lies in the process's own file.")
        return self._connection


def _opened() -> sqlite3.Connection:
    descriptor, name = tempfile.mkstemp(prefix="counterfoil-")
    try:
        os.close(descriptor)
        connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
        for statement in _BEGIN:
            connection.execute(statement)
    finally:
        Path(name).unlink()
    return connection


@contextmanager
def _told() -> Iterator[None]:
    """Tell what the disk does not do."""
    try:
        yield
    except OSError as error:
        raise disk_fault(error, _place()) from error
    except sqlite3.Error as error:
        raise faults.of_a_file(error, _place()) from error


def _place() -> str:
    return tempfile.tempdir or "the folder for temporary files"


_file: Final = _File()


class LookedUp(Mapping[str, Mapping[str, str]]):
    """Texts by name, by the key of whom they are, which is never blank; in the order of the keys, as long as somebody has this.

    Of two rows of one key the later one counts, or with `merged` both, name by name. StoreError where the disk does not do its work.
    """

    def __init__(self, rows: Iterable[tuple[str, Mapping[str, str]]], *, merged: bool = False) -> None:
        self._number = _file.begin()
        finalize(self, _file.forget, self._number)
        for some in _packs(rows, merged=merged):
            whole = {key: {**self.get(key, {}), **values} for key, values in some.items()} if merged else some
            _file.put([(self._number, key, json.dumps(values, ensure_ascii=False)) for key, values in whole.items()])

    def __getitem__(self, key: str) -> Mapping[str, str]:
        """Return what is said of a key; KeyError where nothing is."""
        if not (found := _file.ask(_GET, (self._number, key))):
            raise KeyError(key)
        return _read(found[0][0])

    def __iter__(self) -> Iterator[str]:
        """Yield the keys."""
        return (key for key, _ in self.rows())

    def __len__(self) -> int:
        """Return how many keys there are."""
        return int(_file.ask("SELECT count(*) FROM said WHERE shelf = ?", (self._number,))[0][0])

    def rows(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Yield each key with what is said of it; several may go over them at once."""
        key = ""
        while found := _file.ask(_NEXT, (self._number, key, _TOGETHER)):
            yield from ((one, _read(value)) for one, value in found)
            key = found[-1][0]


def _read(value: str) -> Mapping[str, str]:
    said: dict[str, str] = json.loads(value)
    return said


def _packs(rows: Iterable[tuple[str, Mapping[str, str]]], *, merged: bool) -> Iterator[dict[str, Mapping[str, str]]]:
    some: dict[str, Mapping[str, str]] = {}
    for key, values in rows:
        some[key] = {**some.get(key, {}), **values} if merged else values
        if len(some) == _TOGETHER:
            yield some
            some = {}
    yield some
