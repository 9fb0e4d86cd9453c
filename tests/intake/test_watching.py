"""A folder is watched (IDLE): what comes is hinted at once, whenever and in whatever pieces a server says it."""

from __future__ import annotations

import imaplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event

import pytest
import trustme
from imap_tools import BaseMailBox
from imap_tools.idle import get_socket_poller

from domain.errors import CounterfoilError
from domain.ports import Mailbox
from intake.mailboxes import watching
from tests.intake.imap_servers import both, box, other, server
from tests.intake.test_imap_for_years import remove
from tests.intake.test_mailboxes import Box, all_of, imap_box, message, opened
from tests.servers import ImapServer, dovecot

__all__ = ["both", "box", "other", "server"]
LONG = 60.0  # Seconds, which no test waits.


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Return what is set whenever the program begins to wait for what a server says."""
    begun, usual = Event(), get_socket_poller

    def poller(*given: object) -> object:
        begun.set()
        return usual(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "get_socket_poller", poller)
    return begun


def test_a_server_hints_that_mail_came_and_not_that_others_removed_some(box: Box, other: imaplib.IMAP4, waits: Event) -> None:
    """It is waited for no longer than was said; what came meanwhile is hinted at the next time."""
    box.put(message(1))
    assert box.mailbox.hint(0.1) is False
    with ThreadPoolExecutor(1) as thread:
        waits.clear()
        hinted = thread.submit(box.mailbox.hint, LONG)
        assert waits.wait(LONG)
        box.put(message(2))
        assert hinted.result(LONG / 2) is True
        box.put(message(3))
        assert box.mailbox.hint(LONG) is True
        waits.clear()
        removed = thread.submit(box.mailbox.hint, 3)
        assert waits.wait(LONG)
        remove(other, 1)
        assert removed.result(LONG) is False
    assert len(all_of(box.mailbox)) >= 2


def between(monkeypatch: pytest.MonkeyPatch, put: Callable[[bytes], None]) -> None:
    """Have a message come each time between a folder's being opened and being watched."""
    usual = watching.watch

    def watch(client: BaseMailBox, seconds: float) -> list[bytes]:
        put(message(1))
        return usual(client, seconds)

    monkeypatch.setattr("intake.mailboxes.connection.watch", watch)


def test_what_comes_while_a_server_begins_to_watch_is_hinted_at_once(
    box: Box, waits: Event, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said in one breath with that it watches, and nothing more is to be waited for. pymap says it at the end only."""
    late = request.node.callspec.params["server"] == "pymap"
    assert box.mailbox.hint(0.1) is False
    waits.clear()
    between(monkeypatch, box.put)
    assert box.mailbox.hint(1 if late else LONG) is True
    assert waits.is_set() == late


def test_what_comes_then_is_hinted_at_once_behind_tls_too(tmp_path: Path, waits: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """There more is taken from the socket than is read, too."""
    authority = trustme.CA()
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with dovecot(tmp_path, tmp_path / "server.pem") as running, imaplib.IMAP4(running.host, running.port) as second:
        second.starttls(ssl.create_default_context(cafile=tmp_path / "ca.pem"))
        second.login(running.user, running.password)
        settings = {"host": running.host, "port": running.port, "user": running.user, "password": running.password}
        with closing(opened("imap", settings | {"ca_file": str(tmp_path / "ca.pem")})) as mailbox:
            assert mailbox.hint(0.1) is False
            waits.clear()
            between(monkeypatch, lambda raw: (second.append("INBOX", "", "", raw), None)[1])
            assert mailbox.hint(LONG) is True
            assert not waits.is_set()


@contextmanager
def saying(*to_idle: str) -> Iterator[int]:
    """Run a server that has one empty folder, and answers IDLE so; yield its port."""
    answers = {"CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\n", "SELECT": "* 0 EXISTS\r\n* OK [UIDVALIDITY 1] so\r\n"}

    def talk(listening: socket.socket) -> None:
        connected, _ = listening.accept()
        with connected, connected.makefile("rwb", buffering=0) as line:
            line.write(b"* OK Hello\r\n")
            idling = b""
            for tag, command, *_ in ([*asked.split(), b""] for asked in line):
                if tag == b"DONE":
                    line.write(idling + b" OK Done\r\n")
                elif command == b"IDLE":
                    idling = tag
                    line.write("".join(to_idle).replace("TAG", tag.decode()).encode())
                else:
                    line.write(answers.get(command.decode(), "").encode() + tag + b" OK Done\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as thread:
        ended = thread.submit(talk, listening)
        yield listening.getsockname()[1]
        ended.result(LONG)


def test_what_a_server_says_before_it_watches_is_a_hint_and_no_refusal() -> None:
    """It may say at any time what came (RFC 3501, section 5.3)."""
    with saying("* 1 EXISTS\r\n", "+ idling\r\n") as port, closing(_at(port)) as mailbox:
        assert mailbox.hint(LONG) is True


def test_a_server_that_refuses_to_watch_is_told_as_one() -> None:
    """Nothing is waited for."""
    with saying("TAG BAD Not now\r\n") as port, closing(_at(port)) as mailbox, pytest.raises(CounterfoilError, match="Not now"):
        mailbox.hint(LONG)


def _at(port: int) -> Mailbox:
    return opened("imap", {"host": "127.0.0.1", "port": port, "security": "none", "user": "x", "password": "x", "timeout": 10})


@contextmanager
def in_drops(port: int) -> Iterator[int]:
    """Stand before a server and hand on what it says byte by byte, as a slow line does; yield the port to connect to."""

    def carry(source: socket.socket, target: socket.socket, most: int) -> None:
        with suppress(OSError):
            while data := source.recv(most):
                target.sendall(data)
                time.sleep(0.001 if most == 1 else 0)
            target.shutdown(socket.SHUT_WR)

    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(3) as threads:

        def talk() -> None:
            client, _ = listening.accept()
            with client, socket.create_connection(("127.0.0.1", port)) as server:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for ended in [threads.submit(carry, client, server, 4096), threads.submit(carry, server, client, 1)]:
                    ended.result()

        threads.submit(talk)
        yield listening.getsockname()[1]


def test_a_hint_that_comes_in_pieces_is_one(both: tuple[Box, imaplib.IMAP4], server: ImapServer, waits: Event) -> None:
    """What a server says while it is watched may come byte by byte: no line is cut, and what came is hinted."""
    box, _ = both
    with in_drops(server.port) as port:
        far, second = imap_box(server.host, port, server.user, server.password, beside=server.port)
        with second, closing(far.mailbox), ThreadPoolExecutor(1) as thread:
            assert far.mailbox.hint(0.1) is False
            waits.clear()
            hinted = thread.submit(far.mailbox.hint, LONG)
            assert waits.wait(LONG)
            box.put(message(1))
            assert hinted.result(LONG / 2) is True
