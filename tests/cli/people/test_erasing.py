"""erase: what goes is told with counts, nothing goes by a dry run, and whoever is meant by nobody is told so."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import counterfoil, done

WHO, NAME = "person1@member1.example", "Person 1"


def test_a_dry_run_tells_counts_and_the_erasing_leaves_a_list_of_yours(at_work: Path) -> None:
    """The exit status is 1, as a file of a person's own names whom it is about."""
    would = counterfoil("erase", WHO, "--dry-run", "--home", at_work, "--json")
    assert (would.code, would.one["dry_run"], would.one["people"]) == (1, True, 1)
    assert would.one["files"] == ["people.csv"]
    assert WHO in done("contacts", "list", "--home", at_work).out
    (at_work / "people.csv").unlink()
    ran = done("erase", WHO, "--by", "Anna Berg", "--home", at_work)
    assert "1 person erased" in ran.out
    assert "It cannot be undone." in ran.out
    assert WHO not in done("contacts", "list", "--all", "--home", at_work).out
    assert WHO not in done("show", "ORG001", "--home", at_work).out
    entry = done("journal", "--home", at_work, "--json").objects[-1]
    assert entry["what"] == "erase"
    refused = counterfoil("undo", str(entry["number"]), "--home", at_work)
    assert refused.code == 2
    assert "has happened and cannot be undone" in refused.err


def test_who_erases_somebody_of_whom_nothing_is_held_is_told_to_look_at_the_address(at_work: Path) -> None:
    """It may be a slip of the pen: the person that was meant would stay. It is done all the same, since an old backup may hold them."""
    for more in (["--dry-run"], []):
        wrong = counterfoil("erase", "persn1@member1.example", *more, "--home", at_work)
        assert wrong.code == 1
        assert "Nothing is held about this person. Check how the address is written" in wrong.err
    assert counterfoil("erase", "persn1@member1.example", "--home", at_work, "--json").one["unknown"] is True
    assert counterfoil("erase", WHO, "--home", at_work, "--json").one["unknown"] is False


def test_an_organisation_goes_by_its_code_and_nobody_by_a_name(at_work: Path) -> None:
    """A name that means nobody changes nothing."""
    wrong = counterfoil("erase", "nobody at all", "--home", at_work)
    assert wrong.code == 2
    assert "this is no address" in wrong.err
    (at_work / "people.csv").unlink()
    assert done("erase", "ORG001", "--home", at_work, "--json").one["people"] == 1
    assert done("status", "--home", at_work, "--json").one["organisations"]["total"] == 4


def test_retain_says_what_would_go_and_a_wrong_period_is_told(at_work: Path) -> None:
    """With its place and what to write instead."""
    settings = at_work / "counterfoil.toml"
    before = settings.read_text()
    assert "No period is set" in counterfoil("retain", "--home", at_work).err
    settings.write_text(f'{before}\n[retain]\nletters = "1 year"\nnotes = "90 days"\n')
    would = done("retain", "--dry-run", "--home", at_work, "--json").objects
    assert [one["kept"] for one in would] == ["letters", "notes"]
    assert would[0]["gone"] > 0
    went = done("retain", "--home", at_work).out
    assert f"letters from before {would[0]['before'][:10]}: {would[0]['gone']} went" in went
    settings.write_text(f'{before}\n[retain]\nmail = "forever"\n')
    wrong = counterfoil("retain", "--home", at_work)
    assert wrong.code == 2
    assert "[retain] mail" in wrong.err
    assert 'such as "5 years"' in wrong.err


def test_which_users_of_the_console_would_go_is_said_before(at_work: Path) -> None:
    """By name, since a colleague may be called so; who has a longer name is not concerned."""
    for name in (NAME, f"{NAME} Hansen"):
        done("users", "add", name, "--role", "look", "--by", "Anna Berg", "--home", at_work)
    would = counterfoil("erase", WHO, "--dry-run", "--home", at_work)
    assert f"{NAME} uses the console under this name, and would sign in no more." in " ".join(would.err.split())
    assert counterfoil("erase", WHO, "--dry-run", "--home", at_work, "--json").one["users"] == [NAME]
