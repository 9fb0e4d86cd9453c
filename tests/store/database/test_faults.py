"""A database that goes away is told as it is, and the store works again as soon as the database does."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from domain.errors import StoreError, disk_fault
from store import Store, outbox
from store.database.faults import of_a_file
from tests.store.values import letter


def end_all_sessions(url: str) -> None:
    """Let the server end every connection but this one, as it does when it is restarted."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as administrator:
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.fixture
def postgresql_url(url: str) -> str:
    """Return the URL of an empty database of PostgreSQL."""
    if url.startswith("sqlite"):
        pytest.skip("SQLite has no server that could go away")
    return url


def plan(store: Store, cause: str) -> None:
    """Write something."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter(cause)])


def test_a_server_that_ends_the_session_is_told_and_the_next_transaction_works(postgresql_url: str, store: Store) -> None:
    """Between two transactions, and in the middle of one: nothing of that one is there afterwards."""
    plan(store, "a")
    end_all_sessions(postgresql_url)
    with pytest.raises(StoreError, match=r"127\.0\.0\.1|postgresql.*reports a fault"):
        plan(store, "b")
    plan(store, "c")

    def lost_in_the_middle() -> None:
        with store.transaction() as tx:
            outbox.plan(tx, [letter("d")])
            end_all_sessions(postgresql_url)

    with pytest.raises(StoreError, match="try again"):
        lost_in_the_middle()
    with store.reading() as tx:
        assert sorted(one.cause for one in outbox.of_studies(tx, ["study"])) == ["a", "c"]


def test_a_lock_whose_session_was_lost_ends_without_another_error(postgresql_url: str, store: Store) -> None:
    """What was done under it stays done, and the next one gets the lock."""
    with store.exclusive("sender") as mine:
        assert mine
        plan(store, "a")
        end_all_sessions(postgresql_url)
    with store.exclusive("sender") as mine:
        assert mine


@pytest.mark.usefixtures("postgresql_url")
def test_a_user_who_may_not_write_is_told(store: Store) -> None:
    """The database refuses what the program asks for: that is for its administrator."""

    def as_a_reader() -> None:
        with store.transaction() as tx:
            tx.exec_driver_sql("SET LOCAL ROLE pg_read_all_data")
            outbox.plan(tx, [letter("a")])

    with pytest.raises(StoreError, match=r"permission denied.*Give the user"):
        as_a_reader()


def test_a_fault_of_the_program_is_not_told_as_one_of_the_database(store: Store) -> None:
    """Whoever mends the program needs its traceback."""
    with pytest.raises(Exception, match="letter") as caught, store.transaction() as tx:
        tx.exec_driver_sql("INSERT INTO letter (id) VALUES (1)")
    assert not isinstance(caught.value, StoreError)


def test_the_password_of_the_database_is_never_told(tmp_path: Path) -> None:
    """The place is the URL without it."""
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1") as caught:
        Store("postgresql+psycopg://staff:secret@127.0.0.1:1/none", tmp_path / "archive")
    assert "secret" not in str(caught.value)


def test_sqlite_waits_half_a_minute_for_another_writer_or_as_long_as_the_url_says(tmp_path: Path) -> None:
    """A second process is not turned away at once."""
    for query, patience in (("", 30_000), ("?timeout=0.5", 500)):
        store = Store(f"sqlite:///{tmp_path / 'counterfoil.db'}{query}", tmp_path / "archive")
        with store.reading() as tx:
            assert tx.exec_driver_sql("PRAGMA busy_timeout").scalar() == patience
        store.close()


def test_what_the_file_system_refuses_is_told_as_it_says_it(tmp_path: Path) -> None:
    """A folder that is not there, and a file in the place of one: no server is to be looked at."""
    with pytest.raises(StoreError, match=r"nowhere: The folder of the database is not there\. Create it"):
        Store(f"sqlite:///{tmp_path / 'nowhere' / 'kept.db'}", tmp_path / "archive")
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file: This cannot be read or written: Not a directory\."):
        Store(f"sqlite:///{tmp_path / 'file' / 'kept.db'}", tmp_path / "archive")


def test_a_disk_that_is_mounted_read_only_needs_no_right() -> None:
    """Whoever gives the user more rights there gains nothing."""
    told = disk_fault(OSError(errno.EROFS, os.strerror(errno.EROFS)), "/srv/counterfoil")
    assert "Read-only file system" in told.what
    assert "mounted read-only" in told.remedy
    assert "Give the user" not in told.remedy


def test_a_server_that_takes_no_more_connections_is_told_as_that(postgresql_url: str, tmp_path: Path) -> None:
    """Neither the URL nor the server is wrong: its administrator lets more in, or fewer processes ask."""
    with psycopg.connect(postgresql_url.replace("+psycopg", ""), autocommit=True) as administrator:
        administrator.execute("DROP ROLE IF EXISTS crowded")
        administrator.execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
    crowded = make_url(postgresql_url).set(username="crowded").render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="max_connections"):
        Store(crowded, tmp_path / "archive")


@pytest.mark.parametrize(
    "said",
    [
        "FATAL:  sorry, too many clients already",
        "FATAL:  remaining connection slots are reserved for non-replication superuser connections",
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
    ],
)
def test_in_whichever_words_a_server_is_full_its_limit_is_named(said: str) -> None:
    """PostgreSQL has said it in other words from version to version."""
    assert "max_connections" in of_a_file(OSError(said), "db.example").remedy
