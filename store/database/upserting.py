"""Rows that are inserted, or updated where they stand already, in the words of either database."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Executable


def upsert(tx: Connection, table: Any, rows: list[dict[str, Any]], *, update: bool = True) -> int:
    """Insert rows; where the primary or a unique key stands already, update the row, or leave it. Return how many changed."""
    return tx.execute(_upsert(tx.dialect.name, table, tuple(rows[0]), update), rows).rowcount if rows else 0


@cache
def _upsert(dialect_name: str, table: Any, names: tuple[str, ...], update: bool) -> Executable:
    # That of this database alone, which is there already: with SQLite nobody need load that of PostgreSQL, which takes 100 ms.
    dialect: Any = import_module(f"sqlalchemy.dialects.{dialect_name}")
    statement = dialect.insert(table).execution_options(preserve_rowcount=True)
    keys = [column.name for column in table.primary_key]
    rest = {name: statement.excluded[name] for name in names if name not in keys}
    # Where nothing is updated, any unique key counts, not only the primary one.
    ruled: Executable = statement.on_conflict_do_nothing()
    if update and rest:
        ruled = statement.on_conflict_do_update(index_elements=keys, set_=rest)
    return ruled
