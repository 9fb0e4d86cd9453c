"""A disk without room is found by the doctor before anything fails."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from domain.errors import CounterfoilError
from service.installation.writing import write_anew
from tests.cli.apart import on_a_full_disk
from tests.cli.program import counterfoil, done
from tests.cli.test_faults import assert_told, files_of_at_most


def disk(text: str) -> dict[str, str | bool]:
    """Return what the doctor says of the disk."""
    (found,) = [one for one in map(json.loads, text.splitlines()) if one["what"] == "disk"]
    return dict(found)


@contextmanager
def opened(home: Path) -> Iterator[None]:
    """Have the database open, as the service has, so that what SQLite keeps beside it is there and needs no room."""
    with closing(sqlite3.connect(home / "counterfoil.db")) as service:
        service.execute("SELECT * FROM alembic_version").fetchall()
        yield


def test_doctor_says_how_much_is_free(home: Path) -> None:
    """Where there is room, and all can be written to."""
    found = disk(done("doctor", "--json", "--home", home).out)
    assert found["well"]
    assert "MiB are free" in str(found["found"])


def test_doctor_says_that_a_disk_is_full(home: Path) -> None:
    """It has room for the files that are there, and none for another."""
    with opened(home), on_a_full_disk(home) as apart:
        ran = apart.run("doctor", "--json", "--home", home)
    found = disk(ran.out)
    assert (ran.code, found["well"]) == (1, False)
    assert f"Nothing can be written into {home / 'archive'}, {home}: No space left on device." in str(found["found"])
    assert "Make room there" in str(found["found"])


def test_doctor_says_that_the_system_lets_no_file_grow(home: Path) -> None:
    """As a quota does, of which no figure tells."""
    with opened(home), files_of_at_most(1000):
        ran = counterfoil("doctor", "--json", "--home", home)
    assert ran.code == 1
    assert "File too large" in str(disk(ran.out)["found"])


def test_a_disk_without_room_even_to_open_the_database_is_told_as_full(home: Path) -> None:
    """Nobody has it open: SQLite alone would say that of some error of the disk."""
    with on_a_full_disk(home) as apart:
        for command in (["doctor"], ["status"], ["collect"]):
            assert_told(apart.run(*command, "--home", home), f"{home}: ", "No space left on device", "Free some space")


def test_where_nothing_can_be_printed_that_is_told_and_no_traceback(at_work: Path) -> None:
    """A full disk behind stdout, as of a job whose output goes into a file."""
    command = [sys.executable, "-c", "from cli.main import run; run()", "status", "--json", "--home", str(at_work)]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False), ran.stderr
    assert "No space left on device" in ran.stderr


def test_a_folder_that_had_no_room_is_made_by_the_same_command_where_there_is_some(tmp_path: Path) -> None:
    """Half an installation would be in the way of the whole one; an empty folder that was there stays."""
    done("init", tmp_path / "before")  # What is loaded for it is compiled, and Python keeps what it compiled as far as there is room.
    (tmp_path / "empty").mkdir()
    for home, room in ((tmp_path / "new", 10), (tmp_path / "empty", 3_500)):
        was = home.exists()
        with files_of_at_most(room):
            assert_told(counterfoil("init", home), str(home), "space")
        assert (home.exists(), list(home.glob("*"))) == (was, [])
        done("init", home)


def test_the_files_of_a_new_folder_are_written_all_or_none(tmp_path: Path) -> None:
    """Half a study would be one that is there already."""
    folder = tmp_path / "studies" / "water-2027"
    files = {"study.toml": b"x", "letters/circular.en.md": b"x" * 1000}
    with files_of_at_most(500), pytest.raises(CounterfoilError, match="cannot be read or written"):
        write_anew(folder, files)
    assert not folder.exists()
    assert write_anew(folder, files) == [folder / name for name in files]
