"""Files and folders that the program may not write or read are told, whoever runs it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from service.installation.install import SAMPLE
from tests.cli.apart import Apart, on_a_read_only_disk, unprivileged_process
from tests.cli.program import counterfoil
from tests.cli.test_faults import LEAVE, READ, WRITE, assert_told, one_file, settings
from tests.service.installed import contacts_csv


@pytest.fixture(autouse=True)
def _people(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(contacts_csv(5))


@pytest.fixture
def unprivileged() -> Iterator[Apart]:
    """Return a process that root's rights do not help."""
    one = unprivileged_process()
    yield one
    one.close()


@contextmanager
def read_only(*paths: Path) -> Iterator[None]:
    """Take the right to write from files and folders."""
    before = [path.stat().st_mode for path in paths]
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in zip(paths, before, strict=True):
            path.chmod(mode)


def test_read_only_files_and_folders_are_told(answered: Path, tmp_path: Path, unprivileged: Apart) -> None:
    """The database, the archive, the folder of the installation, and the folder for a person's files."""
    file, archive = one_file(answered), answered / "archive"
    with read_only(file):
        for command in WRITE[:-1]:  # Nothing is there to be replayed.
            assert_told(unprivileged.run(*command, "--home", answered), "counterfoil.db", "readonly", "Give the user")
    for beside in answered.glob("counterfoil.db-*"):  # SQLite made them as the database was: without the right to write.
        beside.unlink()
    with read_only(archive, *archive.iterdir()):
        assert_told(unprivileged.run("collect", "--home", answered), str(archive), "Permission denied", "Give the user")
    with read_only(answered):
        assert_told(unprivileged.run("collect", "--home", answered), f"{answered}: ", "Permission denied", "Give the user")
    (tmp_path / "shut").mkdir()
    with read_only(tmp_path / "shut"):
        for command in LEAVE:
            assert_told(unprivileged.run(*command, tmp_path / "shut", "--home", answered), str(tmp_path / "shut"), "Give the user")
    assert unprivileged.run("collect", "--home", answered).code == 0


def test_an_unreadable_file_of_a_study_is_told(home: Path, unprivileged: Apart) -> None:
    """No command has to foresee each file."""
    letter = home / "studies" / SAMPLE / "letters" / "circular.en.md"
    letter.chmod(0)
    assert_told(unprivileged.run("check", "--home", home), str(letter), "Permission denied", "Give the user")


def test_a_folder_of_studies_that_may_not_be_listed_is_told(home: Path, unprivileged: Apart) -> None:
    """Nobody is told to make a study where one stands in a folder of somebody else; where there is none, that is said as ever."""
    studies = home / "studies"
    studies.chmod(0)
    assert_told(unprivileged.run("check", "--home", home), str(studies), "Permission denied", "Give the user")
    studies.chmod(0o700)
    studies.rename(home / "elsewhere")
    assert "There is none yet" in unprivileged.run("check", "--home", home).err


def test_a_disk_that_is_mounted_read_only_is_told_by_every_command(at_work: Path) -> None:
    """The URL of the database is right, and there is no server to be looked at."""
    one_file(at_work)
    with on_a_read_only_disk(at_work) as apart:
        for command in (*READ, *WRITE, ["doctor"], ["check"], ["backup", "kept.zip"], ["run", "--live"], ["serve"]):
            ran = apart.run(*command, "--home", at_work)
            assert_told(ran, f"{at_work}: ", "Read-only file system", "mounted read-only", "dmesg")
            assert "[store]" not in ran.err
            assert "server" not in ran.err


def test_a_database_that_is_open_elsewhere_on_a_read_only_disk_is_told_too(at_work: Path) -> None:
    """What SQLite keeps beside it is there then, so that it can be read, and refuses what would change it."""
    with closing(sqlite3.connect(at_work / "counterfoil.db")) as other:
        other.execute("SELECT * FROM alembic_version").fetchall()
        with on_a_read_only_disk(at_work) as apart:
            assert_told(apart.run("study", "pause", "--home", at_work), "Read-only file system", "dmesg")


def test_a_folder_of_the_database_that_is_not_there_is_told(home: Path) -> None:
    """Whatever is wrong with the URL, it is no server that does not run."""
    settings(home, 'url = "sqlite:///nowhere/kept.db"')
    for command in (["status"], ["doctor"], ["collect"]):
        ran = counterfoil(*command, "--home", home)
        assert_told(ran, str(home / "nowhere"), "The folder of the database is not there", "[store]")
        assert "server" not in ran.err


def test_a_folder_in_place_of_the_database_is_told(home: Path) -> None:
    """Nothing is refused there, so the URL is what is wrong."""
    settings(home, 'url = "sqlite:///studies"')
    ran = counterfoil("status", "--home", home)
    assert_told(ran, str(home / "studies"), "names a file")
    assert "server" not in ran.err


def test_a_database_that_may_not_be_read_is_told(answered: Path, unprivileged: Apart) -> None:
    """Somebody ran a command as another user, and what it made belongs to that one."""
    one_file(answered).chmod(0)
    assert_told(unprivileged.run("status", "--home", answered), "counterfoil.db", "Permission denied", "Give the user")


def test_doctor_names_what_cannot_be_written_to(answered: Path, unprivileged: Apart) -> None:
    """The folder of the archive, and the dispatch book that belongs to somebody else."""
    archive, book = answered / "archive", answered / "archive.dispatched"
    with read_only(archive, book):
        ran = unprivileged.run("doctor", "--json", "--home", answered)
    (found,) = [one["found"] for one in ran.objects if one["what"] == "disk"]
    assert ran.code == 1
    assert found.startswith(f"Nothing can be written into {archive}, {book}: Permission denied.")
    assert "chmod u+w" in found
    assert {one["what"]: one["well"] for one in unprivileged.run("doctor", "--json", "--home", answered).objects}["disk"]
