"""check: what it prints for people and for programs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.installation.install import SAMPLE
from tests.cli.program import counterfoil, done
from tests.service.installed import LIST, contacts_csv


@pytest.fixture(autouse=True)
def _without_spamassassin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def test_check_makes_every_letter_and_sends_none(home: Path) -> None:
    """Four mailings to four organisations are sixteen letters, twelve of them with a workbook; the Maildir stays empty."""
    told = done("check", "--home", home, "--json").one
    assert (told["letters"], told["workbooks"], told["problems"]) == (16, 12, [])
    assert not (home / "out").exists()


def test_check_does_not_say_that_all_is_well_beside_what_it_notes(home: Path) -> None:
    """Rows of a draft that need somebody are such notes, too: whoever reads the last line alone looks further up."""
    notes, told = done("check", "--home", home, "--json").one["notes"], " ".join(done("check", "--home", home).out.split())
    assert notes
    assert ("Nothing needs fixing" in told, "Look at what is noted above before you do." in told) == (False, True)


def test_check_tells_what_is_in_the_way(home: Path) -> None:
    """A letter that names something unknown is a problem, with its file; exit status 1."""
    letter = home / "studies" / SAMPLE / "letters" / "circular.fr.md"
    letter.write_text(letter.read_text(encoding="utf-8") + "\n{{ contact.nickname }}\n", encoding="utf-8")
    ran = counterfoil("check", "--home", home, "--json")
    assert ran.code == 1
    assert ran.one["letters"] == 14
    assert all("circular.fr.md" in problem and "nickname" in problem for problem in ran.one["problems"])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "It has no text part."),
        (
            "Answer on [www.itu.int](https://elsewhere.example/form).",
            "The link that shows 'www.itu.int' leads to https://elsewhere.example/form.",
        ),
        ("![The circular](https://www.itu.int/circular.png)", "It says what it says in a picture."),
    ],
    ids=["no text part", "a link that lies", "a picture alone"],
)
def test_what_a_reader_would_stumble_over_is_told_with_its_letter(home: Path, body: str, says: str) -> None:
    """Whatever the letterhead says around it; it is in the way of the mailing, as what cannot be made is."""
    letter = home / "studies" / SAMPLE / "letters" / "circular.en.md"
    head = letter.read_text(encoding="utf-8").split("+++")[1]
    letter.write_text(f"+++{head}+++\n\n{body}\n", encoding="utf-8")
    ran = counterfoil("check", "--home", home, "--json")
    assert ran.code == 1
    assert [one for one in ran.one["problems"] if "circular.en.md" in one and says in one]


def test_a_deadline_before_the_last_mailing_is_told(home: Path) -> None:
    """With the mailings that leave after it; it is no obstacle, as somebody may mean it."""
    study = home / "studies" / SAMPLE / "study.toml"
    kept = study.read_text(encoding="utf-8")
    study.write_text(kept.replace("deadline = 2012-04-30", "deadline = 2012-03-26"), encoding="utf-8")
    said = "The deadline is 2012-03-26, before these mailings leave: last-call (2012-04-23)."
    assert [one for one in done("check", "--home", home, "--json").one["notes"] if one.startswith(said)]
    study.write_text(kept, encoding="utf-8")
    done("study", "apply", "--home", home)
    study.write_text(kept.replace("deadline = 2012-04-30", "deadline = 2012-03-26"), encoding="utf-8")
    assert said in " ".join(done("study", "apply", "--dry-run", "--home", home).out.split())


def test_applying_a_study_whose_days_are_over_says_so(home: Path) -> None:
    """It is applied all the same; the JSON has the sentences, a check notes them, and days to come are none of it."""
    tried = done("study", "apply", "--dry-run", "--home", home).err
    for words in ("The deadline is over: 2012-04-30.", "long over: circular (2012-02-10)", "it waits until a person decides"):
        assert words in tried
    past = done("study", "apply", "--home", home, "--json").one["overdue"]
    assert all(one in done("check", "--home", home, "--json").one["notes"] for one in past)
    file = home / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("2012-0", "2999-0"), encoding="utf-8")
    assert done("study", "apply", "--home", home, "--json").one["overdue"] == []


def test_applying_what_runs_already_says_that_nothing_has_changed(home: Path) -> None:
    """Whoever typed it twice does not wonder what it did the second time."""
    assert f"{SAMPLE} now runs as version 1." in done("study", "apply", "--home", home).out
    assert f"Nothing has changed: {SAMPLE} runs as version 1." in done("study", "apply", "--home", home).out


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("deadline = 2012-04-30", "deadline = 2026-13-01", "deadline: 2026-13-01 is not a date. Write year, month and day"),
        (
            "at = 2012-02-20T10:00:00",
            "at = 2012-02-30T10:00:00  # Monday",
            "at: 2012-02-30T10:00:00 is not a date. Write year, month and day",
        ),
    ],
)
def test_a_date_that_is_none_is_told_with_its_line(home: Path, right: str, wrong: str, says: str) -> None:
    """What TOML says of it, a line end that is missing, helps nobody."""
    study = home / "studies" / SAMPLE / "study.toml"
    kept = study.read_text(encoding="utf-8")
    study.write_text(kept.replace(right, wrong), encoding="utf-8")
    ran = counterfoil("check", "--home", home)
    assert ran.code == 2
    line = kept[: kept.index(right)].count("\n") + 1
    assert f"line {line} {says}" in " ".join(ran.err.split())


def test_the_keys_for_programs_stay(home: Path) -> None:
    """More may stand beside them."""
    told = done("check", "--home", home, "--json").one
    assert set(told) >= {"letters", "workbooks", "largest", "problems", "notes", "made", "forms", "addressees", "limit", "domains"}
    assert {(one["mailing"], one["language"], one["letters"], one["spam"]) for one in told["forms"]} >= {("circular", "fr", 2, None)}
    assert told["domains"][0]["domain"] == "itu.example"


def test_a_second_check_says_that_nothing_changed(home: Path) -> None:
    """Of the sixteen letters none is made again."""
    assert done("check", "--home", home, "--json").one["made"] == 16
    assert done("check", "--home", home, "--json").one["made"] == 0
    assert "16 letters and 12 workbooks were made, 16 of them at an earlier check." in " ".join(done("check", "--home", home).out.split())


def test_a_large_study_is_told_shortly(home: Path) -> None:
    """Forty contacts with a language of their own are one note with three of them; all are named where all is asked for."""
    (home / "people.csv").write_bytes(contacts_csv(40).replace(b";fr;", b";de;").replace(b";en;", b";de;"))
    done("contacts", "load", home / "people.csv", "--list", LIST, "--home", home)
    letter = home / "studies" / SAMPLE / "letters" / "circular.en.md"
    letter.write_text(letter.read_text(encoding="utf-8") + "\n{{ contact.nickname }}\n", encoding="utf-8")
    ran = counterfoil("check", "--home", home)
    shown = " ".join(ran.out.split())
    assert ran.code == 1
    assert len(ran.out.splitlines()) < 30
    assert "40 contacts read a language that the study is not written in. The first: ORG000: person0@member0.example reads 'de'" in shown
    assert "person5@member5.example" not in shown
    assert "(In 40 letters, such as circular to person0@member0.example.)" in shown
    assert "person39@member39.example" in counterfoil("check", "--home", home, "--all").out
    assert len(counterfoil("check", "--home", home, "--json").one["addressees"]) == 40


def test_a_name_server_that_has_no_address_is_told(home: Path) -> None:
    """It is given by its number, since its name would have to be looked up."""
    with (home / "counterfoil.toml").open("a") as settings:
        settings.write('\n[dns]\nservers = ["ns.agency.example"]\n')
    ran = counterfoil("check", "--home", home)
    assert ran.code == 2
    assert "[dns] servers: 'ns.agency.example' is no IP address." in ran.err


def test_a_letter_that_cannot_be_made_is_told_when_the_study_is_applied(home: Path) -> None:
    """Once, with its file and line, and the status says that there is something to look at; the study runs all the same."""
    letter = home / "studies" / SAMPLE / "letters" / "reminder.en.md"
    letter.write_text(letter.read_text().replace("{{ reference }}", "{{ refrence }}"))
    for more, version in ((("--dry-run",), None), ((), 1)):
        ran = counterfoil("study", "apply", *more, "--home", home, "--json")
        assert (ran.code, ran.one["version"]) == (1, version)
        (fault,) = ran.one["faults"]
        assert re.match(r"letters/reminder\.en\.md, line \d+: There is no value `refrence`\.", fault)
    shown = counterfoil("study", "apply", "--home", home)
    assert (shown.code, " ".join(shown.err.split()).count("Warning: a letter cannot be made")) == (1, 1)
