"""The database: one writer on SQLite (WAL, durable), or PostgreSQL by its URL; and the locks that let only one sender work."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TextIO
from zlib import crc32

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from domain.errors import StoreError, disk_fault
from questionnaire.versions.words import VersionWords
from settings import private
from store import migrations
from store.archive.dispatch_book import Book
from store.archive.objects import S3Bucket
from store.archive.originals import Archive
from store.database import faults
from store.database.addresses import shown
from store.database.commits import CommitWatch
from store.database.committing import committed
from store.database.connecting import connected

# What the rest of the program calls these, so that it needs to know nothing of SQLAlchemy.
Transaction = Connection
DatabaseFault = SQLAlchemyError
DatabaseBusy = sqlite3.OperationalError


class Store:
    """The open store: a database, the archive of originals beside it or in a bucket, and the dispatch book beside that.

    Whatever the database or the disk does not do is a StoreError that says where, why and what to do; `called` is where its URL was given,
    and `does` what those who look after PostgreSQL read that this process does. Where the database is to be made `anew`, that is asked
    before anything is.
    """

    def __init__(
        self,
        url: str,
        archive: Path,
        bucket: S3Bucket | None = None,
        called: str = faults.OWN,
        anew: Callable[[Store], None] = lambda _: None,
        does: str = "",
    ) -> None:
        self.engine = connected(url, called, does)
        self.archive = Archive(archive, bucket)
        self.book = Book(archive, self.archive.objects)
        if is_new := bool(self.files) and not private.holds_something(self.files[0]):
            anew(self)
        self._keep_private()
        # A thread that is kept, since to begin one takes longer than what it does. None is begun before it is needed.
        self._beside = ThreadPoolExecutor(thread_name_prefix="commit")
        self.commits = CommitWatch(self.engine, self.files)
        try:
            self._bring_up_to_date((lambda _: None) if is_new else anew)
        except BaseException:
            self.close()
            raise

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files in which a database of SQLite is kept, the first of which others are named after; PostgreSQL has none here."""
        return _files(self.engine.url)

    @property
    def is_shared(self) -> bool:
        """Say whether several processes may do the same work on it, by leases (see `store.database.leases`)."""
        return self.engine.dialect.name == "postgresql"

    @property
    def address(self) -> str:
        """Return the URL of the database, without its password."""
        return shown(self.engine.url)

    def _keep_private(self) -> None:
        """Let nobody but its owner read the database: SQLite gives the files beside it the same mode.

        A database that is there is not opened for that. Whoever closes it lets go of all locks that this process has on it, so that
        another process would take the write-ahead log away under our feet (https://www.sqlite.org/howtocorrupt.html, section 2.2).
        """
        for database in self.files[:1]:
            try:
                os.close(private.opener(str(database), os.O_RDWR | os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            except OSError:
                return  # Whoever connects is told why it cannot be opened.
        private.close(self.files)

    def _bring_up_to_date(self, anew: Callable[[Store], None]) -> None:
        with self.reading() as look:
            if migrations.is_newest(look):
                return
            if migrations.holds_nothing(look):
                anew(self)
        with committed(self.engine.execution_options(counterfoil_upgrading=True)) as tx:
            migrations.upgrade(tx)
        # The connection that did it enforces no foreign keys; the next one does.
        self.engine.dispose()

    def speak(self, words: Callable[[Connection, str], VersionWords | None]) -> None:
        """Let the answers to the versions of a study be counted together in the words of all of them; else each is taken as it was stored.

        `words` returns those of a study, None where it has none of its own.
        """
        self.engine.update_execution_options(counterfoil_words=words)

    def transaction(self, meanwhile: Callable[[], bool] | None = None) -> AbstractContextManager[Connection]:
        """Give a connection whose changes are all on disk at the end, or none of them.

        While the disk is waited for, `meanwhile` is called in this thread until it says that there is nothing to do.
        """
        return committed(self.engine, self._beside, meanwhile)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store and waits for no writer."""
        with self.engine.connect().execution_options(counterfoil_reading=True) as connection:
            yield connection

    @contextmanager
    def exclusive(self, name: str) -> Iterator[bool]:
        """Hold the lock `name` between processes; give False where another has it. It ends with its process, however that ends."""
        if self.engine.dialect.name == "sqlite":
            with _locked(self.archive.root.parent / f".{name}.lock") as held:
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
                    with suppress(StoreError):
                        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": crc32(name.encode())})
                        connection.commit()

    def compact(self) -> bool:
        """Let nothing of what was deleted stand in the database's files any more; say whether that was possible.

        It is not while another process reads: then the next compacting, or whatever is written there, does it.
        """
        connection = self.engine.raw_connection()
        try:
            if self.engine.dialect.name == "postgresql":
                connection.driver_connection.autocommit = True  # type: ignore[union-attr]  # psycopg's: VACUUM stands in no transaction.
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            if self.engine.dialect.name == "sqlite":
                busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not busy
        except DatabaseBusy:
            return False
        finally:
            connection.invalidate()
        return True

    def close(self) -> None:
        """Close the database."""
        self._beside.shutdown()
        self.commits.close()
        self.engine.dispose()


def files_of(url: str) -> tuple[Path, ...]:
    """Return the files in which the database at `url` is kept, or will be (see `Store.files`)."""
    return _files(make_url(url))


def _files(url: URL) -> tuple[Path, ...]:
    file = faults.file_of(url)
    return tuple(Path(f"{file}{ending}") for ending in ("", "-wal", "-shm")) if file else ()


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    try:
        file = open(path, "w", encoding="utf-8", opener=private.opener)  # noqa: SIM115 - Path.open takes no opener; closed below
    except OSError as error:
        raise disk_fault(error, path) from error
    with file:
        yield _lock(file)


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise disk_fault(error, file.name) from error
    return True
