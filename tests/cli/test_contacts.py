"""contacts load, list and export."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import counterfoil, done
from tests.service.installation import LIST, contacts_csv

KEYS = {"file", "encoding", "rows", "added", "changed", "unchanged", "rejected", "duplicates", "columns"}


def load(home: Path, file: Path, *more: str) -> list[str | Path]:
    """Return the arguments that load a file into the list of the sample study."""
    return ["contacts", "load", file, "--list", LIST, "--home", home, *more]


def test_a_load_tells_what_it_did(home: Path) -> None:
    """A list loaded again changes nothing; the object has the names of the contract."""
    told = done(*load(home, home / "people.csv", "--json")).one
    assert set(told) >= KEYS
    assert (told["rows"], told["added"], told["changed"], told["unchanged"]) == (4, 0, 0, 4)
    assert told["columns"]["address"] == "address"


def test_a_dry_run_stores_nothing(home: Path, tmp_path: Path) -> None:
    """It tells the same figures as the load itself, which still finds everything to do."""
    file = tmp_path / "more.csv"
    file.write_bytes(contacts_csv(6))
    tried = done(*load(home, file, "--dry-run", "--json")).one
    assert (tried["added"], tried["unchanged"]) == (2, 4)
    assert done(*load(home, file, "--json")).one == tried
    assert done(*load(home, file, "--json")).one["added"] == 0


def test_a_row_that_cannot_be_used_is_told_with_its_place(home: Path, tmp_path: Path) -> None:
    """The rest is loaded; exit status 1 says that there is something to look at."""
    file = tmp_path / "broken.csv"
    file.write_bytes(contacts_csv(5).replace(b"person4@member4.example", b"person4 at member4"))
    ran = counterfoil(*load(home, file, "--json"))
    assert ran.code == 1
    (rejected,) = ran.one["rejected"]
    assert set(rejected) >= {"row", "column", "value", "message"}
    assert (rejected["row"], rejected["column"], rejected["value"]) == (6, "address", "person4 at member4")
    assert ran.one["unchanged"] == 4
    spoken = counterfoil(*load(home, file))
    assert spoken.code == 1
    assert "Rejected: 1" in spoken.out


def test_an_unknown_column_can_be_named(home: Path, tmp_path: Path) -> None:
    """--column says what a heading means; one that says nothing is wrong use."""
    file = tmp_path / "theirs.csv"
    file.write_bytes(contacts_csv(4).replace(b";address;", b";Zustellpunkt;", 1))
    assert done(*load(home, file, "--column", "Zustellpunkt=address", "--json")).one["columns"]["Zustellpunkt"] == "address"
    ran = counterfoil(*load(home, file, "--column", "Zustellpunkt"))
    assert ran.code == 2
    assert "THEIRS=OURS" in ran.err


def test_a_list_is_shown_and_written_so_that_it_can_be_loaded_again(home: Path, tmp_path: Path) -> None:
    """The export of a list changes nothing in it."""
    shown = done("contacts", "list", "--home", home, "--json").objects
    assert [one["contact"]["address"] for one in shown] == [f"person{number}@member{number}.example" for number in range(4)]
    assert "ORG002" in done("contacts", "list", "--home", home).out
    file = tmp_path / "again.csv"
    file.write_text(done("contacts", "export", "--list", LIST, "--home", home).out, encoding="utf-8")
    again = done(*load(home, file, "--json")).one
    assert (again["added"], again["changed"], again["unchanged"], again["rejected"]) == (0, 0, 4, [])


def test_no_list_is_told_with_what_to_do(tmp_path: Path) -> None:
    """A new installation has none."""
    done("init", tmp_path / "new")
    assert "contacts load" in done("contacts", "list", "--home", tmp_path / "new").err
