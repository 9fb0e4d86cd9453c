"""Replies as they were asked for: one, or several at once (RFC 2920), and what no command asked for is no reply to the next one.

The library's protocol hears one reply at a time; of what comes beyond it, it drops some, and takes some for the reply to the next command,
which may be another letter's. So another stands before it, by asyncio's own `set_protocol`, and hears all: what comes while nothing is
awaited, and what is left over when all is heard, ends the connection.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from math import inf

import aiosmtplib

_REPLY = re.compile(rb"([0-9]{3})(?:([ -])(.*))?")
_LONGEST = 1 << 15  # Bytes of what was heard and makes no whole reply: as many as the library takes.


class OutOfStepError(aiosmtplib.SMTPServerDisconnected):
    """The server gave more replies than it was given commands, so that nobody knows which of them answers what."""

    def __init__(self) -> None:
        super().__init__("The server gave more replies than it was given commands")


class Replies(asyncio.Protocol):
    """What stands before the library's protocol `behind`, which hears only how the connection fares."""

    def __init__(self, behind: asyncio.Protocol, transport: asyncio.Transport) -> None:
        self._behind = behind
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._heard = bytearray()
        self._waiter: asyncio.Future[bool] | None = None
        self._until = inf
        self._clock: asyncio.TimerHandle | None = None
        self._awaits = False
        self._lost = False

    def await_replies(self) -> None:
        """Keep what comes for `reply`. To be called before the commands are written."""
        self._awaits = True

    async def reply(self, seconds: float | None) -> aiosmtplib.SMTPResponse:
        """Return the next of the replies that are awaited.

        SMTPServerDisconnected where the connection was lost before it came; SMTPReadTimeoutError where it did not come in time,
        SMTPResponseException (-1) where what came is no reply.
        """
        if (found := first_reply(self._heard)) is not None:
            return found  # Several come at once, and a time limit for each would take longer than to hear it.
        self._until = inf if seconds is None else self._loop.time() + seconds
        try:
            while (found := first_reply(self._heard)) is None:
                if self._lost:
                    raise aiosmtplib.SMTPServerDisconnected("Connection lost")
                self._waiter = self._loop.create_future()
                self._watch()
                if not await self._waiter:
                    raise aiosmtplib.SMTPReadTimeoutError("Timed out waiting for server response")
        finally:
            self._until, self._waiter = inf, None
        return found

    def await_no_more(self, *, ends: bool = True) -> bytes:
        """Return what was said beyond the replies that were heard; it `ends` the connection, or is passed over."""
        self._awaits = False
        left = bytes(self._heard)
        self._heard.clear()
        if left and ends:
            self._transport.close()
        return left

    def data_received(self, data: bytes) -> None:
        """Keep what comes while replies are awaited; over anything else the connection ends, whatever it says."""
        if not self._awaits:
            self._transport.close()
            return
        self._heard += data
        self._wake()

    def eof_received(self) -> bool | None:
        """Note that no further reply comes."""
        self._end()
        return self._behind.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that no further reply comes."""
        self._end()
        if self._clock is not None:
            self._clock.cancel()
        self._behind.connection_lost(exc)

    def pause_writing(self) -> None:
        """Hand it on."""
        self._behind.pause_writing()

    def resume_writing(self) -> None:
        """Hand it on."""
        self._behind.resume_writing()

    def _end(self) -> None:
        self._lost = True
        self._wake()

    def _wake(self, *, in_time: bool = True) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(in_time)

    def _watch(self) -> None:
        """See to it that somebody looks when the time is over: a clock that is set stays, since to set one for each reply takes longer."""
        if self._clock is not None and self._clock.when() > self._until:
            self._clock.cancel()
            self._clock = None
        if self._clock is None and self._until < inf:
            self._clock = self._loop.call_at(self._until, self._look)

    def _look(self) -> None:
        self._clock = None
        if self._until <= self._loop.time():
            self._wake(in_time=False)
        else:
            self._watch()


def first_reply(heard: bytearray) -> aiosmtplib.SMTPResponse | None:
    """Take the first reply out of what was heard (RFC 5321, 4.2).

    None where it is not whole yet; SMTPResponseException where it is none.
    """
    words: list[bytes] = []
    start = 0
    while 0 <= (end := heard.find(b"\n", start)) < _LONGEST:
        line = bytes(heard[start:end]).rstrip(b"\r")
        found = _REPLY.fullmatch(line)
        if found is None:
            text = line.decode("utf-8", "ignore")
            raise aiosmtplib.SMTPResponseException(aiosmtplib.SMTPStatus.invalid_response.value, f"Malformed SMTP response line: {text}")
        code, goes_on, said = found.groups()
        words.append((said or b"").strip(b" \t"))
        start = end + 1
        if goes_on != b"-":
            del heard[:start]
            return aiosmtplib.SMTPResponse(int(code), b"\n".join(words).decode("utf-8", "surrogateescape"))
    if len(heard) > _LONGEST:
        raise aiosmtplib.SMTPResponseException(aiosmtplib.SMTPStatus.invalid_response.value, "Response too long")
    return None


def command(verb: str, address: str, parameters: Sequence[str], encoding: str) -> bytes:
    """Return a command that names an address, as in `MAIL FROM`: as the library would say it, without the end of its line.

    The address and the parameters are known to hold neither control characters nor angle brackets (see `wire.address`).
    """
    return " ".join((f"{verb}:<{address}>", *parameters)).encode(encoding)
