"""backup, restore, move: an installation is kept in a file, checked, put back, and moved from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import counterfoil, done


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


def test_a_store_is_moved(at_work: Path) -> None:
    """The old one says where it is now, and the new one goes on once the settings name it."""
    before = done("status", "--home", at_work, "--json").one
    told = done("move", "--to", "sqlite:///other.db", "--home", at_work)
    assert "compared each" in told.out
    refused = counterfoil("status", "--home", at_work)
    assert refused.code == 2
    assert "This store was moved" in refused.err
    settings = at_work / "counterfoil.toml"
    settings.write_text(f'{settings.read_text()}\n[store]\nurl = "sqlite:///other.db"\n')
    assert done("status", "--home", at_work, "--json").one["organisations"] == before["organisations"]
    assert counterfoil("move", "--to", "mysql://a/b", "--home", at_work).code == 2
