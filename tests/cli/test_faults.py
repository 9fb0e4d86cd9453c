"""What the disk or the database does not do is told in a sentence (where, what, remedy), with exit status 2, by every command."""

from __future__ import annotations

import json
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.session import emit, emit_with
from domain.errors import StoreError
from service.installation.install import SAMPLE
from settings import private
from store.database import values_on_disk
from tests.cli.program import Ran, counterfoil, done
from tests.servers import free_port
from tests.service.installed import LIST, contacts_csv

READ = (["status"], ["show", "ORG000"], ["held"], ["contacts", "list"])
WRITE = (
    ["study", "pause"],
    ["collect"],
    ["send", "reminder", "--live"],
    ["contacts", "load", "people.csv", "--list", LIST],
    ["replay", "--all"],
)
LEAVE = (["preview", "circular", "--to", "ORG000", "--out"], ["export", "csv", "--out"], ["digest", "weekly", "--out"])


def assert_told(ran: Ran, *says: str) -> None:
    """Assert that the program ended with 2 and a sentence, without a traceback."""
    assert ran.code == 2, (ran.code, ran.out, ran.err)
    assert "Traceback" not in ran.err
    for word in says:
        assert word in " ".join(ran.err.split())


def settings(home: Path, store: str) -> None:
    """Add a section about the store to the settings."""
    file = home / "counterfoil.toml"
    file.write_text(f"{file.read_text()}[store]\n{store}\n")


def one_file(home: Path) -> Path:
    """Return the database, whole in one file."""
    file = home / "counterfoil.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for beside in home.glob("counterfoil.db-*"):
        beside.unlink()
    return file


def test_a_file_that_is_no_database_is_told_by_every_command(at_work: Path) -> None:
    """It may be that the settings name the wrong file."""
    one_file(at_work).write_bytes(b"organisation;address\n" * 500)
    for command in (*READ, *WRITE):
        assert_told(counterfoil(*command, "--home", at_work), "counterfoil.db", "not a database", "names the right file")


def test_a_damaged_database_is_told_by_every_command(at_work: Path) -> None:
    """Its first page is overwritten, behind the mark that says that it is a database."""
    file = one_file(at_work)
    data = bytearray(file.read_bytes())
    data[100:4096] = random.Random(1).randbytes(3996)  # noqa: S311 - any bytes that are the same each time
    file.write_bytes(data)
    for command in (*READ, *WRITE):
        assert_told(counterfoil(*command, "--home", at_work), "backup")


@pytest.mark.parametrize("seed", range(6))
def test_damage_anywhere_in_the_database_is_no_traceback(seed: int, at_work: Path) -> None:
    """Some of it lies where nobody looks; all the rest is told with the remedy."""
    file = one_file(at_work)
    data, chance = bytearray(file.read_bytes()), random.Random(seed)  # noqa: S311 - as above
    for _ in range(300):
        data[chance.randrange(4096 * (1 + 8 * seed), len(data))] = chance.randrange(256)
    file.write_bytes(data)
    for command in READ:
        ran = counterfoil(*command, "--home", at_work)
        assert ran.code == 0 or "backup" in " ".join(ran.err.split()), (command, ran.err)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE letter SET state = 'sennt'", "'sennt' is not a valid DeliveryState"),
        ("UPDATE letter SET context = substr(context, 2) || '}'", "Expecting value"),
        ("UPDATE letter SET context = CAST(x'ff' AS TEXT)", "UTF-8"),
    ],
)
def test_a_damaged_record_is_told(statement: str, says: str, at_work: Path) -> None:
    """One that the database gives back as it is, and that nobody can have written."""
    with closing(sqlite3.connect(at_work / "counterfoil.db")) as connection:
        connection.execute(statement)
        connection.commit()
    if "'}'" in statement:
        says = "record is damaged"
    assert_told(counterfoil("show", "ORG000", "--home", at_work), says, "backup")


def test_a_locked_database_is_told_by_who_must_write_and_does_not_hinder_who_reads(at_work: Path) -> None:
    """Another process keeps the lock for longer than the time limit."""
    settings(at_work, f'url = "sqlite:///{at_work / "counterfoil.db"}?timeout=0.1"')
    with closing(sqlite3.connect(at_work / "counterfoil.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for command in WRITE:
            assert_told(counterfoil(*command, "--home", at_work), "counterfoil.db", "database is locked", "Another process")
    done("study", "pause", "--home", at_work)


@pytest.mark.parametrize(("harm", "says"), [(Path.unlink, "erased or lost"), (lambda file: file.write_bytes(b"x"), "damaged")])
def test_a_missing_or_damaged_file_of_the_archive_is_told_with_its_path(harm: Any, says: str, at_work: Path) -> None:
    """By every command that needs it: here the files of the study as it was applied."""
    for file in (at_work / "archive").glob("*/*"):
        harm(file)
    for command in (["status"], ["export", "csv"], ["study", "pause"], ["held", "decide", "1", "accept"], ["send", "reminder", "--live"]):
        assert_told(counterfoil(*command, "--home", at_work), str(at_work / "archive"), says, "backup")


@pytest.fixture(autouse=True)
def _people(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(contacts_csv(5))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let the system refuse larger files, as a full disk and a quota do."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_by_every_command_that_writes_and_nothing_is_lost(answered: Path) -> None:
    """With room again, the same commands do their work."""
    with files_of_at_most(1000):
        for command in WRITE[:-1]:
            assert_told(counterfoil(*command, "--home", answered), str(answered), "space")
    assert done("collect", "--json", "--home", answered).one["new"] == 4


def test_a_full_disk_is_told_with_the_file_that_was_to_be_written(at_work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the database has room, and the files for a person have none."""
    # A process has one file for all that it looks up, and earlier tests of this one may have made it larger than what is allowed here.
    monkeypatch.setattr(values_on_disk, "_file", values_on_disk._File())
    for command in LEAVE:
        with files_of_at_most(2_000_000):
            done(*command, tmp_path / "before", "--home", at_work)
        largest = max(file.stat().st_size for file in (tmp_path / "before").iterdir())
        for file in (tmp_path / "before").iterdir():
            file.unlink()
        database = one_file(at_work)
        # Somebody else has it open, so that the database's own small files are there and need no room.
        with closing(sqlite3.connect(database)) as other:
            other.execute("SELECT * FROM alembic_version")
            with files_of_at_most(min(largest - 1, 40_000)):
                assert_told(counterfoil(*command, tmp_path / "after", "--home", at_work), str(tmp_path / "after"), "too large", "space")


def test_a_rehearsal_that_does_not_fit_is_no_rehearsal(home: Path) -> None:
    """It is told, and not counted as letters that stand in the folder."""
    done("study", "apply", "--home", home)
    (home / "rehearsals").touch()
    assert_told(counterfoil("send", "circular", "--home", home), str(home / "rehearsals"), "could not be written")


def test_a_folder_that_is_in_the_way_is_told(at_work: Path, tmp_path: Path) -> None:
    """A file stands where the folder should be, for the files of a command and for a new installation."""
    (tmp_path / "file").touch()
    for command in LEAVE:
        assert_told(counterfoil(*command, tmp_path / "file" / "out", "--home", at_work), str(tmp_path / "file"))
    assert_told(counterfoil("init", tmp_path / "file" / "new"), str(tmp_path / "file"))
    form = at_work / "studies" / SAMPLE / "questionnaire.xlsx"
    assert_told(counterfoil("questionnaire", "build", form, "--out", tmp_path / "file" / "x.xlsx"), str(tmp_path / "file"))


def test_the_service_tells_a_fault_and_goes_on_at_the_next_tick(at_work: Path) -> None:
    """The disk is full, the database away: it is locked for a while; then all is well again, and the service never ended."""
    file = at_work / "counterfoil.db"
    settings(at_work, f'url = "sqlite:///{file}?timeout=0.1"')
    program = [sys.executable, "-c", "from cli.main import run; run()", "run", "--live", "--json", "--every", "1", "--home", str(at_work)]
    service = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert service.stdout
    try:
        assert json.loads(service.stdout.readline())
        with closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as other:
            other.execute("BEGIN IMMEDIATE")
            wait_for(service, locked=True)
        wait_for(service, locked=False)
    finally:
        service.send_signal(signal.SIGTERM)
        _, err = service.communicate(timeout=30)
    assert service.returncode == 0, err
    assert "Traceback" not in err


def test_the_service_goes_on_where_nobody_takes_what_it_tells(at_work: Path) -> None:
    """Whoever read its ticks has ended: the next ones are done all the same, and the log has what came in them."""
    program = [sys.executable, "-c", "from cli.main import run; run()", "run", "--live", "--json", "--every", "1", "--home", str(at_work)]
    service = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert service.stdout
    assert service.stderr
    try:
        assert json.loads(service.stdout.readline())
        service.stdout.close()
        for number in range(3):
            asked = f"From: a{number}@b.example\r\nSubject: Question {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\nWhat is meant?\r\n"
            (at_work / "inbox" / "new" / f"asked{number}.eml").write_text(asked, newline="")
            # A service that ended says nothing more, and then there is no next line.
            assert next(line for line in service.stderr if " event=tick.done new=1" in line or "Traceback" in line).count("Traceback") == 0
    finally:
        service.send_signal(signal.SIGTERM)
        with service.stderr:
            rest = service.stderr.read()
        service.wait(30)
    assert "Traceback" not in rest


def wait_for(service: subprocess.Popen[str], *, locked: bool) -> None:
    """Return after a tick that told of the lock, or that told no fault."""
    assert service.stdout
    for line in service.stdout:
        problems = " ".join(json.loads(line)["problems"])
        if ("database is locked" in problems) is locked:
            return


@pytest.mark.parametrize("verb", [["status", "--study", "nosuch"], ["show", "NOBODY"], ["held", "decide", "999", "accept"]])
def test_a_program_reads_on_stdout_what_kept_it_from_its_result(at_work: Path, verb: list[str]) -> None:
    """As one object, with where it was, what is wrong and how to mend it; a person reads the same, as ever, on stderr."""
    ran, told = counterfoil(*verb, "--home", at_work, "--json"), counterfoil(*verb, "--home", at_work)
    assert (ran.code, ran.err, told.out) == (told.code, told.err, "")
    assert list(ran.one) == ["error"]
    assert list(ran.one["error"]) == ["where", "what", "remedy"]
    assert all(one in " ".join(ran.err.split()) for one in ran.one["error"].values())


def test_a_mailbox_that_does_not_answer_is_told_to_programs_and_to_who_asks_what_would_leave(at_work: Path) -> None:
    """A reminder leaves only where the mailbox was taken in just before: that it failed the last time is told before anybody sends."""
    file = at_work / "counterfoil.toml"
    right = file.read_text()
    assert "error" not in done("send", "reminder", "--dry-run", "--home", at_work, "--json").one
    lost = f'kind = "imap"\nhost = "127.0.0.1"\nport = {free_port()}\nsecurity = "none"\nuser = "u"\npassword_file = "imap.secret"'
    file.write_text(re.sub(r'(?<=\[mailbox\]\n)kind = "maildir"\npath = .*', lost, right))
    private.write(at_work / "imap.secret", b"secret")
    refused = counterfoil("collect", "--home", at_work, "--json")
    assert refused.code != 0
    cause = refused.one["error"]["what"]
    ran = counterfoil("send", "reminder", "--dry-run", "--home", at_work)
    assert ran.code == 1
    said = " ".join(ran.err.split())
    assert "The mailbox failed once. " in said
    assert cause in said
    assert "It is asked again before this mailing is sent" in said
    file.write_text(right)
    done("collect", "--home", at_work)
    assert "failed" not in done("send", "reminder", "--dry-run", "--home", at_work).err


def test_an_object_that_cannot_be_written_to_its_end_ends_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    """So that the error behind it is an object on a line of its own."""

    def rows() -> Iterator[int]:
        yield 1
        raise StoreError("The disk is gone.")

    with pytest.raises(StoreError):
        emit_with({"study": "s"}, "rows", rows())
    emit({"error": {}})
    assert capsys.readouterr().out.splitlines() == ['{"study": "s", "rows": [1', '{"error": {}}']
