"""A Dovecot, and an installation whose mailboxes are there, for tests of what is taken in."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.installation import config
from service.operation.tick import tick
from service.wiring import open_service
from settings import private
from tests.servers import ImapServer, dovecot
from tests.service.collecting.test_shared_mailbox import answer_address, letter
from tests.service.installed import at, make, write_settings


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ImapServer]:
    """Run a Dovecot of its own, since its files are changed."""
    with dovecot(tmp_path) as running:
        yield running


def imap(server: ImapServer, more: str = "") -> str:
    """Return the section of a mailbox there."""
    return (
        f'kind = "imap"\nhost = "{server.host}"\nport = {server.port}\nsecurity = "none"\nuser = "{server.user}"\n'
        f'password_file = "imap.secret"\n{more}'
    )


def home(folder: Path, server: ImapServer, boxes: Mapping[str, str]) -> Path:
    """Make an installation of one organisation with these sections of mailboxes, which has sent its circular."""
    made = folder / "home"
    make(made, 1)
    private.write(made / "imap.secret", server.password.encode())
    write_settings(made, {"transport": f'kind = "maildir"\npath = "{made / "out"}"', **boxes})
    with open_service(config.load(made, {})) as service:
        tick(service, at("02-10"))
    return made


@pytest.fixture
def client(server: ImapServer) -> Iterator[imaplib.IMAP4]:
    """Lend a client of the account."""
    with logged_in(server) as lent:
        yield lent


@contextmanager
def logged_in(server: ImapServer) -> Iterator[imaplib.IMAP4]:
    """Lend a client of the account, which logs out at the end."""
    with imaplib.IMAP4(server.host, server.port, timeout=30) as lent:
        lent.login(server.user, server.password)
        yield lent


def put(client: imaplib.IMAP4, raw: bytes, folder: str = "INBOX") -> None:
    """Let a message come into a folder."""
    status, said = client.append(folder, "", None, raw)
    assert status == "OK", said


def lying(client: imaplib.IMAP4, folder: str = "INBOX") -> int:
    """Return how many messages lie in a folder."""
    return int(client.select(folder, readonly=True)[1][0] or 0)


def question(made: Path, number: int = 1) -> bytes:
    """Return a question of the one organisation."""
    found = letter(number, "May we answer later?", to=answer_address(made))
    found["Message-ID"] = f"<{number}@member.example>"
    return found.as_bytes().replace(b"\n", b"\r\n")


def stranger(number: int = 1) -> bytes:
    """Return a newsletter."""
    return letter(number).as_bytes().replace(b"\n", b"\r\n")
