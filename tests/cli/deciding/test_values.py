"""values: an answer is put right on the command line, and what was put right is listed."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import counterfoil, done


def test_an_answer_is_put_right_listed_and_taken_back(at_work: Path) -> None:
    """The JSON says what was sent and what counts, and the entry by which it is undone."""
    made = done("values", "edit", "ORG000", "employees", "12", "--by", "Anna", "--note", "By telephone.", "--home", at_work, "--json").one
    assert made["value"] == 12
    (line,) = done("values", "list", "--home", at_work, "--json").objects
    assert (line["item"], line["new"], line["by"], line["why"], line["stands"]) == ("employees", 12, "Anna", "By telephone.", True)
    assert "employees" in done("values", "list", "--home", at_work).out
    undone = done("undo", str(made["entry"]), "--home", at_work).out
    assert "employees counts as 400, as it was sent." in undone
    assert done("values", "list", "--home", at_work, "--json").one["stands"] is False
    assert "the answer employees edited" in done("show", "ORG000", "--home", at_work).out


def test_an_edit_says_what_it_lacks(at_work: Path) -> None:
    """The reason, or a value of the question's type: with the option that is meant."""
    ran = counterfoil("values", "edit", "ORG000", "employees", "12", "--home", at_work)
    assert ran.code == 2
    assert "--note" in ran.err
    ran = counterfoil("values", "edit", "ORG000", "employees", "twelve", "--note", "x", "--home", at_work)
    assert ran.code == 2
    assert "twelve" in ran.err


def test_nothing_was_edited_is_said(at_work: Path) -> None:
    """And a finding about the edited value is told beside it."""
    assert "Nothing was edited." in done("values", "list", "--home", at_work).err
    assert "error: " in done("values", "edit", "ORG000", "employees", "-4", "--note", "x", "--home", at_work).err


def test_a_dry_run_shows_what_an_edit_would_change_and_changes_nothing(at_work: Path) -> None:
    """The value, what is worked out from it, and what the checks find of it."""
    said = ("values", "edit", "ORG000", "employees", "12", "--by", "Anna", "--note", "By telephone.", "--home", at_work)
    told = done(*said, "--dry-run", "--json").one
    assert (told["dry_run"], told["outcomes"][0]["question"]) == (True, "employees")
    assert [(one["question"], one["now"]) for one in told["answers"][0]["answers"]] == [("employees", 12)]
    assert "counts as “12” from now on" in done(*said, "--dry-run").out
    assert done("values", "list", "--home", at_work, "--json").out == ""
