"""One connection to an SMTP server, and one letter at a time over it: what the server said becomes a verdict (RFC 5321)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import aiosmtplib

from domain.endpoint import Endpoint, Security
from domain.failpoints import reach
from domain.letter import Envelope, Outcome, Route, Verdict, bytes_of
from domain.sentences import sized
from mailer.transports import parameters, wire
from mailer.transports.signing_in import sign_in

# What a network or a server does to a connection, as the library tells it; ssl.SSLError is an OSError.
FAULTS = (aiosmtplib.SMTPException, OSError)

# What a server says to somebody who was signed in before (RFC 4954 section 6).
_SIGNED_OUT = frozenset({530, 535})


def readable(reply: str) -> str:
    """Return a server's words as text that can be stored: no halves of undecodable bytes, and no more than a person would read."""
    return reply.encode(errors="surrogateescape").decode(errors="replace")[:1000]


class StaleError(Exception):
    """The server had ended a connection that was used before, and took nothing of the new letter: another may be tried at once."""


class Connection(aiosmtplib.SMTP):
    """A connection that also sends content which is ready for the wire.

    The library's `data` runs two regular expressions over each message, and does not say whether a connection was lost before the content
    or in it. Here the same steps are taken apart with the public methods of its protocol.
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
        self.require_tls = require_tls
        self.endpoint = endpoint
        self.bcc = bcc  # The box that gets a copy of each letter, by the envelope alone.
        self.route = Route(endpoint.user, str(endpoint))

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

    async def content(self, message: bytes) -> aiosmtplib.SMTPResponse:
        """Write `message`, which ends with the final dot, and return the server's verdict on it."""
        if self.protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        head = message.find(b"\r\n\r\n") + 4
        self.protocol.write(message[:head])
        reach("smtp.mid_data")
        # A memoryview spares a copy; the transport beneath takes any bytes-like object.
        self.protocol.write(memoryview(message)[head:])  # type: ignore[arg-type]
        return await self.protocol.read_response(timeout=self.timeout)

    def drop(self) -> None:
        """End the connection at once, without sending what is still to be sent or waiting for the peer's part of a TLS farewell."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        self.close()

    async def end(self) -> None:
        """Take leave of the server if it still listens, and close."""
        try:
            with suppress(*FAULTS):
                if self.is_connected:
                    await self.execute_command(b"QUIT", timeout=5)
        finally:
            self.drop()


async def hand_over(connection: Connection, envelope: Envelope, sending: Callable[[int], Awaitable[bool]]) -> Verdict | None:
    """Give one letter to the server and return its verdict; `sending` is awaited just before DATA.

    Where `sending` says False the letter is another's: no DATA begins, and there is no verdict.

    StaleError if the server had ended a connection that had been used before. Whatever else the server or the network does is a verdict:
    4xx or a lost connection before the content is deferred, 5xx rejected, anything unclear after the content began uncertain.
    """
    attempt = _Attempt(connection, envelope)
    try:
        message = wire.content(envelope)
        await attempt.address()
        return await attempt.transfer(message) if await sending(envelope.letter_id) else None
    except wire.UnsendableError as error:
        return attempt.verdict(Outcome.REJECTED, None, str(error))
    except aiosmtplib.SMTPResponseException as error:
        return attempt.refused(error.code, error.message)
    except FAULTS as error:
        if attempt.stage == "mail" and connection.letters:
            raise StaleError from error
        return attempt.lost(error)


class _Attempt:
    """One letter on its way: `stage` is how far it has come, and `begun` whether a byte of its content may have left."""

    def __init__(self, connection: Connection, envelope: Envelope) -> None:
        self.connection = connection
        self.envelope = envelope
        self.stage = "mail"
        self.begun = False

    async def address(self) -> None:
        """Say MAIL and RCPT."""
        sender, sender_utf8 = wire.address(self.envelope.mail_from)
        recipient, recipient_utf8 = wire.address(self.envelope.rcpt_to)
        utf8 = sender_utf8 or recipient_utf8
        if utf8 and not self.connection.supports_extension("smtputf8"):
            raise wire.UnsendableError("The mail server does not accept addresses with non-ASCII letters before the @ (SMTPUTF8).")
        size, most = sum(map(len, map(bytes_of, self.envelope.pieces))), self.connection.most
        if most is not None and size > most:
            raise wire.UnsendableError(
                f"The letter has {sized(size)}, and the mail server takes {sized(most)} at most (SIZE). "
                "Make what it attaches smaller, or let the server take more."
            )
        encoding = "utf-8" if utf8 else "ascii"
        extensions = self.connection.esmtp_extensions
        said = parameters.of_mail(extensions, size, self.envelope.tag, utf8=utf8, require_tls=self.connection.require_tls)
        reach("smtp.before_mail")
        if self.connection.letters and not self.connection.is_connected:
            raise aiosmtplib.SMTPServerDisconnected("The server had closed the connection.")
        await self._say_mail(sender, encoding, said)
        self.stage = "rcpt"
        self.connection.letters += 1
        await self.connection.rcpt(recipient, options=parameters.of_rcpt(extensions, recipient), encoding=encoding)
        if self.connection.bcc:
            # A box of copies that is full or gone keeps no letter back.
            with suppress(aiosmtplib.SMTPResponseException):
                await self.connection.rcpt(self.connection.bcc, options=parameters.of_copy(extensions), encoding=encoding)
        reach("smtp.after_rcpt")

    async def _say_mail(self, sender: str, encoding: str, said: list[str]) -> None:
        try:
            await self.connection.mail(sender, options=said, encoding=encoding)
        except aiosmtplib.SMTPResponseException as error:
            # Servers end a connection after so many letters, or after an idle time, with 421; some when its token expires, with others.
            if error.code in {421, *_SIGNED_OUT} and self.connection.letters:
                raise StaleError from error
            raise

    async def transfer(self, message: bytes) -> Verdict:
        """Say DATA, write the message and return what the server made of it."""
        self.stage = "data"
        reach("smtp.before_data")
        start = await self.connection.execute_command(b"DATA")
        if start.code != 354:
            return self.refused(start.code, start.message)
        self.begun = True
        end = await self.connection.content(message)
        reach("smtp.after_data")
        if 200 <= end.code < 300:
            return self.verdict(Outcome.SENT, end.code, end.message)
        if end.code == 421:
            self.connection.close()
        return self.refused(end.code, end.message)

    def verdict(self, outcome: Outcome, code: int | None, text: str) -> Verdict:
        """Return a verdict at the present stage."""
        return Verdict(
            letter_id=self.envelope.letter_id,
            outcome=outcome,
            stage=self.stage,
            code=code,
            text=readable(text),
            route=self.connection.route,
        )

    def refused(self, code: int, text: str) -> Verdict:
        """Return the verdict that a reply other than the hoped-for one means."""
        if 500 <= code < 600:
            return self.verdict(Outcome.REJECTED, code, text)
        if 400 <= code < 500:
            return self.verdict(Outcome.DEFERRED, code, text)
        # No reply that SMTP knows: the connection is out of step.
        self.connection.close()
        return self.verdict(self._doubt(), None, f"The server's answer is not valid SMTP: {code} {text}".rstrip())

    def lost(self, error: BaseException) -> Verdict:
        """Return the verdict for a connection that was lost, or on which no answer came in time."""
        self.connection.close()
        return self.verdict(self._doubt(), None, str(error))

    def _doubt(self) -> Outcome:
        return Outcome.UNCERTAIN if self.begun else Outcome.DEFERRED
