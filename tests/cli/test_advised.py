"""Commands that the program advises work as they are printed: what named the study or the list names it there, too."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from cli.advised import completed, named
from cli.main import app
from tests.cli.program import counterfoil, done

COMMANDS = get_command(app)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("`counterfoil held` lists the cases.", "`counterfoil held --study water` lists the cases."),
        ("To decide it: counterfoil held show 3", "To decide it: counterfoil held show --study water 3"),
        (
            "counterfoil send one --to A, then counterfoil status",
            "counterfoil send --study water one --to A, then counterfoil status --study water",
        ),
        ("counterfoil check --study water", "counterfoil check --study water"),
        ("`counterfoil questionnaire check FILE` needs none", "`counterfoil questionnaire check FILE` needs none"),
        ("`counterfoil deliveries` and `counterfoil letter 4`", "`counterfoil deliveries --study water` and `counterfoil letter 4`"),
        ("the service counterfoil is no command", "the service counterfoil is no command"),
    ],
)
def test_a_command_has_the_study_where_it_takes_one(text: str, says: str) -> None:
    """Behind its name, since words of the text may follow; one that takes no study, or has it, stays as it is."""
    assert completed(text, COMMANDS, ["--study water"]) == says


def test_what_is_named_is_found_on_the_command_line_in_both_its_forms() -> None:
    """A value that a shell would divide is quoted; without such options nothing is added to anything."""
    assert named(["check", "--study", "water", "--home", "x"]) == ("--study water",)
    assert named(["contacts", "list", "--list=the members"]) == ("--list 'the members'",)
    assert completed("`counterfoil held`", COMMANDS, named(["check", "--home", "x"])) == "`counterfoil held`"
    assert named(["contacts", "list", "--list", "[/red]"]) == ()  # Texts of ours have markup around their commands.


def test_a_command_line_without_a_word_names_nothing_and_shows_what_there_is() -> None:
    """Whoever types the name of the program alone reads which commands it has."""
    assert named([]) == ()
    shown = counterfoil()
    assert ("  held " in shown.err, "Traceback" in shown.err, shown.code) == (True, False, 2)


def test_the_last_word_of_a_command_line_may_be_an_option_without_its_value() -> None:
    """The program refuses that itself, and says so."""
    assert counterfoil("check", "--study").code == 2


def test_a_command_that_was_advised_in_one_of_two_studies_works_as_it_stands(home: Path) -> None:
    """Where two studies are, it would ask for which one otherwise."""
    mail = ("--returns-to", "study@agency.example", "--from", "Water <study@agency.example>")
    done("study", "new", "water-2027", "--title", "Water", "--prefix", "WAT27", "--languages", "en", *mail, "--home", home)
    wrong = counterfoil("export", "csv", "--study", "water-2027", "--out", home / "water", "--home", home)
    assert "counterfoil study apply --study water-2027" in wrong.err


def test_a_printed_reference_names_its_study(at_work: Path) -> None:
    """Among several studies too: what is shown, noted and marked of it needs no other name; a code does not where one study knows it."""
    (case,) = done("held", "--home", at_work, "--json").objects
    mail = ("--returns-to", "study@agency.example", "--from", "Water <study@agency.example>")
    done("study", "new", "water-2027", "--title", "Water", "--prefix", "WAT27", "--languages", "en", *mail, "--home", at_work)
    for whose in (case["reference"], case["organisation"]):
        assert done("show", whose, "--home", at_work).out
        assert done("note", whose, "They moved.", "--home", at_work, "--json").one["entry"]
        assert done("trace", whose, "employees", "--home", at_work).out
    wrong = counterfoil("show", "NOBODY", "--home", at_work)
    assert (wrong.code, "Which study?" in wrong.err) == (2, True)


def test_no_choice_of_a_decision_is_a_command_to_a_shell(at_work: Path) -> None:
    """Whoever copies the line that is printed has decided nothing by it."""
    (case,) = done("held", "--home", at_work, "--json").objects
    (line,) = [one.strip() for one in done("held", "--home", at_work).out.splitlines() if "held decide" in one]
    assert subprocess.run(["bash", "-n", "-c", line], capture_output=True, check=False).returncode != 0
    for typed in (line, line.partition(" (")[0]):
        assert counterfoil(*typed.split()[1:], "--home", at_work).code != 0
    assert done("held", "--home", at_work, "--json").objects == [case]
