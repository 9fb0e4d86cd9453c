"""The post of the stories: a relay that takes our letters and puts them into people's mailboxes, and the mailbox from which we collect.

Postfix and Dovecot where they can run, and the demo's own servers elsewhere. A gate before the relay lets letters through one by one
where a story wants to look on.
"""

from __future__ import annotations

import email
import email.policy
import math
import os
import pwd
import shutil
import smtplib
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from demo.servers import Servers
from tests.servers import HOST, ImapServer, dovecot, postfix

SERVER = "mx.agency.example"  # Whose word about an author is believed.
RETURNS = "returns.example"  # Whatever comes to an address of this domain is ours.
_CRLF = email.policy.SMTPUTF8
_CONTENT_NEXT = b"354"


@dataclass
class Gate:
    """Stands before a relay: while it is `shut`, the answer to a letter comes to the sender only where one is let through."""

    port: int = 0
    _may_pass: float = math.inf
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Let nothing more through than is asked for, until the block ends."""
        self._now(0)
        try:
            yield
        finally:
            self._now(math.inf)

    def let(self, letters: int) -> None:
        """Let so many letters through."""
        self._now(letters)

    def pass_one(self) -> None:
        """Wait until a letter may pass."""
        with self._changed:
            self._changed.wait_for(lambda: self._may_pass >= 1)
            self._may_pass -= 1

    def _now(self, may_pass: float) -> None:
        with self._changed:
            self._may_pass = may_pass
            self._changed.notify_all()


@dataclass(frozen=True)
class Post:
    """Where letters are handed over and answers collected, and what lies in anybody's mailbox."""

    smtp_port: int
    imap: ImapServer
    files: Callable[[str], list[Path]]
    gate: Gate

    def mail_for(self, address: str) -> list[EmailMessage]:
        """Return what lies in a person's mailbox, oldest first."""
        return [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in self.files(address)]

    def deliver(self, mail: EmailMessage) -> None:
        """Hand a person's message to the mail server, as their own one would."""
        with smtplib.SMTP(HOST, self.smtp_port, local_hostname="localhost", timeout=30) as client:
            client.sendmail(_only(mail["From"]), [_only(mail["To"])], mail.as_bytes(policy=_CRLF))


def _only(field_: object) -> str:
    (one,) = field_.addresses  # type: ignore[attr-defined]
    return str(one.addr_spec)


@contextmanager
def posted(folder: Path) -> Iterator[Post]:
    """Run the post."""
    real = os.getuid() == 0 and all(shutil.which(one, path="/usr/sbin:/usr/bin") for one in ("postfix", "dovecot"))
    with _postfix_and_dovecot(folder) if real else _embedded(folder) as found:
        yield found


@contextmanager
def _embedded(folder: Path) -> Iterator[Post]:
    with Servers(folder / "servers", intake=[RETURNS], authserv_id=SERVER) as servers, _gate(servers.smtp_port) as gate:
        yield Post(servers.smtp_port, ImapServer(HOST, servers.imap_port, servers.user, servers.password), servers.mail_for, gate)


@contextmanager
def _postfix_and_dovecot(folder: Path) -> Iterator[Post]:
    """Let Postfix put what is ours into Dovecot's folder, vouch for authors, and hand all else on to a server that keeps people's mail."""
    with Servers(folder / "servers") as people, dovecot(folder) as box, tempfile.TemporaryDirectory(prefix="tables-") as name:
        tables = Path(name)
        tables.chmod(0o755)  # Postfix looks them up as another user.
        vouched, where = tables / "vouched", tables / "where"
        vouched.write_text(f"/@(.+)$/ PREPEND Authentication-Results: {SERVER}; dmarc=pass header.from=$1\n")
        where.write_text(f"/./ {box.maildir}/\n")
        owner = pwd.getpwnam("nobody")
        settings = (
            f"virtual_mailbox_domains = {RETURNS}",
            f"virtual_mailbox_maps = regexp:{where}",
            "virtual_mailbox_base = /",
            f"virtual_uid_maps = static:{owner.pw_uid}",
            f"virtual_gid_maps = static:{owner.pw_gid}",
            f"smtpd_sender_restrictions = check_sender_access regexp:{vouched}",
        )
        with postfix(people.smtp_port, *settings) as relay, _gate(relay.port) as gate:
            yield Post(relay.port, box, people.mail_for, gate)


@contextmanager
def _gate(behind: int) -> Iterator[Gate]:
    gate = Gate()
    with socket.create_server((HOST, 0)) as listener:
        gate.port = listener.getsockname()[1]
        threading.Thread(target=_accept, args=(listener, behind, gate), daemon=True).start()
        yield gate


def _accept(listener: socket.socket, behind: int, gate: Gate) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection((HOST, behind))
            threading.Thread(target=_carry, args=(client, server), daemon=True).start()
            threading.Thread(target=_answer, args=(server, client, gate), daemon=True).start()


def _carry(client: socket.socket, server: socket.socket) -> None:
    with suppress(OSError):
        while data := client.recv(65536):
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)


def _answer(server: socket.socket, client: socket.socket, gate: Gate) -> None:
    with suppress(OSError), client, server, server.makefile("rb") as replies:
        in_content = False
        for reply in replies:
            if in_content:
                gate.pass_one()
            in_content = reply.startswith(_CONTENT_NEXT)
            client.sendall(reply)
