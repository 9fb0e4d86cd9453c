"""backup, restore, move: an installation is kept in a file, checked, put back, and moved from the command line."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.program import counterfoil, done


def a_message(home: Path) -> Path:
    """Return where the first message lies that came in."""
    with closing(sqlite3.connect(home / "counterfoil.db")) as database:
        (sha256,) = database.execute("SELECT sha256 FROM message ORDER BY id").fetchone()
    return home.joinpath("archive", str(sha256)[:2], str(sha256))


def test_an_installation_is_kept_checked_and_put_back(at_work: Path, tmp_path: Path) -> None:
    """What is not in the file is said, and what to do next."""
    before = done("status", "--home", at_work, "--json").one
    first, second = tmp_path / "one.zip", tmp_path / "two.zip"
    made = done("backup", first, "--home", at_work)
    assert "Not in it are" in made.out
    assert "the dispatch book" in made.out
    assert done("backup", second, "--since", first, "--home", at_work, "--json").one["inherited"] > 0
    assert "is whole" in done("backup", "--verify", second).out
    home = tmp_path / "new"
    told = done("restore", second, "--home", home)
    assert "Nothing is sent until you have decided" in told.out
    after = done("status", "--home", home, "--json").one
    assert after["organisations"] == before["organisations"]


def test_a_drill_says_what_the_installation_said_and_reaches_no_mail(at_work: Path, tmp_path: Path) -> None:
    """Its settings name no mail server, so that the mailbox of the installation that lives stays as it is."""
    made, drill = tmp_path / "one.zip", tmp_path / "drill"
    done("backup", made, "--home", at_work)
    before, asked = done("status", "--home", at_work, "--json").one, sorted((at_work / "inbox").rglob("*"))
    assert "For a drill" in " ".join(done("restore", made, "--home", drill).out.split())
    settings = drill / "counterfoil.toml"
    settings.write_text(re.sub(r"(?ms)^\[(?:transport|mailbox)\]$.*?(?=^\[|\Z)", "", settings.read_text()))
    assert "mailbox" not in settings.read_text()
    assert done("status", "--home", drill, "--json").one["organisations"] == before["organisations"]
    done("export", "csv", "--out", tmp_path / "csv", "--home", drill)
    refused = counterfoil("collect", "--home", drill)
    assert (refused.code, "[mailbox]" in refused.err) == (2, True)
    assert sorted((at_work / "inbox").rglob("*")) == asked


def test_a_damaged_backup_is_told_by_what_is_wrong(at_work: Path, tmp_path: Path) -> None:
    """The exit status is 1 where it can be opened, and 2 where it cannot; nothing is restored."""
    made = tmp_path / "one.zip"
    done("backup", made, "--home", at_work)
    data = bytearray(made.read_bytes())
    data[len(data) // 3] ^= 1
    made.write_bytes(data)
    found = counterfoil("backup", "--verify", made)
    assert found.code == 1
    assert made.name in found.err
    assert counterfoil("restore", made, "--home", tmp_path / "new").code == 2
    made.write_bytes(data[:100])
    cut = counterfoil("backup", "--verify", made)
    assert cut.code == 2
    assert "This is no whole backup" in cut.err
    assert counterfoil("backup", "--verify", made, "--since", made).code == 2


def test_a_backup_that_misses_originals_is_a_finding(at_work: Path, tmp_path: Path) -> None:
    """Its exit status is 1, as are that of its checking and of its restoring; each says what is missing, and how to mend it."""
    whole, made = tmp_path / "whole.zip", tmp_path / "one.zip"
    done("backup", whole, "--home", at_work)
    harmed = a_message(at_work)
    harmed.write_bytes(b"bad\n")
    ran = counterfoil("backup", made, "--home", at_work)
    assert ran.code == 1
    assert made.exists()
    assert "1 original could not be kept, damaged or gone already:" in ran.err
    assert f"{harmed.name}: message " in ran.err
    assert f"it belongs at {harmed}" in ran.err
    assert "Take them out of an earlier backup (archive/HASH in the ZIP file)" in ran.err
    assert f"{harmed.name} (damaged)" in counterfoil("doctor", "--home", at_work).out
    checked = counterfoil("backup", "--verify", made)
    assert (checked.code, "is whole" in checked.out) == (1, False)
    assert "is not whole" in checked.err
    assert harmed.name in checked.err
    restored = counterfoil("restore", made, "--home", tmp_path / "new")
    assert (restored.code, "Restored" in restored.out) == (1, True)
    assert "could not be restored" in restored.err
    more = counterfoil("backup", tmp_path / "two.zip", "--since", whole, "--home", at_work)
    assert (more.code, "which the earlier backup has still" in more.err) == (1, True)
    assert "is whole" in done("backup", "--verify", tmp_path / "two.zip").out


def test_a_program_reads_that_a_backup_misses_originals(at_work: Path, tmp_path: Path) -> None:
    """Beside the keys that were there before, and by the exit status, too."""
    made = tmp_path / "one.zip"
    harmed = a_message(at_work)
    harmed.unlink()
    ran = counterfoil("backup", made, "--home", at_work, "--json")
    assert (ran.code, ran.one["lost"], ran.one["only_earlier"]) == (1, [harmed.name], [])
    assert ran.one["first_lost"][0]["where"] == str(harmed)
    checked = counterfoil("backup", "--verify", made, "--json")
    assert (checked.code, checked.one["whole"], checked.one["lost"], checked.one["faults"]) == (1, False, [harmed.name], [])
    restored = counterfoil("restore", made, "--home", tmp_path / "new", "--json")
    assert (restored.code, restored.one["lost"]) == (1, [harmed.name])


def test_a_database_that_was_removed_is_missed_by_every_command(at_work: Path) -> None:
    """None says that nothing was ever sent, and `doctor` tells programs, too."""
    for file in at_work.glob("counterfoil.db*"):
        file.unlink()
    for command in (["status"], ["collect"], ["doctor"], ["study", "pause"]):
        ran = counterfoil(*command, "--home", at_work)
        assert (ran.code, "There is no database here" in ran.err) == (2, True), command
    found = counterfoil("doctor", "--json", "--home", at_work).one
    assert (found["what"], found["well"]) == ("store", False)
    assert not list(at_work.glob("counterfoil.db*"))


def test_a_store_is_moved(at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old one says where it is now, and the new one goes on once the settings name it."""
    before = done("status", "--home", at_work, "--json").one
    told = done("move", "--to", "sqlite:///other.db", "--home", at_work)
    assert "compared each" in told.out
    refused = counterfoil("status", "--home", at_work)
    assert refused.code == 2
    assert "This store was moved" in refused.err
    assert "as [store] url in counterfoil.toml" in refused.err
    with monkeypatch.context() as given:
        given.setenv("COUNTERFOIL_DATABASE_URL", f"sqlite:///{at_work / 'counterfoil.db'}")
        assert "as COUNTERFOIL_DATABASE_URL" in counterfoil("status", "--home", at_work).err
    settings = at_work / "counterfoil.toml"
    settings.write_text(f'{settings.read_text()}\n[store]\nurl = "sqlite:///other.db"\n')
    assert done("status", "--home", at_work, "--json").one["organisations"] == before["organisations"]
    assert counterfoil("move", "--to", "mysql://a/b", "--home", at_work).code == 2
