"""The database: one writer on SQLite (WAL, durable), or PostgreSQL by its URL; and the locks that let only one sender work."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import create_engine

from domain.errors import ConfigurationError
from domain.failpoints import reach
from store import migrations
from store.archive import Archive


class Store:
    """The open store: a database and the archive of originals beside it."""

    def __init__(self, url: str, archive: Path) -> None:
        self.engine = _engine(url)
        self.archive = Archive(archive)
        try:
            with self.transaction() as tx:
                migrations.upgrade(tx)
        except ConfigurationError:
            self.close()
            raise
        except SQLAlchemyError as error:
            self.close()
            raise ConfigurationError(
                f"The database does not open: {str(error).splitlines()[0]}",
                where=make_url(url).render_as_string(hide_password=True),
                remedy="Look at [store] url in counterfoil.toml, and whether the server runs.",
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give a connection whose changes are all on disk at the end, or none of them."""
        with self.engine.begin() as connection:
            yield connection
            reach("store.before_commit")
        reach("store.after_commit")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store and waits for no writer."""
        with self.engine.connect().execution_options(counterfoil_reading=True) as connection:
            yield connection

    @contextmanager
    def exclusive(self, name: str) -> Iterator[bool]:
        """Hold the lock `name` between processes; give False where another has it. It ends with its process, however that ends."""
        if self.engine.dialect.name == "sqlite":
            with (self.archive.root.parent / f".{name}.lock").open("w") as file:
                held = False
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    held = True
                yield held
            return
        with self.engine.connect() as connection:
            held = bool(connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": crc32(name.encode())}))
            connection.commit()
            try:
                yield held
            finally:
                # The lock is the session's, which outlives this block in the pool; a session that was lost meanwhile took it along.
                if held:
                    with suppress(SQLAlchemyError):
                        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": crc32(name.encode())})
                        connection.commit()

    def close(self) -> None:
        """Close the database."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(url)
    except (ArgumentError, ImportError) as error:  # The URL itself is not shown, since a password may stand in it.
        remedy = "Write sqlite:///FILE or postgresql://USER@HOST/DATABASE (with the extra `postgres` installed)."
        raise ConfigurationError(f"The database's URL is of no use: {error}.", where="[store] url", remedy=remedy) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", _begin)
    return engine


def _durable(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes too late to be IMMEDIATE, so it is switched off and `_begin` says it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("counterfoil_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
