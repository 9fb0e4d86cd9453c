"""Hands letters to a mail server over SMTP (RFC 5321), by several connections at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from domain.errors import LetterError
from domain.letter import Envelope
from domain.mail.endpoint import Endpoint, Security
from domain.ports import Journal, Transport
from mailer.address import ascii_address
from mailer.transports import TransportPlugin
from mailer.transports.connection import Connection
from mailer.transports.desk import Desk
from mailer.transports.door import SmtpDoor
from mailer.transports.greeting import BRIEFLY, greeted, limit
from mailer.transports.pool import SmtpPool
from settings.reading import Line, told
from settings.server import ServerSettings, in_ascii

_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


class SmtpSettings(ServerSettings):
    """The settings of a server, the name that it is greeted with, how many connections are used at once, and for how many letters each.

    `bcc` is the address of a box that gets a copy of each letter; it stands in the envelope only.
    """

    local_hostname: Annotated[Line, AfterValidator(in_ascii)] = Field(default="", examples=['local_hostname = "study.agency.example"'])
    connections: int = Field(default=8, ge=1, le=100, examples=["connections = 8"])
    bcc: Line = Field(default="", examples=['bcc = "sent@agency.example"'])
    requiretls: bool = Field(default=False, examples=["requiretls = true"])
    per_connection: int | None = Field(default=None, ge=1, examples=["per_connection = 100"])

    @field_validator("bcc")
    @classmethod
    def _in_ascii(cls, address: str) -> str:
        try:
            # Not every server takes other letters in RCPT (RFC 6531), and one that does not would hold every letter up.
            return ascii_address(address) if address else ""
        except LetterError as error:
            raise told(error.what, error.remedy) from None

    @field_validator("requiretls")
    @classmethod
    def _encrypted(cls, asked: bool, info: ValidationInfo) -> bool:
        if asked and info.data.get("security") is Security.NONE:
            raise told('requiretls asks for TLS all the way, and security is "none".', 'Write security = "starttls" or "tls".')
        return asked


def open_smtp(settings: SmtpSettings) -> Transport:
    """Return a transport over a pool of connections; ConfigurationError where ca_file cannot be read."""
    endpoint = settings.endpoint(_PORTS)
    endpoint.tls()  # A wrong file of authorities is told now, not in the middle of a mailing.
    dial = partial(Connection, local_hostname=settings.local_hostname or None, require_tls=settings.requiretls, bcc=settings.bcc)
    return SmtpTransport(endpoint, settings.connections, dial, settings.per_connection)


class SmtpTransport:
    """Sends over a pool of connections that lasts as long as one call of `send`; asyncio runs in a thread of its own meanwhile."""

    def __init__(
        self, endpoint: Endpoint, connections: int, dial: Callable[[Endpoint], Connection], per_connection: int | None = None
    ) -> None:
        self._endpoint = endpoint
        self.connections = connections
        self._dial = dial
        self._per_connection = per_connection
        self._hasten: Callable[[float], object] = lambda _: None

    def send(self, envelopes: Iterable[Envelope], journal: Journal) -> None:
        """Hand over every envelope (see `domain.ports.Transport`).

        An error of the iterable is raised when the letters in hand are finished. An error of the journal ends the connections, within
        seconds: the letters that it had recorded as `sending` are then in doubt.
        """
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            loop = runner.get_loop()
            desk = Desk(loop, self.connections)
            door = SmtpDoor(self._endpoint, partial(self._dial, self._endpoint))
            pool = SmtpPool(self._endpoint, door, desk, self._per_connection)
            self._hasten = lambda seconds: loop.call_soon_threadsafe(pool.hasten, seconds)
            with ThreadPoolExecutor(1, thread_name_prefix="smtp") as thread:
                work = thread.submit(runner.run, pool.work(self.connections))
                try:
                    desk.serve(envelopes, journal)
                except BaseException:
                    loop.call_soon_threadsafe(pool.abort)
                    raise
                work.result()

    def hasten(self, seconds: float) -> None:
        """Let `send` return soon (see `domain.ports.Transport`)."""
        with suppress(RuntimeError):  # The loop is closed where the last letter had its verdict meanwhile.
            self._hasten(seconds)

    def probe(self) -> str:
        """Connect, verify, log in and leave again."""
        return asyncio.run(greeted(self._dial(self._endpoint)))

    def limit(self) -> int | None:
        """Return the bytes that a message may have (see `domain.ports.Transport`)."""
        return asyncio.run(limit(self._dial(replace(self._endpoint, timeout=min(self._endpoint.timeout, BRIEFLY)))))

    def close(self) -> None:
        """Do nothing: the connections ended with the last `send`."""


TRANSPORT = TransportPlugin("smtp", "Hands letters to a mail server over SMTP, with verified TLS.", SmtpSettings, open_smtp)
