"""The shape of an empty SQLite database, kept once the steps have made it: thousands of tests begin with one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, TableClause, column, inspect, select, table, text

Upgrade = Callable[[Connection], None]
_OBJECTS = text("select sql from sqlite_master where sql is not null and name not like 'sqlite%' order by rowid")


class KeptShape:
    """Does what `step_by_step` does: to the first empty database by it, to others by what that one has then.

    Whatever is not empty, or no SQLite, goes through the steps each time, and so does whatever takes them from another folder.
    """

    def __init__(self, step_by_step: Upgrade, folder: Callable[[], Path]) -> None:
        self._step_by_step, self._folder = step_by_step, folder
        self._steps = folder()
        self._made: list[str] = []
        self._rows: list[tuple[TableClause, dict[str, Any]]] = []

    def __call__(self, tx: Connection) -> None:
        """Make an empty database, or bring an older one to today's shape."""
        if tx.dialect.name != "sqlite" or self._folder() != self._steps or tx.scalars(_OBJECTS).all():
            self._step_by_step(tx)
        elif self._made:
            self._make(tx)
        else:
            self._step_by_step(tx)
            self._made, self._rows = list(tx.scalars(_OBJECTS)), rows_of(tx)

    def _make(self, tx: Connection) -> None:
        for statement in self._made:
            tx.exec_driver_sql(statement)
        for each, row in self._rows:
            # Each store has a secret of its own (step 0019).
            tx.execute(each.insert().values(row | ({"secret": secrets.token_hex(32)} if "secret" in row else {})))


def rows_of(tx: Connection) -> list[tuple[TableClause, dict[str, Any]]]:
    """Return all rows of a database, each with its table."""
    found = inspect(tx)
    tables = [table(name, *(column(one["name"]) for one in found.get_columns(name))) for name in sorted(found.get_table_names())]
    return [(each, dict(row)) for each in tables for row in tx.execute(select(each)).mappings()]
