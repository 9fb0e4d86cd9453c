"""A real mail server takes letters, and the line is cut before its answer comes: its log settles what is in doubt, and nobody gets two."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from domain.letter import DeliveryState
from service.installation import config
from service.operation.tick import tick
from service.sending.in_doubt import Settling, settle_all
from service.studies.running import pause
from service.wiring import open_service
from tests.exim import RELAYS
from tests.mailer.smtp_stage import Stage, obliging, stage
from tests.servers import HOST, Relay
from tests.service.correspondence import STUDY
from tests.service.installed import at, letters, make, write_settings

CONNECTIONS = 3


@contextmanager
def cutting(relay: Relay, mended: threading.Event) -> Iterator[int]:
    """Stand before a mail server, and end each connection when its answer to a content comes, until that is mended; yield the port."""
    with socket.create_server((HOST, 0)) as listener:
        threading.Thread(target=_accept, args=(listener, relay, mended), daemon=True).start()
        yield listener.getsockname()[1]


def _accept(listener: socket.socket, relay: Relay, mended: threading.Event) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection((HOST, relay.port))
            threading.Thread(target=_carry, args=(client, server), daemon=True).start()
            threading.Thread(target=_answer, args=(server, client, mended), daemon=True).start()


def _carry(client: socket.socket, server: socket.socket) -> None:
    with suppress(OSError):
        while data := client.recv(65536):
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)


def _answer(server: socket.socket, client: socket.socket, mended: threading.Event) -> None:
    with suppress(OSError), client, server, server.makefile("rb") as replies:
        in_content = False
        for reply in replies:
            if in_content and not mended.is_set():
                client.shutdown(socket.SHUT_RDWR)
                return
            in_content = reply.startswith(b"354")
            client.sendall(reply)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, as long as a busy machine may need; AssertionError if it never does."""
    end = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def got(last: Stage) -> Counter[str]:
    """Return how many letters reached each address in the end."""
    return Counter(line for _, line in last.said if line.startswith("RCPT"))


@pytest.mark.parametrize(("server", "handed_on"), [("Postfix", "status=sent"), ("Exim", " => ")])
def test_the_log_of_a_mail_server_settles_what_it_took(server: str, handed_on: str, tmp_path: Path) -> None:
    """Each letter arrives once: those that the server had taken unsaid, and all that waited until the line was mended."""
    mended = threading.Event()
    make(tmp_path, 12)
    with stage(obliging) as last, RELAYS[server](last.port) as relay, cutting(relay, mended) as port:
        smtp = f'kind = "smtp"\nhost = "{HOST}"\nport = {port}\nsecurity = "none"\nconnections = {CONNECTIONS}'
        write_settings(tmp_path, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{tmp_path / "inbox"}"'})
        with open_service(config.load(tmp_path, {})) as service:
            tick(service, at("02-10"))
            doubts = [one for one in letters(tmp_path) if one.state is DeliveryState.UNCERTAIN]
            assert CONNECTIONS <= len(doubts) < 2 * CONNECTIONS
            until(lambda: relay.log.read_text().count(handed_on) == len(doubts))
            settled = settle_all(service, Settling(what="resend", by="staff", log=relay.log), at("02-10", 11))
            assert (settled.arrived, settled.resend, settled.in_doubt) == (len(doubts), 0, 0)
            mended.set()
            pause(service, STUDY, False, at("02-10", 11), by="staff")
            tick(service, at("02-10", 12))
        everything = letters(tmp_path)
        assert {one.state for one in everything} == {DeliveryState.SENT}
        until(lambda: sum(got(last).values()) == len(everything))
    assert set(got(last).values()) == {1}
