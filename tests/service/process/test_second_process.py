"""The second process answers in order, keeps nothing open that is not its own, and ends with whoever began it."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.contact import Contact, Role
from domain.letter import Envelope, Outcome, Route, Shared, Verdict
from service.process.second_process import NoAnswerError, SecondProcess

LONG = 30.0  # Seconds; nothing here takes as long, unless it fails.
BEGINS_ONE = """
import os, sys, time
from service.process.second_process import SecondProcess
second = SecondProcess(lambda asked: os.getpid())
second.ask(None)
print(second.answer(30.0), flush=True)
time.sleep(60)
"""

BEGINS_ONE_THAT_HANGS = """
import os, threading, time
from service.process.second_process import SecondProcess
held = threading.Lock()
held.acquire()
second = SecondProcess(lambda asked: os.getpid() if asked else held.acquire(), hangs=1)
second.ask("who")
print(second.answer(30.0), flush=True)
second.ask(None)
time.sleep(60)
"""


@contextmanager
def echo() -> Iterator[SecondProcess]:
    """Begin a process that answers with its own number and what it was asked."""
    with closing(SecondProcess(lambda asked: (os.getpid(), asked))) as process:
        yield process


def test_answers_come_in_the_order_in_which_they_were_asked_for() -> None:
    """Many may be asked before the first answer is looked at, even where both ways are fuller than what the system keeps for a socket."""
    large = [bytes([number]) * 400_000 for number in range(8)]
    with echo() as process:
        for one in large:
            process.ask(one)
        answers = [process.answer(LONG) for _ in large]
    assert [said for _, said in answers] == large
    assert len({number for number, _ in answers} - {os.getpid()}) == 1


def test_a_process_that_was_killed_is_told_and_not_waited_for() -> None:
    """Whoever waits for an answer learns that none will come."""
    with echo() as process:
        process.ask("first")
        number, _ = process.answer(LONG)
        os.kill(number, signal.SIGKILL)
        process.ask("second")
        with pytest.raises(NoAnswerError):
            process.answer(LONG)


def test_a_process_that_hangs_is_given_up() -> None:
    """It may wait for ever for what a thread held that is not there any more: it is ended all the same."""
    with echo() as process:
        process.ask("first")
        number, _ = process.answer(LONG)
        os.kill(number, signal.SIGSTOP)
        process.ask("second")
        with pytest.raises(NoAnswerError):
            process.answer(0.2)
    assert not Path(f"/proc/{number}").exists()


def test_a_connection_ends_and_a_lock_is_free_while_the_process_lives(tmp_path: Path) -> None:
    """What the first process closes is closed: a server sees the end, and somebody else gets the lock."""
    ours, theirs = socket.socketpair()
    with (tmp_path / "lock").open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with echo() as process:
            process.ask("is it there?")
            process.answer(LONG)
            ours.close()
            theirs.settimeout(LONG)
            assert theirs.recv(1) == b""
            held.close()
            with (tmp_path / "lock").open("w", encoding="utf-8") as another:
                fcntl.flock(another, fcntl.LOCK_EX | fcntl.LOCK_NB)
            process.ask("and now?")
            assert process.answer(LONG)[1] == "and now?"
    theirs.close()


def test_the_word_to_stop_is_for_the_first_process_alone() -> None:
    """Ctrl-C and the end of a service reach all processes of a group: what is in hand needs this one until the first ends it."""
    with echo() as process:
        process.ask("first")
        number, _ = process.answer(LONG)
        for word in (signal.SIGINT, signal.SIGTERM):
            os.kill(number, word)
        process.ask("second")
        assert process.answer(LONG) == (number, "second")


@pytest.mark.parametrize("program", [BEGINS_ONE, BEGINS_ONE_THAT_HANGS], ids=["waits", "hangs"])
def test_it_ends_when_the_process_that_began_it_is_killed(program: str) -> None:
    """Nobody is there any more to end it, even where it waits for a lock that a thread held which is not there in the fork."""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        first.kill()
    end = time.monotonic() + LONG
    while _lives(second) and time.monotonic() < end:
        time.sleep(0.01)
    assert not _lives(second)


def _lives(number: int) -> bool:
    """Say whether a process is there; one that has ended and was looked after by nobody is not."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_values_of_fields_arrive_as_they_were_however_they_keep_them() -> None:
    """What was worked out is not worked out again; of one field alone, with a default, or with none of slots: all the same."""
    shared = Shared.of(b"x" * 9)
    envelope = Envelope(letter_id=1, mail_from="a@b.test", rcpt_to="c@d.test", pieces=(b"own", shared, shared), hashed=("not so", 3))
    verdict = Verdict(letter_id=1, outcome=Outcome.SENT, stage="data", code=250, text="taken", route=Route(relay="mx.test"))
    asked = [envelope, verdict, Contact(organisation="A", address="a@b.test", language="en", role=Role.CC), _Open([1]), _Single(2), None]
    with echo() as process:
        process.ask(asked)
        _, answered = process.answer(LONG)
    assert answered == asked
    assert answered[0].hashed == ("not so", 3)
    assert answered[0].pieces[1] is answered[0].pieces[2]


@dataclass
class _Open:
    """A value of fields without slots, that may be changed."""

    of: list[int]
    more: int = 4


@dataclass(frozen=True, slots=True)
class _Single:
    """A value of one field."""

    of: int
