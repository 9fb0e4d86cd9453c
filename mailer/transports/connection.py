"""One connection to an SMTP server (RFC 5321): how it is opened and left, and what is said on it, at once where that is allowed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import aiosmtplib
from aiosmtplib.typing import Default

from domain.letter import Route
from domain.mail.endpoint import Endpoint, Security
from domain.process.failpoints import reach
from mailer.transports import parameters
from mailer.transports.pipeline import OutOfStepError, Replies
from mailer.transports.signing_in import sign_in

# What a network or a server does to a connection, as the library tells it; ssl.SSLError is an OSError.
FAULTS = (aiosmtplib.SMTPException, OSError)


def readable(reply: str) -> str:
    """Return a server's words as text that can be stored: no halves of undecodable bytes, and no more than a person would read."""
    return reply.encode(errors="surrogateescape").decode(errors="replace")[:1000]


DATA = b"DATA"
GO_ON = 354  # The reply to DATA after which the content comes.
_SIGNED_IN = 235  # The reply to the last word of a sign-in, and to nothing else (RFC 4954, 6).
_FAREWELL = b"%d" % aiosmtplib.SMTPStatus.domain_unavailable.value  # What a server may say unasked, before it goes (RFC 5321, 3.8).
_CONTROLS = re.compile(rb"[\x00-\x1f\x7f]")


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
    or in it. Here the same steps are taken apart, and every reply after the greeting is heard by `Replies`. Where the server offers
    PIPELINING, several commands are said at once. `in_content` says that the server would take whatever comes next for content, and
    `in_letter` that a letter was begun which is neither taken nor taken back.
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
        self.in_letter = False
        self.require_tls = require_tls
        self.endpoint = endpoint
        self.bcc = bcc  # The box that gets a copy of each letter, by the envelope alone.
        self.route = Route(endpoint.user, str(endpoint))
        self._replies: Replies | None = None
        self._welcomed = False  # The server said more to a sign-in than that it is done.

    async def open(self) -> None:
        """Connect, verify, see what the server offers, and sign in where there is a user.

        Raises one of FAULTS, also where the server does not offer what is asked of it, or what signing in raises.
        """
        await self.connect()
        if self.protocol is not None and isinstance(self.transport, asyncio.Transport):
            self._replies = Replies(self.protocol, self.transport)
            self.transport.set_protocol(self._replies)
        if self.is_ehlo_or_helo_needed:
            await self.ehlo()
        if self.require_tls and not self.supports_extension("requiretls"):
            raise aiosmtplib.SMTPException("The server does not offer REQUIRETLS, which the settings ask for (requiretls = true)")
        await sign_in(self, self.endpoint)
        if self._welcomed:
            await self.resume()

    async def resume(self) -> None:
        """Take back what was begun by EHLO, as RSET would (RFC 5321, 4.1.4): the reply to EHLO looks like no other, so that it shows more.

        OutOfStepError where something else is praised, which then answers what was said before; another of FAULTS where no reply comes.
        Where the server does not want to be greeted again, it is in step as far as anybody can tell, and `in_letter` stays.
        """
        verb, before = (b"EHLO", self.last_ehlo_response) if self.last_ehlo_response else (b"HELO", self.last_helo_response)
        reply = await self.execute_command(verb, (self.local_hostname or "").encode("ascii"))
        if before is not None and _is_like(reply, before):
            self.in_letter = False
        elif reply.code < 400:
            self.close()
            raise OutOfStepError

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
        return self.supports_extension("pipelining")

    async def execute_command(
        self, *args: bytes, timeout: float | Literal[Default.token] | None = Default.token
    ) -> aiosmtplib.SMTPResponse:
        """Say one command and return its reply, as the library does; OutOfStepError where more came than that, but for a farewell."""
        if self._replies is None:
            return await super().execute_command(*args, timeout=timeout)
        said, heard = b" ".join(args), list[aiosmtplib.SMTPResponse]()
        if _CONTROLS.search(said):
            raise ValueError("A command would hold a control character.")
        try:
            await self._hear([said + b"\r\n"], 1, heard, self.timeout if timeout is Default.token else timeout, signs_in=True)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError):
            self.close()  # A reply that is late would be taken for another's.
            raise
        if _has_gone(heard):
            self.close()  # As the library does.
        return heard[0]

    async def exchange(self, steps: Sequence[SmtpStep], heard: list[aiosmtplib.SMTPResponse]) -> None:
        """Say commands and append each reply to `heard`: at once where the server allows it, else one by one up to the first refusal.

        DATA may only be the last. Raises one of FAULTS where a reply does not come or is none, or the connection has ended by the last;
        it is OutOfStepError where replies came that answer none of the commands: those in `heard` may then answer what was said before.
        """
        self.in_letter = True
        if not self.pipelines:
            for step in steps:
                heard.append(await self.execute_command(step.command))
                if step.is_refused(heard[-1]):
                    return
            return
        self.in_content = steps[-1].command == DATA
        await self._hear(_at_once(steps), len(steps), heard, self.timeout)
        self.in_content = self.in_content and heard[-1].code == GO_ON
        if not self.is_connected:
            raise aiosmtplib.SMTPServerDisconnected("The server ended the connection")
        if _has_gone(heard):
            self.close()  # As the library does.

    async def _hear(
        self, said: Iterable[bytes], number: int, heard: list[aiosmtplib.SMTPResponse], seconds: float | None, *, signs_in: bool = False
    ) -> None:
        """Say something that so many replies answer, and append them to `heard`, up to a farewell; what comes beyond ends the connection.

        OutOfStepError where that is no farewell either. Where `signs_in` and the server says so, what comes beyond is passed over.
        """
        if self.protocol is None or self._replies is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        self._replies.await_replies()
        signed_in = False
        try:
            for part in said:
                self.protocol.write(part)
            while len(heard) < number and not _has_gone(heard):
                heard.append(await self._replies.reply(seconds))
            signed_in = signs_in and heard[-1].code == _SIGNED_IN
        finally:
            beyond = self._replies.await_no_more(ends=not signed_in)
        self._welcomed = signed_in and bool(beyond)
        if beyond and not (signed_in or beyond.startswith(_FAREWELL) or _has_gone(heard)):
            raise OutOfStepError

    async def no_content(self) -> None:
        """End a content that the server asked for though it refused the recipient (RFC 2920, 3.1): by the dot alone."""
        await self._hear([b".\r\n"], 1, [], self.timeout)
        self.in_content = False

    async def content(self, message: bytes) -> aiosmtplib.SMTPResponse:
        """Write `message`, which ends with the final dot, and return the server's verdict on it: the first that it says.

        What it says beyond that ends the connection, so that it is not the verdict on the next. OutOfStepError where the first is no
        praise: the verdict may be what came beyond.
        """
        self.in_content = True
        heard: list[aiosmtplib.SMTPResponse] = []
        try:
            await self._hear(_in_two(message), 1, heard, self.timeout)
        except OutOfStepError:
            if not is_praise(heard[0]):
                raise
        self.in_content = False
        self.in_letter = not is_praise(heard[0])
        return heard[0]

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


def is_praise(reply: aiosmtplib.SMTPResponse) -> bool:
    """Say whether a server has done what it was asked for, as far as this reply says."""
    return 200 <= reply.code < 300


def _is_like(reply: aiosmtplib.SMTPResponse, before: aiosmtplib.SMTPResponse) -> bool:
    """Say whether a reply is that to a greeting, as it was `before`; after a sign-in, fewer things may be offered.

    The last line of some is a mere OK, which a verdict may be too, and the first may tell the time: so what is offered counts, and where
    nothing is, the name with which the server greets (RFC 5321, 4.1.1.1).
    """
    (name, offered), (known, promised) = _greets(reply), _greets(before)
    same = 2 * len(offered & promised) > len(offered) if promised else not offered and name == known
    return reply.code == before.code and same


def _greets(reply: aiosmtplib.SMTPResponse) -> tuple[str, frozenset[str]]:
    """Return the first word of a reply, and those of its further lines."""
    first, *more = [(line.split() or [""])[0].upper() for line in reply.message.splitlines()] or [""]
    return first, frozenset(more)


def _has_gone(heard: Sequence[aiosmtplib.SMTPResponse]) -> bool:
    return bool(heard) and heard[-1].code == aiosmtplib.SMTPStatus.domain_unavailable


def _at_once(steps: Sequence[SmtpStep]) -> Iterator[bytes]:
    yield b"".join(step.command + b"\r\n" for step in steps)
    reach("smtp.at_once")


def _in_two(message: bytes) -> Iterator[bytes]:
    head = message.find(b"\r\n\r\n") + 4
    yield message[:head]
    reach("smtp.mid_data")
    # A memoryview spares a copy; the transport beneath takes any bytes-like object.
    yield memoryview(message)[head:]  # type: ignore[misc]
