"""Who has a connection to PostgreSQL is read there; and the URL of a database is shown so that it can be copied."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from store import Store
from store.database.addresses import shown, without_secret
from store.database.connecting import application
from tests.store.conftest import schema

_MINE = text("select application_name from pg_stat_activity where pid = pg_backend_pid()")


@pytest.mark.parametrize(
    ("does", "host", "name"),
    [
        ("send,collect", "mail1", "counterfoil send,collect mail1:4711"),
        ("", "mail1", "counterfoil mail1:4711"),
        (
            "send,collect,read,tick",
            "a-host-whose-name-is-long.agency.example",
            "counterfoil send,collect,read,tick a-host-whose-name-is-lo:4711",
        ),
        ("x" * 90, "mail1", f"counterfoil {'x' * 31} mail1:4711"),
        ("held", "é" * 60, f"counterfoil held {'é' * 20}:4711"),
    ],
)
def test_a_connection_is_named_by_what_its_process_does_and_where(does: str, host: str, name: str) -> None:
    """As its leases name the process; what is too long is cut before the number, so that PostgreSQL's 63 bytes hold all of it."""
    found = application(does, host, 4711)
    assert found == name
    assert len(found.encode()) <= 63


def test_who_looks_after_postgresql_reads_what_a_connection_is_for(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that the URL gives counts before it, and so does one of PGAPPNAME."""
    url = schema(postgresql)
    assert _named(url, tmp_path) == f"counterfoil send,collect {socket.gethostname()}:{os.getpid()}"
    assert _named(make_url(url).update_query_dict({"application_name": "ours"}).render_as_string(hide_password=False), tmp_path) == "ours"
    monkeypatch.setenv("PGAPPNAME", "theirs")
    assert _named(url, tmp_path) == "theirs"


def _named(url: str, folder: Path) -> str:
    with closing(Store(url, folder / "archive", does="send,collect")) as store, store.reading() as tx:
        return str(tx.execute(_MINE).scalar_one())


@pytest.mark.parametrize("given", ["postgresql://me:pw-secret@db.example/x", "postgresql://me@db.example/x?password=pw-secret"])
def test_a_url_is_shown_as_it_may_be_copied(given: str) -> None:
    """Without its password, and with nothing in its place that would be taken for one."""
    assert shown(make_url(given)) == without_secret(given) == "postgresql://me@db.example/x"
