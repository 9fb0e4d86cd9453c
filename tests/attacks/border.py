"""The agency's mail server: takes mail over real SMTP, says in Authentication-Results what it found, and delivers into a Maildir.

What a server learns from the network, it is told here by the client's greeting: `mail.member3.example` speaks for member3.example, and for
no other domain. All domains publish DMARC, apart from `WITHOUT_DMARC`. Fields of exactly its
own name are deleted (RFC 8601 section 5).
"""

from __future__ import annotations

import itertools
import re
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

NAME = "mx.agency.example"
WITHOUT_DMARC = frozenset({"member7.example", "consult.example"})
OURS = "unodc.example"
_OWN = re.compile(rb"^Authentication-Results:\s*mx\.agency\.example(?=[\s;(]|$).*(?:\r\n[ \t].*)*\r\n", re.IGNORECASE | re.MULTILINE)


class Border:
    """The server's handler. `inbox` is where mail goes; without `says`, it writes no Authentication-Results at all.

    With `received_first`, its own word stands right above what came, as that of a milter does which is asked once Received is written.
    """

    def __init__(self) -> None:
        self.inbox = Path()
        self.says = True
        self.received_first = False
        self._numbers = itertools.count(1)

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802 - the library's name
        """Take mail for the agency alone."""
        if address.lower().rpartition("@")[2] != OURS:
            return "550 5.7.1 Relaying denied"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Put the message into the Maildir once for each recipient, with what is known of it on top."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        host, sender = str(session.host_name), envelope.mail_from or ""
        for recipient in envelope.rcpt_tos:
            trace = [f"Return-Path: <{sender}>", f"Delivered-To: {recipient}"]
            if self.says:
                trace.append(f"Authentication-Results: {NAME};\r\n\t{verdict(content, sender, host)}")
            received = f"Received: from {host} by {NAME} with ESMTP; Thu, 01 Mar 2012 10:00:00 +0100"
            trace.insert(2 if self.received_first else len(trace), received)
            whole = "".join(f"{line}\r\n" for line in trace).encode() + without_own_results(content)
            name = f"{next(self._numbers):08d}.mx"
            (self.inbox / "tmp" / name).write_bytes(whole)
            (self.inbox / "tmp" / name).rename(self.inbox / "new" / name)
        return "250 OK"


class Mx(Controller):
    """The server in a thread of its own."""

    def __init__(self, border: Border) -> None:
        super().__init__(border, hostname="127.0.0.1", port=0, server_hostname=NAME, enable_SMTPUTF8=True, data_size_limit=None)

    @property
    def listens_on(self) -> int:
        """Return the port."""
        sockets: Any = getattr(self.server, "sockets", ())
        return int(sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        self.port = self.listens_on
        super()._trigger_server()  # type: ignore[no-untyped-call]


def verdict(content: bytes, mail_from: str, host: str) -> str:
    """Return what the server found out about a message from `host`."""
    speaks_for = host.partition(".")[2].lower()
    envelope = mail_from.rpartition("@")[2].lower()
    spf = f"spf={'pass' if envelope == speaks_for else 'fail' if envelope else 'none'} smtp.mailfrom={mail_from or host}"
    author = in_ascii(_author(content).rpartition("@")[2].lower())
    if author in WITHOUT_DMARC:
        return f"{spf}; dmarc=none header.from={author}"
    signed = f"dkim={'pass' if author == speaks_for else 'none'} header.d={speaks_for}"
    return f"{spf}; {signed}; dmarc={'pass' if author == speaks_for else 'fail'} header.from={author}"


def in_ascii(domain: str) -> str:
    """Return a domain as the network knows it (RFC 5890)."""
    return domain if domain.isascii() else domain.encode("idna").decode()


def _author(content: bytes) -> str:
    """Return the address of the first From, as simple servers read it."""
    head = content.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    found = re.search(r"^From:((?:.*)(?:\r\n[ \t].*)*)", head, re.IGNORECASE | re.MULTILINE)
    addresses = [address for _, address in getaddresses([found[1].strip()]) if "@" in address] if found else []
    return addresses[0] if addresses else ""


def without_own_results(content: bytes) -> bytes:
    """Return a message without the Authentication-Results that pretend to be of this server."""
    head, gap, body = content.partition(b"\r\n\r\n")
    return _OWN.sub(b"", head + b"\r\n").removesuffix(b"\r\n") + gap + body
