"""A PostgreSQL that wants a password: it is given without being shown, and whoever gives a wrong one is told what to correct."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.program import counterfoil, done
from tests.store.conftest import postgresql_server

SECRET = "pw-secret"
RULES = "local all postgres trust\nlocal all all scram-sha-256\n"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run a server that lets `counterfoil` in by its password alone, and return the URL of its administrator."""
    with postgresql_server() as running:
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            rules = connection.execute("SHOW hba_file").fetchone()
            assert rules is not None
            Path(rules[0]).write_text(RULES)
            connection.execute(f"CREATE ROLE counterfoil LOGIN PASSWORD '{SECRET}'".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield running.get_uri()


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """Make an empty database there, and return its URL without a password."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE study OWNER counterfoil")
        yield server.replace("postgres:@", "counterfoil@").replace("/postgres?", "/study?")
        connection.execute("DROP DATABASE study WITH (FORCE)")


def with_password(url: str, password: str = SECRET) -> str:
    """Return a URL with a password in it."""
    return url.replace("counterfoil@", f"counterfoil:{password}@")


def settle(home: Path, *lines: str) -> None:
    """Write the table [store] of an installation."""
    settings = home / "counterfoil.toml"
    stated = "\n".join(lines)
    settings.write_text(f"{settings.read_text()}\n[store]\n{stated}\n")


def test_a_store_is_moved_by_a_url_that_nobody_sees(at_work: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The URL comes by the environment; what is to be written into the settings has no password, and neither has a backup."""
    monkeypatch.setenv("COUNTERFOIL_MOVE_TO", with_password(database))
    moved = done("move", "--home", at_work)
    assert f'Write url = "{database.partition("?")[0]}' in moved.out
    assert "COUNTERFOIL_DATABASE_PASSWORD" in moved.out
    left = counterfoil("status", "--home", at_work)
    assert left.code == 2
    monkeypatch.setenv("COUNTERFOIL_DATABASE_PASSWORD", SECRET)
    settle(at_work, f'url = "{database}"')
    shown = [done("status", "--home", at_work, "--json"), counterfoil("doctor", "--home", at_work), moved, left]
    file = tmp_path / "one.zip"
    shown.append(done("backup", file, "--home", at_work))
    assert not any(SECRET in one.out + one.err for one in shown)
    with zipfile.ZipFile(file) as packed:
        assert not any(SECRET.encode() in packed.read(name) for name in packed.namelist())


@pytest.mark.parametrize("way", ["variable", "file", "libpq", "passfile"])
def test_a_store_is_moved_with_the_password_that_is_given_for_it(
    way: str, at_work: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By each way in which the settings take one, and by those of PostgreSQL itself: nothing of it stands on the command line."""
    secret = tmp_path / "secret"
    secret.write_text(f"*:*:study:counterfoil:{SECRET}\n" if way == "passfile" else f"{SECRET}\n")
    secret.chmod(0o600)
    if way == "file":
        settle(at_work, f'password_file = "{secret}"')
    else:
        name = {"variable": "COUNTERFOIL_DATABASE_PASSWORD", "libpq": "PGPASSWORD", "passfile": "PGPASSFILE"}[way]
        monkeypatch.setenv(name, str(secret) if way == "passfile" else SECRET)
    told = done("move", "--to", database, "--home", at_work, "--json")
    assert told.one["setting"] == database
    assert "Warning" not in told.err


def test_a_password_on_the_command_line_works_and_is_warned_of(at_work: Path, database: str) -> None:
    """What scripts do goes on; the warning stands on stderr, and nothing repeats the password."""
    told = done("move", "--to", with_password(database), "--home", at_work, "--json")
    assert told.one["rows"] > 0
    assert "COUNTERFOIL_MOVE_TO" in told.err
    assert SECRET not in told.out + told.err


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("counterfoil@", "counterfoil:pw-wrong@"), ("password authentication failed", "the password")),
        (("counterfoil@", "nobody:pw-wrong@"), ("authentication failed", "the password")),
        (("/study?", "/missing?"), ('"missing" does not exist', "Create that database")),
        (("postgresql://", "postgresql://u:pw-wrong@x@"), ("an @ stands in its user or password", "--to")),
        (("/study?", "/study?pasword=pw-wrong&"), ("invalid connection option", "Check the URL of the new database")),
    ],
)
def test_what_is_wrong_with_the_new_database_is_told_of_its_url(
    change: tuple[str, str], says: tuple[str, str], at_work: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not of the settings, which name another database and are right. Nothing was moved."""
    monkeypatch.setenv("PGPASSWORD", SECRET)
    refused = counterfoil("move", "--to", database.replace(*change), "--home", at_work)
    assert refused.code == 2
    assert all(one in refused.err for one in says)
    assert "counterfoil.toml" not in refused.err
    assert "pw-wrong" not in refused.err
    assert "Traceback" not in refused.err
    done("status", "--home", at_work)


def test_a_wrong_password_of_the_own_database_is_told_with_the_ways_to_give_it(
    home: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's words alone name no setting."""
    settle(home, f'url = "{database}"')
    monkeypatch.setenv("COUNTERFOIL_DATABASE_PASSWORD", "pw-wrong")
    refused = counterfoil("status", "--home", home)
    assert refused.code == 2
    assert "COUNTERFOIL_DATABASE_PASSWORD, password_file or keyring in [store]" in refused.err
    assert "pw-wrong" not in refused.err


@pytest.mark.parametrize(
    "url", ["postgresql://u:pw-secret/db", "postgresql://u:pw-secret@x@127.0.0.1/db", "postgresql://h/?pasword=pw-secret"]
)
def test_a_url_that_is_no_url_is_told_without_its_password(url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a password may stand where the host or the port is looked for."""
    monkeypatch.setenv("COUNTERFOIL_DATABASE_URL", url)
    refused = counterfoil("status", "--home", home)
    assert refused.code == 2
    assert "COUNTERFOIL_DATABASE_URL" in refused.err
    assert SECRET not in refused.err


def test_a_service_file_of_postgresql_says_all_of_it(home: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the settings name a service alone."""
    socket = database.partition("host=")[2]
    services = tmp_path / "services.conf"
    services.write_text(f"[study]\nhost={socket}\nuser=counterfoil\ndbname=study\npassword={SECRET}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    settle(home, 'url = "postgresql:///?service=study"')
    done("status", "--home", home)
