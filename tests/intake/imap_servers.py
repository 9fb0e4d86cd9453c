"""Dovecot, Cyrus and pymap in turn, with a mailbox there and a second client of its account."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest

from demo.servers import Servers
from domain.bulk import beginning
from domain.ports import LookedThrough
from tests.cyrus import cyrus
from tests.intake.test_mailboxes import Box, used
from tests.servers import ImapServer, dovecot


@pytest.fixture(scope="module", params=["dovecot", "cyrus", "pymap"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    """Run Dovecot, Cyrus and pymap for all tests of this file."""
    folder = tmp_path_factory.mktemp(str(request.param))
    if request.param == "pymap":
        with Servers(folder) as servers:
            yield ImapServer(servers.host, servers.imap_port, servers.user, servers.password)
    else:
        with dovecot(folder) if request.param == "dovecot" else cyrus() as running:
            yield running


@pytest.fixture
def both(server: ImapServer) -> Iterator[tuple[Box, imaplib.IMAP4]]:
    """Lend a mailbox and a second client of its account."""
    yield from used(server.host, server.port, server.user, server.password)


@pytest.fixture
def box(both: tuple[Box, imaplib.IMAP4]) -> Box:
    """Lend the mailbox."""
    return both[0]


@pytest.fixture
def other(both: tuple[Box, imaplib.IMAP4]) -> imaplib.IMAP4:
    """Lend a second client of the same account."""
    return both[1]


def lying(box: Box, seen: Sequence[LookedThrough] = (), since: datetime | None = None) -> list[bytes]:
    """Return what a collect finds that knows how far the folder was looked through."""
    return [beginning(one.raw) for batch in box.mailbox.fetch(lambda _: (), seen, since) for one in batch]
