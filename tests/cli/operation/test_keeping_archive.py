"""`move --archive` carries the archive of an installation into the bucket that its settings name, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.installation import config
from tests.cli.operation.test_keeping import a_message
from tests.cli.program import counterfoil, done
from tests.s3_server import KEY, s3_server


def test_the_archive_is_carried_once(at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The erasure log and the contents; where no bucket is set, or nothing is said, the command says what to do."""
    home = at_work
    neither, nowhere = counterfoil("move", "--home", home), counterfoil("move", "--archive", "--home", home)
    assert (neither.code, "--to URL, or --archive" in " ".join(neither.err.split())) == (2, True)
    assert (nowhere.code, "No bucket is set" in " ".join(nowhere.err.split())) == (2, True)
    monkeypatch.setenv("COUNTERFOIL_ARCHIVE_PASSWORD", KEY)
    with s3_server() as server:
        bucket = server.bucket()
        with (home / config.FILE).open("a") as file:
            file.write(f'\n[archive]\nurl = "{bucket}"\nendpoint = "{server.endpoint}"\nkey_id = "{KEY}"\n')
        first, second = (done("move", "--archive", "--json", "--home", home).one for _ in range(2))
        assert (first["archive"], first["originals"] > 3, first["lost"]) == (f"{bucket}/archive", True, [])
        assert second["originals"] == 0
        assert "Carried 0 originals to" in " ".join(done("move", "--archive", "--home", home).out.split())


def test_what_stays_behind_damaged_is_a_finding(at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever carries the archive by a script is told by the exit status, too."""
    monkeypatch.setenv("COUNTERFOIL_ARCHIVE_PASSWORD", KEY)
    harmed = a_message(at_work)
    harmed.write_bytes(b"bad\n")
    with s3_server() as server:
        with (at_work / config.FILE).open("a") as file:
            file.write(f'\n[archive]\nurl = "{server.bucket()}"\nendpoint = "{server.endpoint}"\nkey_id = "{KEY}"\n')
        ran, again = counterfoil("move", "--archive", "--home", at_work), counterfoil("move", "--archive", "--json", "--home", at_work)
    assert (ran.code, f"{harmed.name} was damaged, and stayed behind." in ran.err) == (1, True)
    assert (again.code, again.one["lost"]) == (1, [harmed.name])
