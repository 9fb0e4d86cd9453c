"""What a server of IMAP says that makes no sense is told as its fault, and ends no service: the next collect tries again."""

from __future__ import annotations

from collections.abc import Mapping
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from domain.errors import CounterfoilError
from tests.intake.test_mailboxes import all_of, opened

USUAL = {
    "CAPABILITY": ["* CAPABILITY IMAP4rev1"],
    "SELECT": ["* 1 EXISTS", "* OK [UIDVALIDITY 7] it", "* OK [UIDNEXT 6] it"],
    "UID SEARCH": ["* SEARCH 5"],
    "UID FETCH": ["* 1 FETCH (UID 5 RFC822.SIZE 8)"],
}


class Confused(ThreadingTCPServer):
    """A server that answers as it is told to."""

    daemon_threads = True

    def __init__(self, says: Mapping[str, list[str]]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.says = {**USUAL, **says}


class Answering(StreamRequestHandler):
    """One client of such a server."""

    server: Confused

    def handle(self) -> None:
        """Greet, and answer each command."""
        self.wfile.write(b"* OK here\r\n")
        for line in self.rfile:
            tag, *words = line.decode().split()
            said = self.server.says.get(" ".join(words[:2]), self.server.says.get(words[0], []))
            self.wfile.write("".join(f"{one}\r\n" for one in (*said, f"{tag} OK done")).encode())


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("SELECT", "* OK [UIDVALIDITY x] it"),
        ("SELECT", f"* OK [UIDVALIDITY {2**70}] it"),
        ("SELECT", f"* OK [UIDNEXT {'9' * 5000}] it"),
        ("UID SEARCH", "* SEARCH 5 of them"),
        ("UID SEARCH", f"* SEARCH {'9' * 5000}"),
        ("UID FETCH", f"* 1 FETCH (UID 5 RFC822.SIZE {'9' * 5000})"),
        ("CAPABILITY", "* CAPABILITY IMAP4rev1 \N{BULLET}"),
    ],
)
def test_what_makes_no_sense_is_told_as_a_fault_of_the_mailbox(command: str, said: str) -> None:
    """Numbers that are none, or are larger than any number of IMAP."""
    with Confused({command: [*USUAL[command], said] if command == "SELECT" else [said]}) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            settings = {"host": "127.0.0.1", "port": server.server_address[1], "security": "none", "user": "returns", "password": "x"}
            with pytest.raises(CounterfoilError, match="could not be read"):
                all_of(opened("imap", settings))
        finally:
            server.shutdown()
