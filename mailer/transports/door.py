"""How connections to a mail server are had: while none stands one at a time is tried, and a server that is down is not asked for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import aiosmtplib

from domain.errors import CounterfoilError, NotSignedInError
from domain.letter import LOGIN
from domain.mail.endpoint import Endpoint
from domain.process.events import Event, tell
from mailer.transports.connection import FAULTS, Connection
from mailer.transports.unconnected import beside_a_letter

# After so many failures to connect in a row, the server is taken to be down for the rest of this sending.
_PATIENCE = 3


class UnreachableError(Exception):
    """No connection could be had."""

    def __init__(self, code: int | None, text: str, stage: str = "connect") -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.stage = stage


class SmtpDoor:
    """The way to a server for one sending: how many connections stand, and how many attempts failed in a row."""

    def __init__(self, endpoint: Endpoint, dial: Callable[[], Connection]) -> None:
        self._endpoint = endpoint
        self._dial = dial
        self._turn = asyncio.Lock()
        self._failures = 0
        self._down: UnreachableError | None = None
        self.standing = 0

    async def connect(self) -> Connection:
        """Return a new connection. While none stands, one at a time is tried, so that a dead server is not stormed.

        UnreachableError where none can be had. Whoever has done with one says so by `leave`.
        """
        async with self._turn:
            if not self.standing:
                return await self._open()
        return await self._open()

    def leave(self) -> None:
        """Count a connection no more."""
        self.standing -= 1

    async def _open(self) -> Connection:
        if self._down is not None:
            raise self._down
        connection = self._dial()
        try:
            await connection.open()
        except NotSignedInError as error:
            connection.drop()
            # Until a person has signed in, no further connection is better off.
            self._down = UnreachableError(None, str(error), stage=LOGIN)
            raise self._down from error
        except (*FAULTS, CounterfoilError) as error:
            connection.drop()
            raise self._failed(error) from error
        except asyncio.CancelledError:
            connection.drop()
            raise
        connection.note_route()
        self.standing += 1
        self._failures = 0
        return connection

    def _failed(self, error: Exception) -> UnreachableError:
        code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) and error.code > 0 else None
        unreachable = UnreachableError(code, beside_a_letter(error, self._endpoint))
        self._failures += 1
        if not self.standing and self._failures >= _PATIENCE:
            self._down = unreachable
            # The letters that are left of this sending wait.
            tell(Event.UNREACHABLE, logging.ERROR, server=str(self._endpoint), code=code, error=type(error).__name__)
        return unreachable
