"""Copies of a database, made at any moment and put back: of SQLite by its own backup, of PostgreSQL by tables of one snapshot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql


def keep(url: str, folder: Path) -> str:
    """Make a copy of a database, and return its name."""
    name = f"copy_{uuid4().hex}"
    if url.startswith("sqlite"):
        copy = str(folder / name)
        with closing(sqlite3.connect(_file(url))) as database, closing(sqlite3.connect(copy)) as target:
            database.backup(target)
        return copy
    with _administrator(url) as (connection, schema), connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _do(connection, "CREATE SCHEMA {}", name)
        for table in _named(connection, "tablename", "pg_tables", schema):
            _do(connection, "CREATE TABLE {}.{} AS TABLE {}.{}", name, table, schema, table)
        for sequence in _named(connection, "sequencename", "pg_sequences", schema):
            _do(connection, "CREATE TABLE {}.{} AS SELECT last_value, is_called FROM {}.{}", name, sequence, schema, sequence)
    return name


def put_back(url: str, copy: str) -> None:
    """Let a database be what the copy holds; nobody may have it open."""
    if url.startswith("sqlite"):
        empty(url)
        Path(_file(url)).write_bytes(Path(copy).read_bytes())
        return
    with _administrator(url) as (connection, schema), connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        tables = _named(connection, "tablename", "pg_tables", schema)
        # All at once, and before the first is filled: a table takes those along that refer to it, and the catalogue has them in any order.
        all_of_them = sql.SQL(", ").join(sql.Identifier(schema, table) for table in tables)
        connection.execute(sql.SQL("TRUNCATE {}").format(all_of_them))
        for table in tables:
            _do(connection, "INSERT INTO {}.{} SELECT * FROM {}.{}", schema, table, copy, table)
        for sequence in _named(connection, "sequencename", "pg_sequences", schema):
            setting = sql.SQL("SELECT setval({}, last_value, is_called) FROM {}.{}")
            names = (sql.Literal(f"{schema}.{sequence}"), sql.Identifier(copy), sql.Identifier(sequence))
            connection.execute(setting.format(*names))
        # A copy is put back hours later, when no lease of whoever worked then is in force; the clock of the database cannot be moved.
        _do(connection, "UPDATE {}.{} SET until = since", schema, "lease")


def empty(url: str) -> None:
    """Remove all that a database holds."""
    if url.startswith("sqlite"):
        for ending in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{ending}").unlink(missing_ok=True)
        return
    with _administrator(url) as (connection, schema):
        _do(connection, "DROP SCHEMA {} CASCADE", schema)
        _do(connection, "CREATE SCHEMA {}", schema)


def _file(url: str) -> str:
    return url.removeprefix("sqlite:///")


@contextmanager
def _administrator(url: str) -> Iterator[tuple[psycopg.Connection, str]]:
    server, _, schema = url.replace("+psycopg", "", 1).partition("&options=-csearch_path%3D")
    with psycopg.connect(server, autocommit=True) as connection:
        yield connection, schema


def _do(connection: psycopg.Connection, command: str, *names: str) -> None:
    connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))


def _named(connection: psycopg.Connection, column: str, among: str, schema: str) -> list[str]:
    asked = sql.SQL("SELECT {} FROM {} WHERE schemaname = {}").format(sql.Identifier(column), sql.Identifier(among), schema)
    return [row[0] for row in connection.execute(asked)]
