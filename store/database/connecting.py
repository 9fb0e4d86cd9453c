"""Connecting to the database: how SQLite keeps what is written there, and how PostgreSQL is told who has a connection to it."""

from __future__ import annotations

import os
import socket
import sqlite3
from time import monotonic, sleep
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import create_engine

from domain.errors import ConfigurationError
from store.database import faults
from store.database.addresses import require_host

_PATIENCE: Final = 30  # Seconds that SQLite waits for another writer, where the URL does not say `?timeout=`.
_LONGEST: Final = 63  # Bytes of a name that PostgreSQL keeps (NAMEDATALEN less one).


def application(does: str, host: str, process: int) -> str:
    """Return how a process is called to those who look who has a connection (pg_stat_activity): by what it `does`, and as in its leases.

    Where that is too long for PostgreSQL, which would cut its end, the host's name is cut.
    """
    first, last = f"counterfoil {does}".strip().encode()[: _LONGEST - 20], f":{process}".encode()
    cut = (first + b" " + host.encode())[: _LONGEST - len(last)]
    return (cut + last).decode(errors="ignore")


def connected(url: str, called: str, does: str) -> Engine:
    """Return the engine of a database by its URL, which was `called` so; PostgreSQL is told what the process `does`."""
    try:
        address = require_host(make_url(url))
        engine = create_engine(address, json_deserializer=faults.from_json, connect_args=_options(address, does))
    except (ArgumentError, ImportError, ValueError) as error:  # The URL itself is not shown, since a password may stand in it.
        remedy = "Write sqlite:///FILE or postgresql://USER@HOST/DATABASE (with the extra `postgres` installed)."
        # What is no number where the port is looked for may be a password, too.
        said = error if isinstance(error, ArgumentError | ImportError) else "it names no port where one is looked for"
        raise ConfigurationError(f"The database URL cannot be used: {said}.", where=called, remedy=remedy) from None
    engine.update_execution_options(counterfoil_called=called)
    event.listen(engine, "handle_error", faults.told)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", _begin)
    return engine


def small(tx: Connection) -> str:
    """Return the name of the function by which the database makes letters of any script small: that of SQLite knows ASCII alone."""
    return "small" if tx.dialect.name == "sqlite" else "lower"


def _options(address: URL, does: str) -> dict[str, Any]:
    """Return what the driver is told where the URL does not say it. That name of libpq gives way to one of the URL, or of PGAPPNAME."""
    if address.get_backend_name() == "postgresql":
        return {"fallback_application_name": application(does, socket.gethostname(), os.getpid())}
    return {} if "timeout" in address.query else {"timeout": _PATIENCE}


def _durable(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes too late to be IMMEDIATE, so it is switched off and `_begin` says it.
    connection.isolation_level = None
    connection.create_function("small", 1, _small, deterministic=True)
    cursor = connection.cursor()
    try:
        _write_ahead(cursor)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
    except UnicodeDecodeError as error:  # The driver's own message quotes what is damaged.
        raise sqlite3.DatabaseError(faults.DAMAGED) from error
    finally:
        cursor.close()


def _small(text: str | None) -> str | None:
    return text if text is None else text.lower()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Let a new database keep a write-ahead log. SQLite waits for nobody when it changes that, so that whoever comes second tries again."""
    end = monotonic() + _PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > end:
                raise
            sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("counterfoil_upgrading"):
        # A table that others reference is made anew without foreign keys, and within a transaction SQLite does not switch them off.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN" if options.get("counterfoil_reading") else "BEGIN IMMEDIATE")
