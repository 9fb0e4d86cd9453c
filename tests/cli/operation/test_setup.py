"""init, doctor, plugins and the program itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from service.installation.install import SAMPLE
from tests.cli.program import counterfoil, done
from tests.service.installed import write_settings


def test_init_makes_an_installation_with_the_sample_study(tmp_path: Path) -> None:
    """The settings, the study, its letters and its questionnaire are there, and the next steps are told."""
    ran = done("init", tmp_path / "new")
    assert (tmp_path / "new" / "counterfoil.toml").is_file()
    assert (tmp_path / "new" / "studies" / SAMPLE / "questionnaire.xlsx").is_file()
    assert "counterfoil contacts load" in ran.out


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    """A folder that holds something stays as it is."""
    (tmp_path / "mine.txt").write_text("mine")
    ran = counterfoil("init", tmp_path)
    assert ran.code == 2
    assert "Nothing was overwritten" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_study_of_ones_own_asks_for_the_addresses_that_no_setting_says(tmp_path: Path) -> None:
    """A Maildir has no account, and that of some servers is no address: the options are named, and with them it is made."""
    home = tmp_path / "new"
    done("init", "--empty", home)
    write_settings(home, {"transport": 'kind = "maildir"\npath = "out"', "mailbox": 'kind = "maildir"\npath = "in"'})
    new = ("study", "new", "water-2027", "--title", "Water", "--prefix", "WAT27", "--home", home)
    ran = counterfoil(*new)
    assert ran.code == 2
    assert "--returns-to" in ran.err
    assert "--from" in ran.err
    half = counterfoil(*new, "--from", "Water office <water@agency.example>")
    assert "--returns-to" in half.err
    assert "who writes" not in half.err, "That was said."
    done(*new, "--returns-to", "water@agency.example", "--from", "Water office <water@agency.example>")


def test_init_tells_its_files_as_json(tmp_path: Path) -> None:
    """Every file that is named exists."""
    told = done("init", tmp_path / "new", "--json").one
    assert told["directory"] == str(tmp_path / "new")
    assert all(Path(path).is_file() for path in told["files"])


def test_doctor_looks_at_everything(home: Path) -> None:
    """With Maildirs all is well."""
    told = done("doctor", "--home", home, "--json").objects
    assert {one["what"] for one in told} >= {"store", "transport", "mailbox", "fonts", "outbox", "waiting", f"study {SAMPLE}"}
    assert all(one["well"] for one in told)


def test_doctor_says_what_is_a_problem_and_goes_on(home: Path) -> None:
    """Servers that do not answer hide nothing else; exit status 1. A person reads ok or problem at the beginning of each line."""
    nobody = 'host = "127.0.0.1"\nport = 1\nsecurity = "none"\nuser = "returns"'
    write_settings(home, {"transport": f'kind = "smtp"\n{nobody}', "mailbox": f'kind = "imap"\n{nobody}'})
    ran = counterfoil("doctor", "--home", home, "--json")
    assert ran.code == 1
    assert [one["what"] for one in ran.objects if not one["well"]] == ["transport", "mailbox"]
    assert f"study {SAMPLE}" in {one["what"] for one in ran.objects}
    lines = counterfoil("doctor", "--home", home).out.splitlines()
    assert {line.split()[0] for line in lines} == {"ok", "problem"}
    assert [line.split()[1] for line in lines if line.startswith("problem")] == ["transport:", "mailbox:"]


@pytest.mark.parametrize(
    ("url", "settings", "what", "said"),
    [
        ("postgresql://staff:hidden@127.0.0.1:1/none", "", "store", "127.0.0.1:1"),
        ("", "[transport]\nkind = 'pigeon'\n", "settings", "pigeon"),
    ],
)
def test_doctor_tells_programs_too_why_it_can_look_at_nothing(
    url: str, settings: str, what: str, said: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One object with the same keys, and exit status 2; the sentence stands on stderr as ever, and no password anywhere."""
    if settings:
        (home / "counterfoil.toml").write_text(settings)
    monkeypatch.setenv("COUNTERFOIL_DATABASE_URL", url)
    ran = counterfoil("doctor", "--json", "--home", home)
    assert ran.code == 2
    assert (ran.one["what"], ran.one["well"], set(ran.one)) == (what, False, {"what", "well", "found"})
    assert said in ran.one["found"]
    assert said in ran.err
    assert "hidden" not in ran.out + ran.err


def test_plugins_are_listed_in_their_order() -> None:
    """Each kind of extension is there, numbered from one."""
    told = done("plugins", "--json").objects
    kinds = [one["kind"] for one in told]
    assert {"mail classifier", "attachment format", "edit check", "digest", "export", "transport", "mailbox"} <= set(kinds)
    for kind in set(kinds):
        assert [one["order"] for one in told if one["kind"] == kind] == list(range(1, kinds.count(kind) + 1))
    assert {one["name"] for one in told if one["kind"] == "transport"} == {"smtp", "maildir"}


def test_plugins_are_told_to_people() -> None:
    """The table names the folder in which a new one is put."""
    assert "intake/understanding/classifiers/" in done("plugins").out


def test_the_program_starts_as_a_process_of_its_own(tmp_path: Path) -> None:
    """Results go to stdout; an error is one sentence on stderr, with exit status 2 and no traceback."""
    program = [sys.executable, "-c", "from cli.main import run; run()"]
    helped = subprocess.run([*program, "--help"], capture_output=True, text=True, check=False)
    assert helped.returncode == 0
    assert "held" in helped.stdout
    wrong = subprocess.run([*program, "status", "--home", str(tmp_path)], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    assert wrong.stdout == ""
    assert "There is no counterfoil.toml here." in wrong.stderr
    assert "Traceback" not in wrong.stderr
