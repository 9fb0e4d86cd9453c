"""Several decisions with one command: each is made by itself, and what cannot be is told beside the others."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from service.installation.install import SAMPLE
from tests.cli.program import counterfoil, done


def test_several_cases_are_decided_alike_and_undone_alike(at_work: Path) -> None:
    """A case that does not wait keeps no other back, and makes the exit status 1; what was decided is undone in one command."""
    (case,) = [one["id"] for one in done("held", "--home", at_work, "--json").objects]
    ran = counterfoil("held", "decide", "999", str(case), "reject", "--home", at_work, "--json")
    assert ran.code == 1
    wrong, right = ran.objects
    assert (wrong["case"], right["case"]) == ("999", str(case))
    assert "There is no case 999" in wrong["error"]
    assert done("held", "--home", at_work, "--json").objects == []
    undone = done("undo", str(right["entry"]), "--home", at_work, "--json").one
    assert [one["id"] for one in done("held", "--home", at_work, "--json").objects] == [case]
    both = counterfoil("undo", str(undone["entry"]), str(right["entry"]), "--home", at_work, "--json")
    assert [one.get("entry", 0) > 0 for one in both.objects] == [True, True]


def test_all_cases_of_a_kind_are_decided_at_once(at_work: Path) -> None:
    """They need not be numbered; a kind of which none waits is told with those that do."""
    (case,) = done("held", "--home", at_work, "--json").objects
    wrong = counterfoil("held", "decide", "--all-of", "decline", "declined", "--home", at_work)
    assert wrong.code == 2
    assert f"What waits: {case['kind']}" in wrong.err
    assert done("held", "decide", "--all-of", case["kind"], "reject", "--home", at_work, "--json").one["case"] == str(case["id"])
    assert done("held", "--home", at_work, "--json").objects == []


def test_a_last_day_goes_with_granting_time_alone(at_work: Path) -> None:
    """Nothing is decided, and what is no day is told."""
    (case,) = [one["id"] for one in done("held", "--home", at_work, "--json").objects]
    for arguments, says in (
        (("declined", "--until", "2099-05-31"), "does not go with declined"),
        (("grant", "--until", "soon"), "not a date"),
    ):
        ran = counterfoil("held", "decide", str(case), *arguments, "--home", at_work)
        assert (ran.code, says in ran.err) == (2, True)
    assert done("held", "--home", at_work, "--json").one["id"] == case


def test_a_decision_without_a_case_is_told(at_work: Path) -> None:
    """With how it is said."""
    ran = counterfoil("held", "decide", "accept", "--home", at_work)
    assert ran.code == 2
    assert "Which case?" in ran.err


def test_questions_are_listed_and_answered(at_work: Path) -> None:
    """The one that was asked is there with its age; it is answered once, and listed no more unless all are asked for."""
    one = done("questions", "--home", at_work, "--json").one
    assert (one["organisation"], one["words"].strip(), one["answered_at"]) == ("ORG003", "Which year is meant in question 5?", None)
    listed = done("questions", "--home", at_work).out
    assert "Which year is meant" in listed
    assert (one["days"], f"since {one['at'][:10]} (0 days)" in listed) == (0, True)
    with closing(sqlite3.connect(at_work / "counterfoil.db")) as store, store:
        store.execute("UPDATE hold SET at = datetime(at, '-3 days')")
    assert done("questions", "--home", at_work, "--json").one["days"] == 3
    assert "(3 days)" in done("questions", "--home", at_work).out
    blank = counterfoil("questions", "answer", str(one["id"]), "--text", "  ", "--home", at_work)
    assert (blank.code, "The answer is blank" in blank.err) == (2, True)
    none = counterfoil("questions", "answer", str(one["id"]), "--home", at_work)
    assert (none.code, "--no-letter" in none.err) == (2, True)
    told = done("questions", "answer", str(one["id"]), "--text", "The year 2011.", "--home", at_work, "--json").one
    assert told["entry"] > 0
    assert done("questions", "--home", at_work, "--json").objects == []
    assert "No question is waiting" in done("questions", "--home", at_work).err
    assert [each["id"] for each in done("questions", "--all", "--home", at_work, "--json").objects] == [one["id"]]


def test_one_organisation_gets_more_time(at_work: Path) -> None:
    """It is not reminded before that day; the study's own deadline stays, and the entry can be undone."""
    before = done("status", "--home", at_work).out.splitlines()[0]
    told = done("study", "extend", "2999-01-01", "--for", "ORG001", "--note", "By telephone", "--home", at_work)
    assert "ORG001" in told.out
    assert "until 2999-01-01" in told.out
    assert done("status", "--home", at_work).out.splitlines()[0] == before
    (marked,) = [one for one in done("status", "--all", "--home", at_work, "--json").objects[1:] if one["code"] == "ORG001"]
    assert (marked["mark"], marked["until"]) == ("waiting", "2999-01-01")
    done("undo", told.out.rpartition(" ")[2].strip(), "--home", at_work)


def test_a_study_may_be_named_beside_a_number_and_must_be_that_of_the_number(at_work: Path) -> None:
    """A number says of which study it is; with another study named nothing is done, and the lists are those of one study."""
    done(
        "study",
        "new",
        "other-2027",
        "--title",
        "Other",
        "--prefix",
        "OT27",
        "--returns-to",
        "back@agency.example",
        "--from",
        "Office <office@agency.example>",
        "--home",
        at_work,
    )
    (case,) = [one["id"] for one in done("held", "--study", SAMPLE, "--home", at_work, "--json").objects]
    assert done("held", "--study", "other-2027", "--home", at_work, "--json").objects == []
    question = done("questions", "--home", at_work, "--json").one["id"]
    for command in (("held", "show", case), ("held", "undo", case), ("questions", "answer", question, "--text", "2011.")):
        wrong = counterfoil(*map(str, command), "--study", "other-2027", "--home", at_work)
        assert (wrong.code, "there is no such number in other-2027" in wrong.err) == (2, True)
    done("held", "show", str(case), "--study", SAMPLE, "--home", at_work)
    entry = done("questions", "answer", str(question), "--text", "2011.", "--study", SAMPLE, "--home", at_work, "--json").one["entry"]
    assert counterfoil("undo", str(entry), "--study", "other-2027", "--home", at_work).code == 2
    done("undo", str(entry), "--study", SAMPLE, "--home", at_work)
    decided = done("held", "decide", str(case), "reject", "--study", SAMPLE, "--home", at_work, "--json").one
    assert decided["entry"] > entry
    done("held", "undo", str(case), "--study", SAMPLE, "--home", at_work)
    assert case in [one["id"] for one in done("held", "--all", "--study", SAMPLE, "--home", at_work, "--json").objects]
