"""SIGTERM and Ctrl-C in the middle of a mailing: no letter is begun, those in hand get their verdict, and the next start goes on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from demo.servers import Servers
from domain.letter import DeliveryState
from service.installation import config
from service.operation.tick import tick
from service.wiring import open_service
from settings import private
from tests.mailer.smtp_stage import Stage, Talk, obliging, stage
from tests.service.installed import CONNECTIONS, ZONE, connect, let_the_circular_be_due, letters, make, write_settings

ORGANISATIONS = 150
WITHIN = 30  # Seconds that stopping may take at most, whatever a server does.
PATIENCE = 200  # Seconds in which a program that nobody stops begins, or comes to its end: nothing is promised for that.
PROGRAM = [sys.executable, "-c", "from cli.main import run; run()"]
RUN = ["run", "--live", "--every", "3600"]
SEND = ["send", "circular", "--live"]


def test_sigterm_finishes_the_letter_in_hand(tmp_path: Path) -> None:
    """The service ends with exit status 0; what was accepted counts as sent, and the rest waits."""
    home = tmp_path / "installation"
    make(home, ORGANISATIONS)
    let_the_circular_be_due(home, datetime.now(ZONE))
    with Servers(tmp_path / "servers") as servers:
        connect(home, servers, connections=1)
        log = servers.folder / "accepted.jsonl"
        with _begun(home, RUN) as service:
            _wait_until(lambda: log.read_bytes().count(b"\n") >= 5)
            service.send_signal(signal.SIGTERM)
            out, err = service.communicate(timeout=WITHIN)
        assert service.returncode == 0, err
        assert "Traceback" not in err
        taken = {one.message_id.strip("<>").partition("@")[0] for one in servers.accepted()}
        assert "sent" in out
        assert 5 <= len(taken) < ORGANISATIONS
        found = letters(home)
        assert {letter.tag for letter in found if letter.state is DeliveryState.SENT} == taken
        assert Counter(letter.state for letter in found) == {
            DeliveryState.SENT: len(taken),
            DeliveryState.QUEUED: ORGANISATIONS - len(taken),
        }
        with open_service(config.load(home, {})) as again:
            tick(again, datetime.now(ZONE))
        assert len(servers.accepted()) == ORGANISATIONS
        assert {letter.state for letter in letters(home)} == {DeliveryState.SENT}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_the_letters_in_hand_of_a_send_get_the_verdict_of_a_slow_server(tmp_path: Path, how: signal.Signals) -> None:
    """`send --live` begins no further letter; what arrived counts as sent, the command says what waits, and goes on when it is repeated."""
    taken: list[int] = []
    slow = threading.Event()
    slow.set()

    def answer(talk: Talk, line: str) -> bytes | None:
        if line == "CONTENT":
            taken.append(talk.number)
            time.sleep(1 if slow.is_set() else 0)
        return obliging(talk, line)

    with _staged(tmp_path, answer) as (home, _):
        with _begun(home, SEND) as sender:
            _wait_until(lambda: len(taken) >= CONNECTIONS)
            sender.send_signal(how)
            _, err = sender.communicate(timeout=WITHIN)
        arrived = len(taken)
        assert Counter(one.state for one in letters(home)) == {
            DeliveryState.SENT: arrived,
            DeliveryState.QUEUED: ORGANISATIONS - arrived,
        }, err
        assert (sender.returncode, "Traceback" in err, "in doubt" in err) == (1, False, False)
        assert f"{ORGANISATIONS - arrived} letters that are due were not begun" in err
        slow.clear()
        with _begun(home, SEND) as again:
            _, err = again.communicate(timeout=PATIENCE)
        assert again.returncode == 0, err
        assert len(taken) == ORGANISATIONS
        assert {one.state for one in letters(home)} == {DeliveryState.SENT}


@pytest.mark.parametrize("what", [RUN, SEND], ids=["run", "send"])
def test_a_server_that_says_nothing_more_does_not_keep_the_program(tmp_path: Path, what: list[str]) -> None:
    """The program is stopped while a mail server hangs: what the server has is in doubt, which is said; the others were not begun."""
    hanging = threading.Semaphore(0)
    over = threading.Event()

    def answer(talk: Talk, line: str) -> bytes | None:
        if line == "CONTENT":
            hanging.release()
            over.wait()
        return obliging(talk, line)

    with _staged(tmp_path, answer) as (home, _):
        with _begun(home, what) as program:
            for _ in range(CONNECTIONS):
                assert hanging.acquire(timeout=30)
            program.send_signal(signal.SIGTERM)
            _, err = program.communicate(timeout=WITHIN)
        over.set()
        assert program.returncode == (0 if what is RUN else 1), err
        assert Counter((one.state, one.attempts) for one in letters(home)) == {
            (DeliveryState.UNCERTAIN, 1): CONNECTIONS,
            (DeliveryState.QUEUED, 0): ORGANISATIONS - CONNECTIONS,
        }
        assert "Traceback" not in err
        assert f"{CONNECTIONS} letters are in doubt" in err
        assert "counterfoil held" in err


@pytest.mark.parametrize("verb", ["GREETING", "EHLO", "MAIL", "RCPT"])
def test_what_was_not_begun_is_let_go_at_once(tmp_path: Path, verb: str) -> None:
    """A server that hangs before DATA has nothing of a letter: none is in doubt, and none counts as tried."""
    hanging, over = threading.Event(), threading.Event()

    def answer(talk: Talk, line: str) -> bytes | None:
        if line.partition(" ")[0] == verb:
            hanging.set()
            over.wait()
        return obliging(talk, line)

    with _staged(tmp_path, answer) as (home, _):
        with _begun(home, SEND) as program:
            assert hanging.wait(30)
            program.send_signal(signal.SIGTERM)
            _, err = program.communicate(timeout=WITHIN)
        over.set()
        assert (program.returncode, "Traceback" in err) == (1, False)
        assert Counter((one.state, one.attempts) for one in letters(home)) == {(DeliveryState.QUEUED, 0): ORGANISATIONS}
        assert f"{ORGANISATIONS} letters that are due were not begun" in err


def test_a_mailbox_that_says_nothing_more_does_not_keep_the_service(tmp_path: Path) -> None:
    """The server is let go, the service ends with exit status 0, and what we hung up is not told as its fault."""
    home = tmp_path / "installation"
    make(home, 1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        private.write(home / "imap.secret", b"secret")
        imap = f'kind = "imap"\nhost = "127.0.0.1"\nport = {listener.getsockname()[1]}\nsecurity = "none"\nuser = "u"'
        mailbox = f'{imap}\npassword_file = "imap.secret"'
        write_settings(home, {"transport": f'kind = "maildir"\npath = "{home / "out"}"', "mailbox": mailbox})
        with _begun(home, RUN) as service:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"* OK [CAPABILITY IMAP4rev1] here\r\n")
                assert connection.recv(1000)
                service.send_signal(signal.SIGTERM)
                _, err = service.communicate(timeout=WITHIN)
    assert service.returncode == 0, err
    assert ("Traceback" in err, "could not be read" in err) == (False, False)


@contextmanager
def _staged(tmp_path: Path, answer: object) -> Iterator[tuple[Path, Stage]]:
    """Give an installation whose circular is due, and the server that it sends to."""
    home = tmp_path / "installation"
    make(home, ORGANISATIONS)
    let_the_circular_be_due(home, datetime.now(ZONE))
    with stage(answer) as server:  # type: ignore[arg-type]
        smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nconnections = {CONNECTIONS}'
        write_settings(home, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'})
        yield home, server


@contextmanager
def _begun(home: Path, what: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Start a command of the program; it does not outlive the block."""
    environment = os.environ | {"COUNTERFOIL_FAILPOINT": ""}
    with subprocess.Popen(
        [*PROGRAM, *what, "--home", str(home)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def _wait_until(seen: object) -> None:
    end = time.monotonic() + PATIENCE
    while not seen():  # type: ignore[operator]
        assert time.monotonic() < end, "nothing was sent"
        time.sleep(0.002)
