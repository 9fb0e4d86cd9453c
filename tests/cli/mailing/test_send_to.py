"""send --to: a mailing to the organisations that are named, told organisation by organisation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import respondents
from demo.servers import Servers
from tests.cli.mailing.test_mail import MYSELF
from tests.cli.program import counterfoil, done
from tests.service.installed import LIST, connect, contacts_csv, letters


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Return the recording servers."""
    with Servers(tmp_path_factory.mktemp("servers")) as running:
        yield running


def _one_more(home: Path) -> list[dict[str, object]]:
    """Load a list with one organisation more, and return what is said of who came late."""
    file = home / "more.csv"
    file.write_bytes(contacts_csv(5))
    found: list[dict[str, object]] = done("contacts", "load", file, "--list", LIST, "--home", home, "--json").one["late"]
    return found


def test_a_late_organisation_is_told_when_it_is_loaded_and_catches_up_by_its_name(home: Path, servers: Servers) -> None:
    """What is said after loading is the command that does it: both letters arrive in their order, and nobody else gets any."""
    connect(home, servers)
    for mailing in ("circular", "questionnaire"):
        done("send", mailing, "--live", "--home", home)
    late = {"study": "cybercrime-2012", "organisations": ["ORG004"], "missed": ["circular", "questionnaire"]}
    assert _one_more(home) == [{**late, "send": ["questionnaire"], "approvals": 0}]
    command = "counterfoil send --study cybercrime-2012 questionnaire --to ORG004 --live"
    assert command in done("contacts", "load", home / "more.csv", "--list", LIST, "--home", home).err
    before = len(servers.accepted())
    told = done(*command.split()[1:], "--home", home, "--json").one
    assert [(one["organisation"], one["mailing"], one["letters"], one["missed"]) for one in told["organisations"]] == [
        ("ORG004", "circular", 1, True),
        ("ORG004", "questionnaire", 1, True),
    ]
    assert (told["planned"], told["sent"]["sent"]) == ({"circular": 1, "questionnaire": 1}, 2)
    first, second = servers.accepted()[before:]
    assert first.rcpt_to == second.rcpt_to == ("person4@member4.example",)
    assert [bool(respondents.open_letter(one.file).workbook) for one in (first, second)] == [False, True]
    assert not _one_more(home)


def test_a_second_time_is_told_with_exit_status_1(home: Path, servers: Servers) -> None:
    """Without --again nothing more is sent; with it once, and then not again on that day."""
    connect(home, servers)
    send = ("send", "circular", "--to", "organisation 1", "--live", "--home", home)
    assert "ORG001 (Organisation 1): circular, 1 letter" in done(*send).out
    ran = counterfoil(*send)
    assert (ran.code, "add --again" in ran.err) == (1, True)
    done(*send, "--again")
    ran = counterfoil(*send, "--again")
    assert (ran.code, "twice in a day" in ran.err) == (1, True)
    assert len(letters(home)) == 2


def test_without_live_it_is_said_what_would_be_sent(home: Path) -> None:
    """The letters stand in a folder, and nothing is in the outbox."""
    told = done("send", "circular", "--to", "ORG001", "--to", "ORG003", "--home", home, "--json").one
    assert (told["letters"], [one["organisation"] for one in told["organisations"]]) == (2, ["ORG001", "ORG003"])
    assert len([path for path in Path(told["rehearsal"]).rglob("*") if path.is_file()]) == 2
    shown = done("send", "circular", "--to", "ORG001", "--home", home).out
    assert "ORG001 (Organisation 1): circular, 1 letter" in shown
    assert "nothing was sent" in shown
    assert letters(home) == ()


def test_a_test_letter_is_made_for_the_organisation_that_is_named(home: Path, servers: Servers) -> None:
    """One for each, in its language, to oneself alone."""
    connect(home, servers)
    before = len(servers.accepted())
    told = done("send", "circular", "--to", "ORG000", "--to", "ORG001", "--test-to", MYSELF, "--home", home, "--json").objects
    assert [(one["to"], one["outcome"]) for one in told] == [(MYSELF, "sent")] * 2
    sent = servers.accepted()[before:]
    assert [one.rcpt_to for one in sent] == [(MYSELF,)] * 2
    assert [respondents.open_letter(one.file).language for one in sent] == ["en", "fr"]
    assert letters(home) == ()


def test_who_is_named_wrongly_is_told_who_is_near(home: Path) -> None:
    """Exit status 2, live or not; and --again alone says to whom it lacks."""
    for live in ((), ("--live",)):
        ran = counterfoil("send", "circular", "--to", "ORG01", *live, "--home", home)
        assert (ran.code, "Did you mean ORG001" in ran.err) == (2, True)
    ran = counterfoil("send", "circular", "--again", "--live", "--home", home)
    assert (ran.code, "--to" in ran.err) == (2, True)
    assert letters(home) == ()
