"""One connection to an SMTP server (RFC 5321): how it is opened and left, and what is said on it, at once where that is allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import aiosmtplib

from domain.endpoint import Endpoint, Security
from domain.failpoints import reach
from domain.letter import Route
from mailer.transports import parameters
from mailer.transports.pipeline import Replies
from mailer.transports.signing_in import sign_in

# What a network or a server does to a connection, as the library tells it; ssl.SSLError is an OSError.
FAULTS = (aiosmtplib.SMTPException, OSError)


def readable(reply: str) -> str:
    """Return a server's words as text that can be stored: no halves of undecodable bytes, and no more than a person would read."""
    return reply.encode(errors="surrogateescape").decode(errors="replace")[:1000]


DATA = b"DATA"
GO_ON = 354  # The reply to DATA after which the content comes.


@dataclass(frozen=True, slots=True)
class SmtpStep:
    """A command, the stage of a letter at which it is said, and the codes by which the server agrees; none where that does not matter."""

    stage: str
    command: bytes
    agreed: frozenset[int]

    def is_refused(self, reply: aiosmtplib.SMTPResponse) -> bool:
        """Say whether a reply is another than the hoped-for one."""
        return bool(self.agreed) and reply.code not in self.agreed


class Connection(aiosmtplib.SMTP):
    """A connection that also sends content which is ready for the wire.

    The library's `data` runs two regular expressions over each message, and does not say whether a connection was lost before the content
    or in it. Here the same steps are taken apart with the public methods of its protocol. Where the server offers PIPELINING, several
    commands are said at once. `in_content` says that the server would take whatever comes next for content.
    """

    def __init__(self, endpoint: Endpoint, local_hostname: str | None, *, require_tls: bool = False, bcc: str = "") -> None:
        super().__init__(
            hostname=endpoint.host,
            port=endpoint.port,
            local_hostname=local_hostname,
            timeout=endpoint.timeout,
            use_tls=endpoint.security is Security.TLS,
            start_tls=endpoint.security is Security.STARTTLS,
            tls_context=endpoint.tls(),
        )
        self.letters = 0
        self.in_content = False
        self.require_tls = require_tls
        self.endpoint = endpoint
        self.bcc = bcc  # The box that gets a copy of each letter, by the envelope alone.
        self.route = Route(endpoint.user, str(endpoint))
        self._replies: Replies | None = None

    async def open(self) -> None:
        """Connect, verify, see what the server offers, and sign in where there is a user.

        Raises one of FAULTS, also where the server does not offer what is asked of it, or what signing in raises.
        """
        await self.connect()
        if self.is_ehlo_or_helo_needed:
            await self.ehlo()
        if self.require_tls and not self.supports_extension("requiretls"):
            raise aiosmtplib.SMTPException("The server does not offer REQUIRETLS, which the settings ask for (requiretls = true)")
        await sign_in(self, self.endpoint)
        if self.supports_extension("pipelining") and self.protocol is not None and isinstance(self.transport, asyncio.Transport):
            self._replies = Replies(self.protocol)
            self.transport.set_protocol(self._replies)

    @property
    def most(self) -> int | None:
        """Return how many bytes the server takes in a letter, where it sets a limit."""
        return parameters.most(self.esmtp_extensions)

    def note_route(self) -> None:
        """Note the address and the TLS of the connection that now stands; once it is lost, nobody could say."""
        ssl_object, peer = self.get_transport_info("ssl_object"), self.get_transport_info("peername")
        tls = f"{ssl_object.version()} {ssl_object.cipher()[0]}" if ssl_object else ""
        at = f" [{peer[0]}]" if peer and peer[0] != self.hostname else ""
        self.route = replace(self.route, relay=f"{self.route.relay}{at}", tls=tls)

    @property
    def pipelines(self) -> bool:
        """Say whether the server takes several commands at once."""
        return self._replies is not None

    async def exchange(self, steps: Sequence[SmtpStep], heard: list[aiosmtplib.SMTPResponse]) -> None:
        """Say commands and append each reply to `heard`: at once where the server allows it, else one by one up to the first refusal.

        DATA may only be the last. Raises one of FAULTS where a reply does not come, or is none.
        """
        if self._replies is None:
            for step in steps:
                heard.append(await self.execute_command(step.command))
                if step.is_refused(heard[-1]):
                    return
            return
        if self.protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        self._replies.await_replies(len(steps))
        try:
            self.in_content = steps[-1].command == DATA
            self.protocol.write(b"".join(step.command + b"\r\n" for step in steps))
            reach("smtp.at_once")
            while len(heard) < len(steps):
                heard.append(await self._replies.reply(self.timeout))
            self.in_content = self.in_content and heard[-1].code == GO_ON
        finally:
            self._replies.await_no_more()
        if any(one.code == aiosmtplib.SMTPStatus.domain_unavailable for one in heard):
            self.close()  # As the library does.

    async def no_content(self) -> None:
        """End a content that the server asked for though it refused the recipient (RFC 2920, 3.1): by the dot alone."""
        if self.protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        self.protocol.write(b".\r\n")
        await self.protocol.read_response(timeout=self.timeout)
        self.in_content = False

    async def content(self, message: bytes) -> aiosmtplib.SMTPResponse:
        """Write `message`, which ends with the final dot, and return the server's verdict on it."""
        if self.protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        self.in_content = True
        head = message.find(b"\r\n\r\n") + 4
        self.protocol.write(message[:head])
        reach("smtp.mid_data")
        # A memoryview spares a copy; the transport beneath takes any bytes-like object.
        self.protocol.write(memoryview(message)[head:])  # type: ignore[arg-type]
        verdict = await self.protocol.read_response(timeout=self.timeout)
        self.in_content = False
        return verdict

    def drop(self) -> None:
        """End the connection at once, without sending what is still to be sent or waiting for the peer's part of a TLS farewell."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        self.close()

    async def end(self) -> None:
        """Take leave of the server if it still listens, and close."""
        try:
            with suppress(*FAULTS):
                if self.is_connected and not self.in_content:
                    await self.execute_command(b"QUIT", timeout=5)
        finally:
            self.drop()
