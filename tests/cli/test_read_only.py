"""Files and folders that the program may not write or read are told, whoever runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.install import SAMPLE
from tests.cli.program import Ran
from tests.cli.test_faults import LEAVE, WRITE, assert_told, one_file
from tests.programs import need
from tests.service.installation import contacts_csv

SEVERAL = """
import json, sys
from dataclasses import asdict
from tests.cli.program import counterfoil
for line in sys.stdin:
    print(json.dumps(asdict(counterfoil(*json.loads(line)))), flush=True)
"""


@pytest.fixture(autouse=True)
def _people(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(contacts_csv(5))


class Unprivileged:
    """The program in a process to which the rights of files apply, even where root runs the tests."""

    def __init__(self) -> None:
        drop = [need("setpriv"), "--bounding-set=-dac_override,-dac_read_search", "--"] if os.getuid() == 0 else []
        self.process = subprocess.Popen([*drop, sys.executable, "-c", SEVERAL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, *arguments: str | Path) -> Ran:
        """Run `counterfoil` with these arguments."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([str(one) for one in arguments]) + "\n")
        self.process.stdin.flush()
        return Ran(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(300)
        self.process.stdout.close()


@pytest.fixture
def unprivileged() -> Iterator[Unprivileged]:
    """Return a process that root's rights do not help."""
    one = Unprivileged()
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


def test_read_only_files_and_folders_are_told(answered: Path, tmp_path: Path, unprivileged: Unprivileged) -> None:
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
        assert_told(unprivileged.run("collect", "--home", answered), str(answered))
    (tmp_path / "shut").mkdir()
    with read_only(tmp_path / "shut"):
        for command in LEAVE:
            assert_told(unprivileged.run(*command, tmp_path / "shut", "--home", answered), str(tmp_path / "shut"), "Give the user")
    assert unprivileged.run("collect", "--home", answered).code == 0


def test_an_unreadable_file_of_a_study_is_told(home: Path, unprivileged: Unprivileged) -> None:
    """No command has to foresee each file."""
    letter = home / "studies" / SAMPLE / "letters" / "circular.en.md"
    letter.chmod(0)
    assert_told(unprivileged.run("check", "--home", home), str(letter), "Permission denied", "Give the user")
