"""The shape of an empty database, kept once the steps have made it: thousands of tests begin with one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, TableClause, column, inspect, select, table, text

from tests.postgresql_shape import postgresql_objects

Upgrade = Callable[[Connection], None]
_OBJECTS = text("select sql from sqlite_master where sql is not null and name not like 'sqlite%' order by rowid")


class KeptShape:
    """Does what `step_by_step` does: to the first empty database of a kind by it, to others by what that one has then.

    Whatever is not empty goes through the steps each time, and so does whatever takes them from another folder.
    """

    def __init__(self, step_by_step: Upgrade, folder: Callable[[], Path]) -> None:
        self._step_by_step, self._folder = step_by_step, folder
        self._steps = folder()
        self._made: dict[str, tuple[list[str], list[tuple[TableClause, dict[str, Any]]]]] = {}

    def __call__(self, tx: Connection) -> None:
        """Make an empty database, or bring an older one to today's shape."""
        kind = tx.dialect.name
        if kind == "postgresql":
            # Of two processes that start at the same time the second finds no empty database: it waits here, as it does in the steps.
            tx.execute(text("select pg_advisory_xact_lock(:key)"), {"key": crc32(b"migrations")})
        if self._folder() != self._steps or objects_of(tx):
            self._step_by_step(tx)
        elif kind in self._made:
            self._make(tx, *self._made[kind])
        else:
            self._step_by_step(tx)
            self._made[kind] = objects_of(tx), rows_of(tx)

    def _make(self, tx: Connection, objects: list[str], rows: list[tuple[TableClause, dict[str, Any]]]) -> None:
        # A server is asked once for all of them, which the driver of SQLite cannot do within a transaction.
        for statement in objects if tx.dialect.name == "sqlite" else [";\n".join(objects)]:
            tx.exec_driver_sql(statement)
        for each, row in rows:
            # Each store has a secret of its own (step 0019).
            tx.execute(each.insert().values(row | ({"secret": secrets.token_hex(32)} if "secret" in row else {})))


def objects_of(tx: Connection) -> list[str]:
    """Return the statements that make what a database, or the schema that is seen of it, has besides rows."""
    return list(tx.scalars(_OBJECTS)) if tx.dialect.name == "sqlite" else postgresql_objects(tx)


def rows_of(tx: Connection) -> list[tuple[TableClause, dict[str, Any]]]:
    """Return all rows of a database, each with its table."""
    found = inspect(tx)
    tables = [table(name, *(column(one["name"]) for one in found.get_columns(name))) for name in sorted(found.get_table_names())]
    return [(each, dict(row)) for each in tables for row in tx.execute(select(each)).mappings()]
