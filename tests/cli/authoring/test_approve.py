"""approve, and what check says for whoever approves."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.program import counterfoil, done
from tests.service.approving.test_approvals import asks
from tests.service.installed import LIST, contacts_csv, letters


def _circular(home: Path) -> dict[str, object]:
    told: list[dict[str, object]] = done("check", "--home", home, "--json").one["approvals"]
    return next(one for one in told if one["mailing"] == "circular")


def test_check_prints_what_is_approved(home: Path) -> None:
    """A hash for each mailing and how many it goes to at most; the same each time, and another for each mailing."""
    told = done("check", "--home", home, "--json").one["approvals"]
    assert [one["mailing"] for one in told] == ["circular", "questionnaire", "reminder", "last-call"]
    assert {(one["addressees"], one["needed"], one["approved"]) for one in told} == {(4, 0, False)}
    hashes = [one["sha256"] for one in told]
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in hashes)
    assert len({*hashes}) == 4
    assert hashes == [one["sha256"] for one in done("check", "--home", home, "--json").one["approvals"]]
    assert hashes[0][:16] in done("check", "--home", home).out


def test_the_command_that_check_prints_approves(home: Path) -> None:
    """Before it, sending ends with exit status 2 and sends nothing; after it, everybody gets a letter. The entry can be undone."""
    asks(home, 1)
    refused = counterfoil("send", "circular", "--live", "--home", home)
    assert (refused.code, "nobody has approved it" in refused.err, letters(home)) == (2, True, ())
    shown = done("check", "--home", home).out
    assert "1 more to come" in shown
    (command,) = re.findall(r"counterfoil (approve circular [0-9a-f]+ --by) NAME", shown)
    told = done(*command.split(), "anna", "--note", "Read it", "--home", home, "--json").one
    assert (told["approved"], told["approved_by"], told["needed"], told["addressees"]) == (True, ["anna"], 1, 4)
    assert _circular(home)["approved_by"] == ["anna"]
    again = done(*command.split(), "anna", "--home", home)
    assert "anna had approved just this before" in again.out
    done("undo", str(told["entry"]), "--home", home)
    assert counterfoil("send", "circular", "--live", "--home", home).code == 2
    assert "undo it: counterfoil undo" in done(*command.split(), "bert", "--home", home).out
    assert done("send", "circular", "--live", "--home", home, "--json").one["planned"] == {"circular": 4}
    assert "approved: " in done("show", "cybercrime-2012", "--home", home).out


def test_a_change_after_the_approval_is_shown_line_by_line(home: Path) -> None:
    """The lines of letters, the names of questions and fields, and who was added; the hash is another."""
    asks(home, 2)
    before = str(_circular(home)["sha256"])
    done("approve", "circular", before[:8].upper(), "--by", "anna", "--home", home)
    study = home / "studies" / "cybercrime-2012"
    letter = study / "letters" / "circular.en.md"
    letter.write_text(letter.read_text(encoding="utf-8") + "\nOne line more.\n", encoding="utf-8")
    toml = study / "study.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("deadline = 2012-04-30", "deadline = 2012-05-30"), encoding="utf-8")
    (home / "more.csv").write_bytes(contacts_csv(5))
    done("contacts", "load", home / "more.csv", "--list", LIST, "--home", home)
    told = _circular(home)
    assert told["changed"] == [
        "since entry 2 by anna",
        "letters/circular.en.md changed",
        "changed in study.toml: deadline",
        "1 addressee (ORG004 (person4@member4.example)) added",
    ]
    assert "+One line more." in told["diff"]  # type: ignore[operator]
    shown = done("check", "--home", home).out
    assert "circular changed since entry 2 by anna: letters/circular.en.md changed;" in shown
    assert "+One line more." in shown
    ran = counterfoil("approve", "circular", before, "--by", "bert", "--home", home)
    assert (ran.code, "+One line more." in ran.err, "1 addressee" in ran.err) == (2, True, True)


def test_a_hash_that_is_none_of_this_mailing_says_what_it_is(home: Path) -> None:
    """Too short, unknown, of another mailing; each says what to do, with exit status 2."""
    other = next(one["sha256"] for one in done("check", "--home", home, "--json").one["approvals"] if one["mailing"] == "reminder")
    for given, why in {
        other[:7]: "at least the first 8 signs",
        "letters/*": "is not the hash of a mailing",
        "0" * 64: "Nothing that was looked at here has a hash that begins with 000",
        other: "This is the hash of the mailing reminder of cybercrime-2012",
    }.items():
        ran = counterfoil("approve", "circular", given, "--home", home)
        assert (ran.code, why in ran.err, "counterfoil check" in ran.err) == (2, True, True), ran.err
    assert "Known: circular" in counterfoil("approve", "circle", other, "--home", home).err


def test_an_addressee_whom_one_of_two_approved_is_named(home: Path) -> None:
    """The list grows after two approved it: neither stands beside the new hash, and after one of them did again, one more is asked for."""
    asks(home, 2)
    for name in ("Anna Roth", "Bob Lee"):
        done("approve", "circular", str(_circular(home)["sha256"]), "--by", name, "--home", home)
    (home / "more.csv").write_bytes(contacts_csv(5))
    done("contacts", "load", home / "more.csv", "--list", LIST, "--home", home)
    new = "1 addressee (ORG004 (person4@member4.example))"
    shown = done("check", "--home", home).out
    assert f"circular: {new} needs 2 more people" in shown
    assert _circular(home)["approved_by"] == []
    told = done("approve", "circular", str(_circular(home)["sha256"]), "--by", "Anna Roth", "--home", home).out
    assert f"is approved by Anna Roth; {new} needs 1 more person." in told
    shown = done("check", "--home", home).out
    assert f"circular: {new} needs 1 more person" in shown
    assert "Bob" not in shown
    found = _circular(home)
    assert (found["approved"], found["approved_by"], found["missing"]) == (False, ["Anna Roth"], 1)
    assert found["lacking"] == [{"people": 1, "addressees": 1, "named": ["ORG004 (person4@member4.example)"]}]


def test_what_leaves_as_long_as_the_folder_is_not_applied_is_told(home: Path) -> None:
    """By check beside the hash of what changed, and by send; nothing of it where the folder is applied."""
    asks(home, 1)
    done("study", "apply", "--home", home)
    applied = str(_circular(home)["sha256"])
    done("approve", "circular", applied, "--by", "anna", "--home", home)
    assert _circular(home)["applied"] == ""
    letter = home / "studies" / "cybercrime-2012" / "letters" / "circular.en.md"
    letter.write_text(letter.read_text(encoding="utf-8") + "\nOne line more.\n", encoding="utf-8")
    shown = done("check", "--home", home).out
    leaves = f"the applied version ({applied[:16]}, approved) is what leaves until `counterfoil study apply`"
    assert shown.count("is what leaves until") == 1
    assert f"circular ({str(_circular(home)['sha256'])[:16]}): The folder is not applied as it is: {leaves}" in shown
    assert "has changes that are not applied" in done("send", "circular", "--live", "--home", home).err
    done("study", "apply", "--home", home)
    assert "not applied" not in done("check", "--home", home).out
    assert "not applied" not in counterfoil("send", "circular", "--live", "--home", home).err


def test_the_last_line_names_the_mailing_that_needs_approval_next(home: Path) -> None:
    """The first by its date that lacks somebody; once it is approved, the next one."""
    asks(home, 1)
    assert "circular needs approval next: counterfoil approve circular " in done("check", "--home", home).out
    done("approve", "circular", str(_circular(home)["sha256"]), "--by", "anna", "--home", home)
    assert "questionnaire needs approval next: counterfoil approve questionnaire " in done("check", "--home", home).out


def test_nobody_is_two_people_by_a_name_that_looks_alike(home: Path) -> None:
    """Letters of two scripts in one word, signs that cannot be seen, or the name of a rule: refused, with what to do."""
    sha256 = _circular(home)["sha256"]
    for by, why in {"\u0410nna": "Write each word of your name in one script", "an\u200bna": "U+200B", "rule:intake": "--by"}.items():
        ran = counterfoil("approve", "circular", str(sha256), "--by", by, "--home", home)
        assert (ran.code, why in " ".join(ran.err.split())) == (2, True), ran.err
