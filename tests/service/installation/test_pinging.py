"""The dead-man's switch over real HTTPS: what is asked for, what is not followed, and that a fault is only logged."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from pydantic import ValidationError

from domain.process.events import LOG
from service.installation.pinging import DeadMan, MonitoringTable

pytestmark = pytest.mark.outside  # A server is asked.


@dataclass
class Monitor:
    """Who waits for pings: what it was asked for, and with which status it answers; `holds` keeps its answers back until it is set."""

    url: str = ""
    ca_file: str = ""
    status: int = 200
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    holds: threading.Event = field(default_factory=threading.Event)


@contextmanager
def monitor(folder: Path) -> Iterator[Monitor]:
    """Listen over HTTPS with a certificate of an authority of our own."""
    found = Monitor()
    found.holds.set()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.command, self.path, self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()))
            found.holds.wait(30)
            self.send_response(found.status)
            if found.status == 302:
                self.send_header("Location", f"{found.url}/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    found.url, found.ca_file = f"https://127.0.0.1:{server.server_port}", str(folder / "ca.pem")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


def pinged(switch: DeadMan) -> None:
    """Ping, and wait for the end of it."""
    before = {*threading.enumerate()}
    switch.ping()
    for thread in {*threading.enumerate()} - before:
        if thread.name == "ping":
            thread.join(30)


def test_the_address_is_asked_for_as_it_stands_and_nothing_is_sent_along(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Path and query are the operator's."""
    with monitor(tmp_path) as at:
        pinged(DeadMan(MonitoringTable(ping=f"{at.url}/ping/0d5e?status=up", ca_file=at.ca_file)))
        assert at.asked == [("GET", "/ping/0d5e?status=up", "")]
    assert not caplog.records


@pytest.mark.parametrize(
    ("status", "ca", "word"), [(500, True, "status_500"), (302, True, "status_302"), (200, False, "SSLCertVerificationError")]
)
def test_what_is_not_well_is_logged_once_and_raises_nothing(
    status: int, ca: bool, word: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No redirection is followed, and a certificate that nobody vouches for gets no request. After a good one, a fault is told again."""
    caplog.set_level(logging.INFO, LOG.name)
    with monitor(tmp_path) as at:
        at.status = status
        switch = DeadMan(MonitoringTable(ping=f"{at.url}/ping", ca_file=at.ca_file if ca else ""))
        pinged(switch)
        pinged(switch)
        assert [one.getMessage() for one in caplog.records] == [f"event=ping.failed error={word}"]
        assert {path for _, path, _ in at.asked} <= {"/ping"}
        if ca:
            for at.status in (200, status):
                pinged(switch)
            assert len(caplog.records) == 2


def test_a_monitor_that_is_away_or_slow_holds_up_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The tick goes on at once, and no second request is begun beside one that still waits."""
    caplog.set_level(logging.INFO, LOG.name)
    with monitor(tmp_path) as at:
        at.holds.clear()
        switch = DeadMan(MonitoringTable(ping=f"{at.url}/ping", ca_file=at.ca_file))
        for _ in range(3):
            switch.ping()
        waits = [one for one in threading.enumerate() if one.name == "ping"]
        at.holds.set()
        for one in waits:
            one.join(30)
        assert (len(waits), len(at.asked)) == (1, 1)
    with socket.socket() as nobody:  # The port is kept, so that nobody else on this machine answers there.
        nobody.bind(("127.0.0.1", 0))
        pinged(DeadMan(MonitoringTable(ping=f"https://127.0.0.1:{nobody.getsockname()[1]}/ping")))
    assert [one.getMessage() for one in caplog.records] == ["event=ping.failed error=ConnectionRefusedError"]


@pytest.mark.parametrize(
    "address",
    [
        "http://monitoring.agency.example/ping",
        "file:///etc/passwd",
        "https://",
        "https://a:b@monitoring.agency.example/",
        "https://x.example/ y",
        "ping",
    ],
)
def test_only_an_address_at_https_can_be_set(address: str) -> None:
    """On this machine HTTP will do."""
    with pytest.raises(ValidationError):
        MonitoringTable(ping=address)
    MonitoringTable(ping="http://127.0.0.1:9/ping")
