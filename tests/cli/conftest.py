"""Installations for the tests of the command line: one that was only loaded, and one whose study is at work and was answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import respondents
from demo.acts import entries
from demo.usual_answers import usual
from questionnaire.xlsform import load
from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.wiring import open_service
from tests.cli.program import done
from tests.service.installed import LIST, at, contacts_csv, maildirs, make

ORGANISATIONS = 4


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("COUNTERFOIL_HOME", "COUNTERFOIL_DATABASE_URL", "COUNTERFOIL_SMTP_PASSWORD", "COUNTERFOIL_IMAP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("loaded") / "installation"
    done("init", home)
    (home / "people.csv").write_bytes(contacts_csv(ORGANISATIONS))
    maildirs(home)
    done("contacts", "load", home / "people.csv", "--list", LIST, "--home", home)
    return home


@pytest.fixture
def home(_loaded: Path, tmp_path: Path) -> Path:
    """Return an installation with four organisations, whose study was not applied yet; mail goes into a Maildir."""
    return copy_of(_loaded, tmp_path)


@pytest.fixture(scope="session")
def _answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("answered") / "installation"
    make(home, ORGANISATIONS)
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
        tick(service, at("02-20"))
    for number, raw in enumerate(_answers(home)):
        (home / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
    return home


@pytest.fixture
def answered(_answered: Path, tmp_path: Path) -> Path:
    """Return an installation that sent two mailings, and in whose mailbox lie four messages.

    They are a good answer, one with an error, one that another organisation sends, and a question.
    """
    return copy_of(_answered, tmp_path)


@pytest.fixture
def at_work(answered: Path) -> Path:
    """Return that installation after it took its mailbox in."""
    done("collect", "--home", answered)
    return answered


def copy_of(home: Path, folder: Path) -> Path:
    """Return a copy of an installation with Maildirs of its own."""
    shutil.copytree(home, folder / "installation")
    maildirs(folder / "installation")
    return folder / "installation"


def _answers(home: Path) -> Iterator[bytes]:
    form = load((home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
    opened = [respondents.open_letter(path) for path in sorted((home / "out" / "new").iterdir())]
    letters = {letter.to: letter for letter in opened if letter.workbook}
    people = [f"person{number}@member{number}.example" for number in range(ORGANISATIONS)]
    senders = (people[0], people[1], people[3])
    for number, (person, sender) in enumerate(zip(people, senders, strict=False)):
        letter = letters[person]
        name, workbook = letter.workbook or ("", b"")
        given = {**usual(number), **({"share_cross_border": 140.0} if number == 1 else {})}
        file = (name, respondents.fill(workbook, entries(form, given, letter.language)))
        yield respondents.answer(letter, sender=sender, sender_name="A", text="Attached.", files=[file], now=at("03-01"))
    asked = letters[people[3]]
    yield respondents.answer(asked, sender=people[3], sender_name="B", text="Which year is meant in question 5?", now=at("03-01"))
