"""Whoever asks for what another process does just now waits for that process, and then goes on with what is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from domain.letter import DeliveryState
from domain.process.roles import ServiceRole
from service.installation import config
from service.operation.tick import tick
from service.process.awaited import Patience
from service.process.leases import nobody_else
from service.wiring import Service, open_service
from store import outbox
from tests.service.installed import make
from tests.service.sending.test_two_senders import DAY_OUT, go, said, sender
from tests.store.conftest import database, postgresql, url

__all__ = ["database", "postgresql", "url"]

ORGANISATIONS = 6
# Ctrl-C ends it as at a terminal, though whoever started the tests in the background has that ignored.
PROGRAM = [sys.executable, "-c", "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from cli.main import run; run()"]
SEND = ["send", "circular", "--live", "--by", "Anna Berg"]
COLLECT, ERASE = ["collect"], ["erase", "person1@member1.example", "--by", "Anna Berg"]
COMMANDS = [
    *((database, COLLECT) for database in ("sqlite", "postgresql")),
    *((database, ERASE) for database in ("sqlite", "postgresql")),
    ("sqlite", [*SEND, "--to", "ORG001"]),
    ("sqlite", ["deliveries", "--retry", "--by", "Anna Berg"]),
    ("sqlite", ["digest", "weekly", "--live"]),
]
PATIENCE = 120  # Seconds in which a process that nobody keeps comes to its end.


@pytest.fixture
def home(tmp_path: Path, url: str) -> Path:
    """Return an installation whose study was applied, on either database."""
    made = tmp_path / "installation"
    make(made, ORGANISATIONS, url)
    return made


@contextmanager
def opened(home: Path, url: str) -> Iterator[Service]:
    """Open the installation here."""
    with open_service(config.load(home, {"COUNTERFOIL_DATABASE_URL": url})) as service:
        yield service


@contextmanager
def begun(home: Path, url: str, arguments: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """Start the program, as a person does in another terminal."""
    process = subprocess.Popen(
        [*PROGRAM, *arguments, "--home", str(home)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"COUNTERFOIL_DATABASE_URL": url},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def heard(process: subprocess.Popen[str], words: str) -> str:
    """Return the line on stderr in which the program says these words; an error if it ends without it."""
    assert process.stderr
    before = []
    for line in process.stderr:
        if words in line:
            return line
        before.append(line)
    pytest.fail(f"it ended, and said: {''.join(before)}")


def ended(process: subprocess.Popen[str]) -> tuple[list[Any], str]:
    """Return what the program wrote for programs, and what else it said, when it has ended."""
    assert process.stdout
    assert process.stderr
    out, err = process.stdout.read(), process.stderr.read()
    process.wait(PATIENCE)
    return [json.loads(line) for line in out.splitlines()], err


def states(home: Path, url: str) -> Counter[DeliveryState]:
    """Return how many letters there are in each state."""
    with opened(home, url) as service, service.store.reading() as tx:
        return Counter(one.state for one in outbox.in_states(tx, list(DeliveryState)))


@pytest.mark.parametrize(("url", "command"), COMMANDS, indirect=["url"], ids=lambda one: one[0] if isinstance(one, list) else one)
def test_a_command_waits_for_the_process_that_is_at_it_and_then_does_what_was_asked_for(command: list[str], home: Path, url: str) -> None:
    """It says so on stderr, and for how long it waits at most; what it prints for programs is one object, as ever."""
    with opened(home, url) as service, ExitStack() as another:
        assert another.enter_context(nobody_else(service, Patience(service, 0.0)))
        with begun(home, url, [*command, "--json"]) as process:
            assert "for 2 minutes at most" in heard(process, "Another process")
            another.close()
            (told,), err = ended(process)
    assert "It has finished." in err
    assert "already" not in err
    assert not told.get("problems")
    assert process.returncode == (1 if command is ERASE else 0)  # Whose address stands in a file is told, and that is one to look at.


def test_what_is_left_after_the_other_process_is_sent(home: Path, url: str) -> None:
    """All letters are, and it is said how many they are; what is printed for programs is one object, as ever."""
    with opened(home, url) as service, ExitStack() as another:
        assert another.enter_context(nobody_else(service, Patience(service, 0.0)))
        with begun(home, url, [*SEND, "--json"]) as process:
            assert "for 2 minutes at most" in heard(process, "Another process is sending")
            assert states(home, url) == {DeliveryState.QUEUED: ORGANISATIONS}
            another.close()
            (told,), err = ended(process)
    assert f"{ORGANISATIONS} letters that are due are left" in err
    assert (process.returncode, told["sent"]["sent"], told["problems"]) == (0, ORGANISATIONS, [])
    assert states(home, url) == {DeliveryState.SENT: ORGANISATIONS}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_pass_of_the_service_that_is_under_way_is_waited_for(home: Path, url: str) -> None:
    """What it takes along is not sent again, and it is said that nothing is left."""
    with opened(home, url) as service:
        tick(service, DAY_OUT, frozenset({ServiceRole.TICK}))
    with sender(home, url, stays=True) as first:
        go(first)
        assert first.stdout
        assert first.stdout.readline() == "begun\n"
        with begun(home, url, [*SEND, "--json"]) as process:
            heard(process, "Another process is sending")
            go(first)
            assert said(first)["outcomes"]["sent"] == ORGANISATIONS
            (told,), err = ended(process)
    assert "No letter that is due is left." in err
    assert (process.returncode, told["planned"], told["sent"].get("sent", 0)) == (0, {"circular": 0}, 0)
    assert states(home, url) == {DeliveryState.SENT: ORGANISATIONS}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_whoever_waits_to_send_may_be_stopped(home: Path, url: str) -> None:
    """It ends at once, says what was not begun, and that the same command goes on."""
    with opened(home, url) as service, nobody_else(service, Patience(service, 0.0)), begun(home, url, [*SEND, "--json"]) as process:
        heard(process, "Another process")
        process.send_signal(signal.SIGINT)
        (told,), err = ended(process)
    assert (process.returncode, "Traceback" in err) == (1, False)
    (problem,) = told["problems"]
    assert problem.startswith(f"Stopped: {ORGANISATIONS} letters that are due were not begun. Nothing is lost")
    assert states(home, url) == {DeliveryState.QUEUED: ORGANISATIONS}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_whoever_waits_to_collect_may_be_stopped(home: Path, url: str) -> None:
    """It ends as any command does that Ctrl-C ends."""
    with opened(home, url) as service, nobody_else(service, Patience(service, 0.0)), begun(home, url, ["collect", "--json"]) as process:
        heard(process, "Another process")
        process.send_signal(signal.SIGINT)
        told, err = ended(process)
    assert (process.returncode, told, "Traceback" in err) == (130, [], False)


def test_the_service_waits_for_nobody(home: Path, url: str) -> None:
    """Its next pass does what another does now: it says so, and goes on with what else is due."""
    with (
        opened(home, url) as service,
        nobody_else(service, Patience(service, 0.0)),
        begun(home, url, ["run", "--live", "--every", "1"]) as process,
    ):
        told = heard(process, "Another process is already sending")
        assert "so this one did not" in told
        heard(process, "Another process is already sending")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
