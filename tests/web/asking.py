"""Whoever asks for the page of List-Unsubscribe: a person's browser, or their provider of mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from http.client import HTTPConnection
from pathlib import Path

from domain.mail.leaving import leaving_code
from service.installation.public import WebTable
from tests.servers import HOST, free_port
from tests.service.office import Office
from web.serving import listening

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CLICK = b"List-Unsubscribe=One-Click"
URL = "https://study.agency.example"
# The example of RFC 8058 section 8.2.
IN_PARTS = (
    {"Content-Type": 'multipart/form-data; boundary="---FormBoundaryjWmhtjORrn"'},
    b'-----FormBoundaryjWmhtjORrn\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n'
    b"-----FormBoundaryjWmhtjORrn--\r\n",
)


@dataclass(frozen=True)
class Answer:
    """What was answered; the headers without the day and time."""

    status: int
    headers: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True)
class Asking:
    """Where the page is."""

    port: int

    def ask(self, method: str, path: str, body: bytes | Iterator[bytes] | None = None, headers: Mapping[str, str] = FORM) -> Answer:
        """Send a request, and return what was answered."""
        connection = HTTPConnection(HOST, self.port, timeout=300)
        try:
            connection.request(method, path, body, dict(headers))
            got = connection.getresponse()
            told = tuple((name, value) for name, value in got.getheaders() if name != "date")
            return Answer(got.status, told, got.read().decode())
        finally:
            connection.close()

    def click(self, code: str, **headers: str) -> Answer:
        """Let a provider of mail click."""
        return self.ask("POST", f"/leave/{code}", CLICK, FORM | {name.replace("_", "-"): value for name, value in headers.items()})


@contextmanager
def asked(office: Office, url: str = URL, proxies: tuple[str, ...] = (HOST,)) -> Iterator[Asking]:
    """Let an office listen, and give what asks it."""
    table = WebTable(url=url, port=free_port(), proxies=list(proxies))
    with listening(office.service, table, office.later):
        yield Asking(table.port)


def codes(home: Path) -> dict[str, str]:
    """Return the code of the newest letter to each address, by address."""
    files = sorted((home / "out" / "new").iterdir(), key=lambda path: int(path.name.partition(".")[0]))
    letters = [message_from_bytes(path.read_bytes()) for path in files]
    found = {one["Delivered-To"]: leaving_code(re.sub(r"\s", "", one["List-Unsubscribe"] or "")) for one in letters}
    return {to: code for to, code in found.items() if code}
