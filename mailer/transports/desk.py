"""Where the connections and the thread that called `send` meet: it alone draws letters and tells the journal."""

from __future__ import annotations

import asyncio
import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

from domain.letter import Envelope, Verdict
from domain.ports import Journal


@dataclass(frozen=True, slots=True)
class _Told:
    """A fact for the journal (a letter's id: DATA is about to begin), and the future that waits until it is on disk.

    The future's result says whether to go on with the letter. Where it is `laid_down`, no connection waits for it yet.
    """

    fact: int | Verdict
    recorded: asyncio.Future[bool]
    laid_down: bool = False


_MOMENT = 0.002  # Seconds in which a connection to a server nearby says what it waits for, after it has laid down a verdict.


class DesertedError(Exception):
    """Nobody records facts any more."""


class Desk:
    """The two sides of one sending.

    The connections `take` letters and tell facts by `sending` and `verdict`, each of which returns when the fact is on disk. The caller's
    thread runs `serve`. While one commit is being made the next facts gather, and they share the next one. A verdict may be laid down
    instead: it gets to disk at the latest with what the same connection tells next.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, connections: int) -> None:
        self._loop = loop
        self._room = 2 * connections  # In hand, and drawn ahead.
        self._told: queue.SimpleQueue[_Told | None] = queue.SimpleQueue()
        self._drawn: deque[Envelope | None] = deque()
        self._takers: deque[asyncio.Future[None]] = deque()
        self._untold: set[asyncio.Future[bool]] = set()
        self.is_deserted = False

    async def take(self) -> Envelope | None:
        """Return the next letter, or None when there is no further one."""
        while not self._drawn:
            taker: asyncio.Future[None] = self._loop.create_future()
            self._takers.append(taker)
            # The caller's thread appends a letter first and then looks for whoever waits.
            if self._drawn:
                self._takers.remove(taker)  # It waits no more, and would be woken instead of one that does.
                break
            try:
                await taker
            except asyncio.CancelledError:
                self._wake()  # It may have been woken for a letter that another can take.
                raise
        envelope = None if self.is_deserted else self._drawn.popleft()
        if envelope is None:
            self._drawn.appendleft(None)  # For the other connections.
            self._wake()
        return envelope

    async def sending(self, letter_id: int) -> bool:
        """Return when the journal has recorded that DATA is about to begin; False says that the letter is another's, and finished here."""
        return await self._tell(letter_id)

    async def verdict(self, verdict: Verdict) -> None:
        """Return when the journal has recorded the verdict."""
        await self._tell(verdict)

    def lay_down(self, verdict: Verdict) -> asyncio.Future[bool]:
        """Tell a verdict without waiting for it, and return what is done when it is recorded.

        Facts are recorded in the order in which they are told, so that the next letter of the same connection does not begin before.
        """
        return self._put(verdict, laid_down=True)

    def stop(self) -> None:
        """Tell the caller's thread that no further fact will come."""
        self._told.put(None)

    def desert(self) -> None:
        """Turn away whoever waits here or still comes (DesertedError): the caller's thread is gone. To be called in the loop."""
        self.is_deserted = True
        self._drawn.append(None)
        self._wake()
        for recorded in tuple(self._untold):
            if not recorded.done():
                recorded.set_exception(DesertedError)

    async def _tell(self, fact: int | Verdict) -> bool:
        return await self._put(fact)

    def _put(self, fact: int | Verdict, *, laid_down: bool = False) -> asyncio.Future[bool]:
        if self.is_deserted:
            raise DesertedError
        recorded: asyncio.Future[bool] = self._loop.create_future()
        self._untold.add(recorded)
        recorded.add_done_callback(self._untold.discard)
        self._told.put(_Told(fact, recorded, laid_down))
        return recorded

    def serve(self, envelopes: Iterable[Envelope], journal: Journal) -> None:
        """Draw letters while there is room and record facts, until all that were drawn have a verdict or are another's.

        Where drawing a letter fails, those in hand are finished before the error goes on to the caller; an error of the journal goes on at
        once. Drawing a letter should take milliseconds, since the connections wait for it.
        """
        drawing = _Drawing(source=iter(envelopes), room=self._room, pass_on=self._pass_on)
        finished = 0
        while drawing.is_more or finished < drawing.drawn:
            # All the room is filled before the next commit, so that all connections come to it together and share it.
            while drawing.draw():
                pass
            if finished < drawing.drawn:
                facts = self._facts()
                if facts is None:
                    break
                finished += self._record(facts, journal, drawing)
        if drawing.failure is not None:
            raise drawing.failure

    def _pass_on(self, envelope: Envelope | None) -> None:
        """Lay a letter down for the connections, and wake those that wait for one.

        Where none does, the loop is not woken: for that this thread would let go of the interpreter, and wait until it has it again.
        """
        self._drawn.append(envelope)
        if self._takers:
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        """Let as many of those that wait look again as there are letters; all of them where there is no further one."""
        woken, is_last = 0, bool(self._drawn) and self._drawn[-1] is None
        while self._takers and (is_last or woken < len(self._drawn)):
            taker = self._takers.popleft()
            if not taker.done():
                taker.set_result(None)
                woken += 1

    def _facts(self) -> list[_Told] | None:
        """Return all that was told, waiting for the first that a connection waits for; None when the connections are gone.

        What was laid down alone has a commit of its own after a moment.
        """
        facts: list[_Told] = []
        is_awaited = False
        told, until = self._told.get(), monotonic() + _MOMENT
        while told is not None:
            facts.append(told)
            is_awaited = is_awaited or not told.laid_down
            try:
                told = self._told.get(timeout=0 if is_awaited else max(0, until - monotonic()))
            except queue.Empty:
                return facts
        if facts:
            self._told.put(None)  # What was told before the connections went is recorded first.
        return facts or None

    def _record(self, facts: list[_Told], journal: Journal, drawing: _Drawing) -> int:
        """Record the facts, let the connections go on, and return how many letters are finished."""
        verdicts = [told.fact for told in facts if isinstance(told.fact, Verdict)]
        letter_ids = [told.fact for told in facts if not isinstance(told.fact, Verdict)]
        # Those that have a verdict need their room no more: while that gets to the disk, others are drawn for their connections.
        drawing.left += len(verdicts)
        anothers = frozenset(letter_ids) - journal.record(verdicts, letter_ids, drawing.draw)
        drawing.left += len(anothers)
        self._loop.call_soon_threadsafe(_release, facts, anothers)
        return len(verdicts) + len(anothers)


@dataclass(slots=True, kw_only=True)
class _Drawing:
    """Letters on their way to the connections: how many were `drawn`, and have `left` the room that there is for them.

    Where drawing one fails, the `failure` is kept, and there is no more.
    """

    source: Iterator[Envelope]
    room: int
    pass_on: Callable[[Envelope | None], None]
    drawn: int = 0
    left: int = 0
    is_more: bool = True
    failure: BaseException | None = None

    def draw(self) -> bool:
        """Draw a letter if there is room for it, and say whether there was one."""
        if not self.is_more or self.drawn - self.left >= self.room:
            return False
        try:
            envelope = next(self.source, None)
            self.is_more = envelope is not None
            self.pass_on(envelope)
            self.drawn += self.is_more
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised again by the desk
            self.failure, self.is_more = error, False
            self.pass_on(None)
        return self.is_more


def _release(facts: list[_Told], anothers: frozenset[int]) -> None:
    for told in facts:
        if not told.recorded.done():  # It is done where the connection was ended meanwhile.
            told.recorded.set_result(told.fact not in anothers)
