"""contacts load, list and export."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.program import counterfoil, done
from tests.contacts.as_people_make_them import sheets
from tests.service.installed import LIST, contacts_csv

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


def test_the_sheets_that_are_not_read_are_told(home: Path, tmp_path: Path) -> None:
    """With how another is chosen; and the one that was read."""
    rows = [("Organisation", "E-mail", "Language"), ("Alpha", "a@alpha.example", "en")]
    (file := tmp_path / "people.xlsx").write_bytes(sheets({"Members": rows, "Old": [("Left in 2024",)]}))
    told = counterfoil(*load(home, file, "--dry-run"))
    assert 'the sheet "Members", 1 row' in told.out
    assert 'Not read: the sheet "Old". Choose with --sheet NAME.' in " ".join(told.err.split())


def test_through_a_pipe_a_table_is_as_wide_as_it_needs(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address can be searched for in it, which a line of 80 columns would break."""
    monkeypatch.setenv("COLUMNS", "80")
    long = f"person4@{'sub.' * 20}member4.example"
    file = tmp_path / "long.csv"
    file.write_bytes(contacts_csv(5).replace(b"person4@member4.example", long.encode()))
    for told in (done(*load(home, file)), done("contacts", "list", "--home", home)):
        (line,) = [one for one in told.out.splitlines() if long in one]
        assert "ORG004" in line


def test_an_address_that_serves_another_organisation_already_is_told_with_its_row(home: Path, tmp_path: Path) -> None:
    """Before anything is stored and when it is; not once more for who stands there by now. It is taken in: one office may serve two."""
    file = tmp_path / "more.csv"
    file.write_bytes(contacts_csv(6).replace(b"person4@member4.example", b"PERSON1@member1.example").replace(b"person5@", b"new@"))
    for more in (["--dry-run"], []):
        (note,) = done(*load(home, file, "--json", *more)).one["notes"]
        assert (note["row"], note["column"], note["value"]) == (6, "address", "PERSON1@member1.example")
        assert "is here for ORG004, and serves ORG001 too: it will get a letter for each." in note["message"]
        assert "--organisation CODE" in note["message"]
    assert done(*load(home, file, "--json")).one["notes"] == []
    rows = contacts_csv(8).splitlines()
    file.write_bytes(b"\n".join([rows[0], *rows[7:]]).replace(b"person6@member6", b"one@both").replace(b"person7@member7", b"one@both"))
    notes = done(*load(home, file, "--dry-run", "--json")).one["notes"]
    assert [(one["row"], "serves ORG007 too" in one["message"]) for one in notes] == [(2, True), (3, False)], "Nor are two of one file."


def test_a_dry_run_stores_nothing(home: Path, tmp_path: Path) -> None:
    """It tells the same figures as the load itself, which still finds everything to do."""
    file = tmp_path / "more.csv"
    file.write_bytes(contacts_csv(6))
    tried = done(*load(home, file, "--dry-run", "--json")).one
    assert (tried["added"], tried["unchanged"]) == (2, 4)
    made = done(*load(home, file, "--json")).one
    assert tried["entry"] is None
    assert made == {**tried, "entry": made["entry"]}
    assert done(*load(home, file, "--json")).one["added"] == 0


def test_a_load_is_undone_by_its_entry(home: Path, tmp_path: Path) -> None:
    """Which is told, for people and as JSON; what would come of it is shown before."""
    file, before = tmp_path / "more.csv", done("contacts", "list", "--home", home, "--json").out
    file.write_bytes(contacts_csv(6))
    entry = str(done(*load(home, file, "--json")).one["entry"])
    after = done("contacts", "list", "--home", home, "--json").out
    assert "2 contacts taken off the list" in done("undo", entry, "--dry-run", "--home", home).out
    assert done("contacts", "list", "--home", home, "--json").out == after != before
    assert "2 contacts taken off the list" in done("undo", entry, "--home", home).out
    assert done("contacts", "list", "--home", home, "--json").out == before
    assert "puts the list back as it was." in done(*load(home, file)).out


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


def test_of_a_long_list_the_first_lines_are_told_and_all_of_them_where_asked(home: Path, tmp_path: Path) -> None:
    """Some twenty lines are told whole; of thirty added ones the first ten, with the number of the others. JSON has every line."""
    file = tmp_path / "many.csv"
    file.write_bytes(contacts_csv(24))
    assert "more: use --all" not in done(*load(home, file, "--dry-run")).out
    file.write_bytes(contacts_csv(34))
    told = done(*load(home, file, "--dry-run")).out
    assert "Added: 30" in told
    assert ("ORG013" in told, "ORG014" in told) == (True, False)
    assert "and 20 more: use --all to list them" in told
    everything = done(*load(home, file, "--dry-run", "--all")).out
    assert "ORG033" in everything
    assert "more: use --all" not in everything
    assert len(done(*load(home, file, "--dry-run", "--json")).one["lines"]) == 30
    loaded = done(*load(home, file)).out
    assert ("Added: 30" in loaded, "ORG013" in loaded, "ORG014" in loaded) == (True, True, False)
    assert "and 20 more: use --all to list them" in loaded


def test_of_many_rejected_rows_the_first_twenty_are_told(home: Path, tmp_path: Path) -> None:
    """With the number of all."""
    file = tmp_path / "broken.csv"
    file.write_bytes(contacts_csv(25).replace(b"@", b" at "))
    told = counterfoil(*load(home, file)).out
    assert "Rejected: 25" in told
    assert ("person19 at" in told, "person20 at" in told) == (True, False)
    assert "and 5 more: use --all to list them" in told
    assert "person24 at" in counterfoil(*load(home, file, "--all")).out


def test_on_a_terminal_a_long_load_shows_its_progress_and_a_long_list_its_first_lines(home: Path, tmp_path: Path) -> None:
    """What is not read by a person has every line, and no progress."""
    file = tmp_path / "long.csv"
    file.write_bytes(contacts_csv(2_500))
    assert "Reading the contacts" in _on_a_terminal(*load(home, file))
    shown = _on_a_terminal("contacts", "list", "--home", home)
    assert "and 2,490 more: use --all to list them" in shown
    assert "ORG2499" not in shown
    assert "ORG2499" in done("contacts", "list", "--home", home).out


def _on_a_terminal(*arguments: str | Path) -> str:
    """Return what the program shows on a terminal of its own."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-c", "from cli.main import run; run()", *map(str, arguments)]
    shown = bytearray()
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower):
        os.close(follower)
        with suppress(OSError):  # This is how Linux says that nobody has the other end any more.
            while part := os.read(leader, 65_536):
                shown += part
    os.close(leader)
    return shown.decode()


def test_columns_that_no_list_can_do_without_are_all_named_as_options_at_once(home: Path, tmp_path: Path) -> None:
    """With headings of the file's own; the command that is advised loads it, and its codes are those of the file."""
    file = tmp_path / "theirs.csv"
    file.write_text("Nr;Wer;Wohin\n0017;Alpha;a@a.example\n0018;Beta;b@b.example\n", encoding="utf-8")
    wrong = counterfoil(*load(home, file))
    assert (wrong.code, "--column Wohin=address --column Wer=organisation" in wrong.err) == (2, True)
    told = done(*load(home, file, "--column", "Wohin=address", "--column", "Wer=organisation")).out
    assert "For example: --column Nr=organisation_code" in " ".join(told.split())


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


def test_a_list_that_does_not_exist_is_told_with_those_that_do(home: Path) -> None:
    """An empty answer would look like an empty list."""
    for verb in ("list", "export"):
        told = counterfoil("contacts", verb, "--list", "nope", "--home", home)
        assert (told.code, told.out) == (2, "")
        assert "nope" in told.err
        assert LIST in told.err


def test_a_language_that_a_study_lacks_is_told_when_the_list_is_loaded(home: Path, tmp_path: Path) -> None:
    """With how many contacts read it, and what they get instead; the list is loaded all the same."""
    file = tmp_path / "more.csv"
    file.write_text("code,organisation,email,language\nA1,Acme,a@acme.example,de\nB1,Bobo,b@bobo.example,fr\n", encoding="utf-8")
    ran = done("contacts", "load", file, "--list", LIST, "--home", home)
    said = "1 contact reads 'de', in which cybercrime-2012 has no letters: they get them in 'en'."
    assert said in " ".join(ran.err.split())
    assert "'fr'" not in ran.err
    (told,) = done("contacts", "load", file, "--list", LIST, "--home", home, "--json").one["unspoken"]
    assert told.startswith(said)
    assert done("contacts", "load", file, "--list", "others", "--home", home, "--json").one["unspoken"] == []


def test_a_list_that_no_study_uses_is_told_with_the_name_that_may_be_meant(home: Path, tmp_path: Path) -> None:
    """It is loaded all the same, as a study may come; the list that a study uses is loaded without a word about that."""
    file = tmp_path / "list.csv"
    file.write_text("organisation,email\nBlue River,a@blue.example\n", encoding="utf-8")
    mistyped = done("contacts", "load", file, "--list", "itu-d-sector-member", "--home", home)
    assert mistyped.err.count("Did you mean 'itu-d-sector-members'?") == 1
    assert "no study uses" not in done("contacts", "load", file, "--list", "itu-d-sector-members", "--home", home).err


def test_a_column_of_addresses_that_is_not_read_is_told_with_what_helps(tmp_path: Path) -> None:
    """That is a row for each person; to read the column as what it is read as already would help nobody."""
    done("init", tmp_path / "office", "--empty")
    file = tmp_path / "list.csv"
    file.write_text("Organisme;Courriel;Nom;Langue;Copie\nA;a@a.example;Ana;fr;b@a.example\n", encoding="utf-8")
    told = done("contacts", "load", file, "--list", "all", "--dry-run", "--home", tmp_path / "office").err
    assert 'Addresses stand in "Copie" too' in told
    assert "whoever only gets a copy has the role cc there" in told
    assert "--column Copie" not in told
