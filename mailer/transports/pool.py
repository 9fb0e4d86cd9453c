"""The connections of one sending: each hands over one letter after the other, until the desk has no further one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from domain.letter import STOPPED, Envelope, Outcome, Route, Verdict
from domain.mail.endpoint import Endpoint
from mailer.transports.connection import FAULTS, Connection
from mailer.transports.conversation import StaleError, hand_over
from mailer.transports.desk import DesertedError, Desk
from mailer.transports.door import SmtpDoor, UnreachableError

# Seconds that an exchange with the server may still take when the letters can no longer be recorded.
_GRACE = 2


@dataclass(slots=True, kw_only=True)
class _Line:
    """The place of one connection in the pool, the task that serves it, and whether DATA may have begun for the letter that it has.

    `told` is the verdict on the letter before, which is recorded at the latest with the beginning of that; `patience` is how long it waits
    for a connection.
    """

    task: asyncio.Task[None] | None
    connection: Connection | None = None
    begun: bool = False
    told: asyncio.Future[bool] | None = None
    patience: asyncio.Timeout | None = None


class SmtpPool:
    """The connections to one server, which are had through a `door`; each is used for so many letters at most (`per_connection`)."""

    def __init__(self, endpoint: Endpoint, door: SmtpDoor, desk: Desk, per_connection: int | None) -> None:
        self._endpoint = endpoint
        self._door = door
        self._desk = desk
        self._per_connection = per_connection
        self._all: asyncio.Task[None] | None = None
        self._lines: list[_Line] = []
        self._hastened: float | None = None  # Seconds that were left for the letters in hand.

    async def work(self, connections: int) -> None:
        """Send until the desk has no further letter."""
        self._all = asyncio.current_task()
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(connections):
                    group.create_task(self._deliver())
        finally:
            self._desk.stop()

    def abort(self) -> None:
        """Let each connection end when it next has a fact to tell, and after a while in the middle of whatever it does."""
        self._desk.desert()
        if self._all is not None:
            self._all.get_loop().call_later(_GRACE, self._all.cancel)

    def hasten(self, seconds: float) -> None:
        """End what is not begun at once, and the connections of the letters in hand in so many seconds. To be called in the loop."""
        if self._hastened is not None:
            return
        self._hastened = seconds
        for line in self._lines:
            if line.task is not None and not line.begun:
                line.task.cancel()
            elif line.patience is not None:
                line.patience.reschedule(0)  # No byte of its letter has left.
        asyncio.get_running_loop().call_later(seconds, self._cut)

    def _cut(self) -> None:
        """Drop the connections: whoever waits for a reply has the verdict for a lost one."""
        for line in self._lines:
            if line.connection is not None:
                line.connection.drop()

    async def _deliver(self) -> None:
        """Send one letter after the other over one line, until there is none, or the server gives this line no connection."""
        line = _Line(task=asyncio.current_task())
        self._lines.append(line)
        try:
            while self._hastened is None and (envelope := await self._desk.take()) is not None:
                if not await self._serve(line, envelope):
                    return
        except DesertedError:
            return
        except asyncio.CancelledError:
            if self._hastened is None:
                raise
        finally:
            await self._leave(line)

    async def _leave(self, line: _Line) -> None:
        try:
            if line.told is not None:
                with suppress(DesertedError):
                    await line.told
        finally:
            await self._hang_up(line)

    async def _serve(self, line: _Line, envelope: Envelope) -> bool:
        """Send one letter, tell its verdict (none of one that is another's), and say whether the line may have another."""
        try:
            verdict = await self._send(line, envelope)
        except UnreachableError as error:
            # Where others stand, its code would say of the sender what is meant for one connection too many.
            code = None if self._door.standing else error.code
            await self._desk.verdict(
                Verdict(
                    letter_id=envelope.letter_id,
                    outcome=Outcome.DEFERRED,
                    stage=error.stage,
                    code=code,
                    text=error.text,
                    route=Route(self._endpoint.user, str(self._endpoint)),
                )
            )
            line.begun = False
            # Where other lines have a connection and this one is given none, the server wants no more of them.
            return not self._door.standing
        if verdict is not None and verdict.outcome is Outcome.SENT:
            # The next letter is announced meanwhile. What else a server says may be about that one too, and is waited for.
            line.told = self._desk.lay_down(verdict)
        elif verdict is not None:
            await self._desk.verdict(self._said(verdict))
        line.begun = False
        if self._hastened is None and line.connection is not None:
            # Some servers end a connection after so many letters: whoever knows it takes leave before.
            used_up = self._per_connection is not None and line.connection.letters >= self._per_connection
            if used_up or not await _is_ready(line.connection):
                await self._hang_up(line)
        return True

    async def _send(self, line: _Line, envelope: Envelope) -> Verdict | None:
        try:
            return await hand_over(await self._connected(line), envelope, partial(self._begin, line))
        except StaleError:
            await self._hang_up(line)
            return await hand_over(await self._connected(line), envelope, partial(self._begin, line), again=True)

    async def _begin(self, line: _Line, letter_id: int) -> bool:
        """Tell the desk that DATA is about to begin: from here on, only the verdict ends what the line does.

        It is told once of each letter, also of one that goes over another connection after all.
        """
        if self._desk.is_deserted:
            raise DesertedError
        if not line.begun:
            line.begun = True
            line.begun = await self._desk.sending(letter_id)
        return line.begun

    def _said(self, verdict: Verdict) -> Verdict:
        """Return a verdict that says, where no server gave it, that it was the program which waited no longer."""
        if self._hastened is None or verdict.code is not None:
            return verdict
        return replace(verdict, text=f"{STOPPED}, and the server had not answered after {self._hastened:g} seconds more.")

    async def _connected(self, line: _Line) -> Connection:
        if line.connection is None:
            try:
                async with asyncio.timeout(None if self._hastened is None else 0) as line.patience:
                    line.connection = await self._door.connect()
            except TimeoutError:
                raise UnreachableError(None, f"{STOPPED}.") from None
            finally:
                line.patience = None
        return line.connection

    async def _hang_up(self, line: _Line) -> None:
        connection, line.connection = line.connection, None
        if connection is None:
            return
        self._door.leave()
        if self._desk.is_deserted:
            connection.drop()
        else:
            await connection.end()


async def _is_ready(connection: Connection) -> bool:
    """Say whether the connection can take another letter, after taking back the one that was refused or not sent."""
    if not (connection.in_letter and connection.is_connected):
        return connection.is_connected
    if connection.in_content:
        return False  # Whatever came next would be taken for the letter.
    with suppress(*FAULTS):
        await connection.rset()
        return connection.is_connected
    return False
