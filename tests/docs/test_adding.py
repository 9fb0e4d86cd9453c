"""Every example of docs/adding.md is put into a copy of the program, as it stands there, and does what the page says."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo import respondents

ROOT = Path(__file__).parents[2]
EXAMPLE = re.compile(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUARANTINE = b"From: filter@mx.example\r\nTo: us@unodc.example\r\nSubject: Quarantine report\r\n\r\nOne message is kept.\r\n"
SENDMAIL = '#!/bin/sh\necho "$@" > "{folder}/arguments"\ncat > "{folder}/letter"\n'


@dataclass(frozen=True)
class Copy:
    """A copy of the program with the examples in it, and an installation that uses them."""

    packages: Path
    home: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the program of the copy in the installation."""
        code = "from cli.main import run; run()"
        environment = {"PYTHONPATH": str(self.packages), "PATH": "/usr/bin:/bin"}
        return subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=self.home, env=environment, capture_output=True, text=True, check=False
        )

    def objects(self, *arguments: str) -> list[dict[str, Any]]:
        """Return the JSON objects that a command prints."""
        done = self.run(*arguments, "--json")
        assert not done.stderr.startswith("Traceback"), done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Put the examples into a copy of the program, and make an installation that uses them."""
    folder = tmp_path_factory.mktemp("adding")
    packages, home = folder / "packages", folder / "home"
    for name in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        # With what Python has compiled of it, which takes longer to do anew than all tests here; not with what it writes at this moment.
        shutil.copytree(ROOT / name, packages / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    for path, content in EXAMPLE.findall((ROOT / "docs" / "adding.md").read_text(encoding="utf-8")):
        assert not (packages / path).exists(), "an extension is a new file"
        (packages / path).write_text(content, encoding="utf-8")
    (folder / "incoming").mkdir()
    program = folder / "sendmail"
    program.write_text(SENDMAIL.format(folder=folder))
    program.chmod(0o755)
    Copy(packages, folder).run("init", str(home))
    (home / "counterfoil.toml").write_text(
        f'[transport]\nkind = "sendmail"\nprogram = "{program}"\n[mailbox]\nkind = "folder"\npath = "{folder / "incoming"}"\n'
    )
    study = home / "studies" / "cybercrime-2012"
    with (study / "study.toml").open("a") as file:
        file.write('\n[[digests]]\nname = "daily"\nkind = "waiting"\ncron = "0 7 * * *"\n')
    made = Copy(packages, home)
    made.run("contacts", "load", str(study / "contacts.csv"), "--list", "itu-d-sector-members")
    assert made.run("study", "apply").returncode == 0
    return made


def test_the_classifier_tells_what_the_message_is(copy: Copy) -> None:
    """The rule hits where no study is."""
    (copy.home / "quarantine.eml").write_bytes(QUARANTINE)
    (explained,) = copy.objects("explain", "quarantine.eml")
    assert (explained["kind"], explained["rule"]) == ("auto_reply", "quarantine")


def test_the_format_is_read(copy: Copy) -> None:
    """A page with a table is no longer refused."""
    (copy.home / "answers.html").write_text("<html><body><table><tr><th>No.</th><td>5</td></tr></table></body></html>")
    (read,) = copy.objects("read", "answers.html", "--questionnaire", "studies/cybercrime-2012/questionnaire.xlsx")
    assert read["format"] == "html"


def test_the_check_finds_and_speaks_the_respondents_language(copy: Copy) -> None:
    """A French workbook gets the French sentence."""
    form = "studies/cybercrime-2012/questionnaire.xlsx"
    copy.run("questionnaire", "build", form, "--language", "fr", "--out", "blank.xlsx")
    label = "Nom et fonction de la personne qui remplit le questionnaire"
    (copy.home / "filled.xlsx").write_bytes(respondents.fill((copy.home / "blank.xlsx").read_bytes(), {label: "x"}))
    (read,) = copy.objects("read", "filled.xlsx", "--questionnaire", form)
    assert [one["message"] for one in read["findings"] if one["code"] == "brief"] == ["La réponse se limite à « x »."]


def test_the_digest_is_made(copy: Copy) -> None:
    """study.toml names it, and it is written to files."""
    files = [Path(one["file"]) for one in copy.objects("digest", "daily")]
    assert "0 cases wait for your decision." in (copy.home / files[0]).read_text(encoding="utf-8")


def test_the_export_is_written(copy: Copy) -> None:
    """Each organisation is one object."""
    file, _ = [Path(one["file"]) for one in copy.objects("export", "jsonl")]
    rows = [json.loads(line) for line in (copy.home / file).read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 30


def test_the_transport_hands_a_letter_over(copy: Copy) -> None:
    """The program gets the recipient as an argument and the letter on its standard input."""
    (sent,) = copy.objects("send", "questionnaire", "--test-to", "me@unodc.example", "--to", "ATLSTEL")
    assert sent["outcome"] == "sent"
    assert (copy.home.parent / "arguments").read_text().endswith("-- me@unodc.example\n")
    assert respondents.open_letter(copy.home.parent / "letter").workbook is not None


def test_the_mailbox_is_taken_in_once(copy: Copy) -> None:
    """What was kept is moved, and does not come again."""
    incoming = copy.home.parent / "incoming"
    (incoming / "one.eml").write_bytes(QUARANTINE)
    assert [one["new"] for one in copy.objects("collect")] == [1]
    assert [one["new"] for one in copy.objects("collect")] == [0]
    assert (incoming / "Counterfoil" / "one.eml").exists()
