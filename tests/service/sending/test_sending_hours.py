"""Mailings leave when people work where they are read; what waits for that is told and is no alarm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep

import pytest

from domain.errors import ConfigurationError
from domain.letter import LetterKind
from service.cases.waiting import waiting
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.operation.doctor import examine
from service.operation.tick import tick
from service.sending.delays import delays
from service.sending.send import send_due
from service.studies.folder import Folder, load_study
from service.wiring import Service, open_service
from store import outbox
from tests.mailer.smtp_stage import Talk, stage
from tests.service.installed import LIST, at, letters, make
from tests.service.sending.test_pace import Server, connect, put_out_circular

PEOPLE = """code;organisation;country;region;language;role;name;address;salutation;zone
VIE;Vienna;AT;Europe;en;to;Anna;anna@vienna.example;Dear;
TYO;Tokyo;JP;Asia;en;to;Ken;ken@tokyo.example;Dear;
ACR;Acre;BR;America;en;to;Rui;rui@acre.example;Dear;America/Rio_Branco
SEA;At sea;;;en;to;Eva;eva@sea.example;Dear;
"""
FRIDAY = at("02-10")  # 10:05 in Vienna, 18:05 in Tokyo, 05:05 in Rio Branco, which was four hours behind UTC then.


def keep_hours(home: Path, lines: str) -> None:
    """Let the study send in these hours."""
    file = home / "studies" / SAMPLE / "study.toml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n[sending]\n{lines}\n", encoding="utf-8")


@contextmanager
def office(home: Path, server: Server, now: datetime = FRIDAY, people: str = PEOPLE) -> Iterator[Service]:
    """Open an installation whose study sends on workdays, with a mailing in the outbox to four places."""
    make(home, 0)
    keep_hours(home, 'hours = "08:00-18:00"\nweekend = "sat,sun"')
    (home / "people.csv").write_text(people)
    with stage(server.answer) as shown:
        connect(home, shown, "")
        with open_service(config.load(home, {})) as service:
            load_file(service, home / "people.csv", LIST, {}, store=True)
            put_out_circular(service, now)
            yield service


def test_a_mailing_leaves_for_each_place_in_its_own_hours(tmp_path: Path) -> None:
    """A mailing would leave outside the study's hours: at ten on a Friday in Vienna it is too early in Acre, and too late in Tokyo."""
    server = Server()
    with office(tmp_path, server) as service:
        sent = send_due(service, FRIDAY)
        assert sorted(server.taken) == ["anna@vienna.example", "eva@sea.example"]
        assert not sent.problems
        (wait,) = sent.waits
        assert (wait.letters, wait.why) == (2, f"for the hours in which {SAMPLE} sends")
        send_due(service, FRIDAY.replace(hour=12, minute=59))
        assert len(server.taken) == 2
        send_due(service, FRIDAY.replace(hour=13, minute=0))
        assert server.taken[2:] == ["rui@acre.example"]
        send_due(service, at("02-12", 23))
        assert len(server.taken) == 3
        send_due(service, at("02-13", 0))
        assert server.taken[3:] == ["ken@tokyo.example"]


def test_what_waits_for_its_hours_is_no_case_and_is_told_by_status(tmp_path: Path) -> None:
    """Until when, too; ticks in between do nothing and tell nothing."""
    server = Server()
    saturday = at("02-11")
    with office(tmp_path, server, saturday) as service:
        report = tick(service, saturday)
        assert (report.sent["sent"], report.problems) == (0, [])
        again = tick(service, saturday + timedelta(minutes=1))
        assert again.idle
        with service.store.reading() as tx:
            assert not waiting(tx)
            (wait,) = delays(service, tx, saturday, SAMPLE)
        assert {one.what: one.found for one in examine(service, saturday)}["pace"] == str(wait)
        assert (wait.letters, wait.until) == (4, at("02-13", 0) - timedelta(minutes=5))
        assert str(wait) == f"4 letters wait for the hours in which {SAMPLE} sends; the first leave at 2012-02-12 23:00 UTC."
    assert not server.taken


def test_the_hours_are_those_of_the_moment_at_which_a_letter_would_leave(tmp_path: Path) -> None:
    """A letter that is tried again in the night waits for the morning."""
    server = Server(RCPT=b"450 4.2.0 Not now\r\n")
    server.domain = "vienna.example"
    with office(tmp_path, server) as service:
        send_due(service, FRIDAY.replace(hour=17, minute=58))
        server.is_slow = False
        send_due(service, FRIDAY.replace(hour=18, minute=10))
        assert "anna@vienna.example" not in server.taken
        send_due(service, at("02-13", 8))
        assert "anna@vienna.example" in server.taken


def test_what_a_person_sends_waits_for_the_hours_too_and_they_are_told(tmp_path: Path) -> None:
    """In the same words; nothing of it is a problem."""
    server = Server()
    with office(tmp_path, server) as service:
        report = send_now(service, SAMPLE, "circular", at("02-11"), by="anna")
        assert not report.problems
        assert [one.letters for one in report.waits] == [4]
    assert not server.taken


def test_what_answers_somebody_leaves_at_any_hour(tmp_path: Path) -> None:
    """A receipt, a question, a digest: only mailings come unasked."""
    server = Server()
    night = at("02-11", 3)
    with office(tmp_path, server) as service:
        (first, *_) = letters(tmp_path)
        with service.store.transaction() as tx:
            others = [one for one in LetterKind if one is not LetterKind.MAILING]
            planned = [
                replace(first, id=0, kind=kind, cause=f"test:{kind}", tag=f"tag{kind}", mailing=None, address=f"{kind}@vienna.example")
                for kind in others
            ]
            outbox.plan(tx, planned)
            asked = replace(first, id=0, cause="test:asked", tag="asked", believed=True, address="asked@vienna.example")
            outbox.plan(tx, [asked])
        send_due(service, night)
        with service.store.reading() as tx:
            (wait,) = delays(service, tx, night)
        assert wait.letters == 4


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ('hours = "18:00-08:00"', "no hours of one day"),
        ('hours = "8-18"', "no hours of one day"),
        ('hours = "08:00-24:30"', "no hours of one day"),
        ('weekend = "saturday"', "no day of the week"),
        ('weekend = "mon,tue,wed,thu,fri,sat,sun"', "No day is left"),
        ("days = 5", "not known here"),
    ],
)
def test_hours_that_cannot_be_meant_are_told_with_what_is_right(tmp_path: Path, lines: str, what: str) -> None:
    """With the place in study.toml, when the study is checked."""
    make(tmp_path, 0)
    keep_hours(tmp_path, lines)
    data = (tmp_path / "studies" / SAMPLE / "study.toml").read_bytes()
    with pytest.raises(ConfigurationError, match=what) as error:
        load_study(Folder({"study.toml": data}))
    assert "sending" in str(error.value.where)
    assert error.value.remedy


PLACES = [f"p{number}" for number in range(12)]
EVENING = FRIDAY.replace(hour=17, minute=59, second=59)  # In Vienna the hours end in one second.


class Leisurely(Server):
    """A server that takes its time over each letter."""

    seconds = 0.5

    def answer(self, talk: Talk, line: str) -> bytes | None:
        """Answer one line."""
        if line == "CONTENT":
            sleep(self.seconds)
        return super().answer(talk, line)


def test_no_letter_leaves_after_its_hours_though_the_pass_began_in_them(tmp_path: Path) -> None:
    """A slow server makes of a mailing an evening's work: what was not reached waits for the next day, and that is told at once."""
    server = Leisurely()
    rows = "".join(f"{place};{place};AT;Europe;en;to;Anna;{place}@vienna.example;Dear;\n" for place in PLACES)
    with office(tmp_path, server, EVENING, PEOPLE.splitlines(keepends=True)[0] + rows) as service:
        sent = send_due(service, EVENING)
        assert len(server.taken) < len(PLACES)
        assert [(one.letters, one.until) for one in sent.waits] == [
            (len(PLACES) - len(server.taken), at("02-13", 8) - timedelta(minutes=5))
        ]
        assert not sent.problems
        server.seconds = 0.0
        send_due(service, at("02-13", 8))
        assert sorted(server.taken) == sorted(f"{place}@vienna.example" for place in PLACES)
