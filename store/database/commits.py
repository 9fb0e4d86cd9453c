"""Whether anything was committed since somebody looked: for whoever keeps what was worked out of the whole store."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, text


class CommitWatch:
    """What is committed to one database, by whatever process; `files` are those of SQLite.

    SQLite counts for each connection what others commit (`PRAGMA data_version`), so the one that asks here never writes. PostgreSQL names
    the transactions that a snapshot sees (`pg_current_snapshot`).
    """

    def __init__(self, engine: Engine, files: Sequence[Path]) -> None:
        self._engine, self._files, self._alone = engine, files, threading.Lock()
        self._watching: sqlite3.Connection | None = None

    def mark(self) -> object:
        """Return a value that equals an earlier one only if nothing was committed between them. It is to be asked for before one reads."""
        if self._engine.dialect.name != "sqlite":
            with self._engine.connect() as connection:
                return str(connection.scalar(text("select pg_current_snapshot()")))
        if not self._files:
            return object()  # Nobody else sees a database in memory.
        with self._alone:
            try:
                if self._watching is None:
                    self._watching = sqlite3.connect(self._files[0], check_same_thread=False, isolation_level=None)
                return self._watching.execute("PRAGMA data_version").fetchone()[0]
            except sqlite3.Error:
                return object()  # Whoever reads is told of the fault, in words.

    def close(self) -> None:
        """Close the connection that watches."""
        with self._alone:
            if self._watching is not None:
                self._watching.close()
                self._watching = None
