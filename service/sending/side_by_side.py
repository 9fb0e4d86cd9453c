"""Several transports send at once, each in a thread of its own; letters are made, and facts recorded, in the one that called.

So no transport waits for another's server, and the store, the studies and the cage are used by one thread alone, as with one transport.
"""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from domain.letter import Envelope, Verdict
from domain.ports import Transport
from service.sending.sending_journal import SendingJournal, TransportFacts, record_together

Result = TypeVar("Result")
_TURN = 0.001  # Seconds; a fifth of what is usual.
_MOMENT = 0.0005  # Seconds in which a transport that has been given a letter asks for the next, if it has room.


@dataclass(frozen=True, slots=True)
class Sending:
    """What one transport is to hand over: its passes one after the other, and whom it tells."""

    transport: Transport
    passes: Iterable[Iterable[Envelope]]
    journal: SendingJournal

    def run(self) -> None:
        """Hand over everything."""
        for envelopes in self.passes:
            self.transport.send(envelopes, self.journal)


def side_by_side(sendings: Sequence[Sending]) -> None:
    """Run each of these; a single one in this thread.

    What goes wrong in one ends that one, and is raised when the others have ended. A store that cannot be written ends those whose facts
    were to be written together.
    """
    with _short_turns():
        if len(sendings) == 1:
            sendings[0].run()
        else:
            _in_threads(sendings)


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let a thread of Python that makes letters give way soon to those that speak with servers.

    These need the interpreter for a moment only, but some ten times for a letter, and would wait for as long as it lets one thread go on.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, _TURN))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _in_threads(sendings: Sequence[Sending]) -> None:
    window = _Window()
    with ThreadPoolExecutor(len(sendings), thread_name_prefix="transport") as threads:
        works = [threads.submit(window.leaving, _Remote(one, window).run) for one in sendings]
        window.serve(len(works))
    for work in works:
        work.result()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a thread waits for: some work, or that facts are recorded."""

    what: Callable[[], Any] | TransportFacts
    done: Future[Any]


class _Window:
    """Where threads let one thread do what it alone may do."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()

    def ask(self, work: Callable[[], Result]) -> Result:
        """Let the serving thread do some work, and return or raise what comes of it."""
        result: Result = self._wait(work)
        return result

    def record(self, facts: TransportFacts) -> frozenset[int]:
        """Let the serving thread record facts; those of several transports share a transaction."""
        begun: frozenset[int] = self._wait(facts)
        return begun

    def _wait(self, what: Callable[[], Any] | TransportFacts) -> Any:
        done: Future[Any] = Future()
        self._asked.put(_Asked(what, done))
        return done.result()

    def leaving(self, run: Callable[[], None]) -> None:
        """Run a thread's work, and tell the serving thread at the end that it asks no more."""
        try:
            run()
        finally:
            self._asked.put(None)

    def serve(self, threads: int) -> None:
        """Do what is asked until all threads have left; what ends this thread itself meanwhile (Ctrl-C) ends each that asks.

        Facts wait for those of the other transports, as long as these draw letters: a commit takes longer than to make one.
        """
        end: BaseException | None = None
        facts: list[_Asked] = []
        while threads:
            try:
                asked = self._next(threads, len(facts))
            except queue.Empty:
                _do(facts, partial(record_together, [one.what for one in facts if isinstance(one.what, TransportFacts)]), end)
                facts = []
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised again below
                end = error
            else:
                if asked is None:
                    threads -= 1
                elif isinstance(asked.what, TransportFacts):
                    facts.append(asked)
                else:
                    _do([asked], partial(_alone, asked.what), end)
        if end is not None:
            raise end

    def _next(self, threads: int, waiting: int) -> _Asked | None:
        """Return what is asked next; queue.Empty where facts of so many threads are waiting, and nobody else asks for anything."""
        if not waiting:
            return self._asked.get()
        return self._asked.get(block=waiting < threads, timeout=_MOMENT)


def _alone(work: Callable[[], Any]) -> list[Any]:
    return [work()]


def _do(asked: Sequence[_Asked], work: Callable[[], Sequence[Any]], end: BaseException | None) -> None:
    """Let whoever asked go on with what comes of the work, which has a result for each of them."""
    results: Sequence[Any] = []
    try:
        results = work() if end is None else []
    except BaseException as error:  # noqa: BLE001 - it is raised where the work was asked for
        end = error
    for number, one in enumerate(asked):
        if end is not None:
            one.done.set_exception(end)
        else:
            one.done.set_result(results[number])


class _Remote:
    """A sending whose letters are drawn, and whose facts are recorded, through the window."""

    def __init__(self, sending: Sending, window: _Window) -> None:
        self._sending = sending
        self._window = window

    def run(self) -> None:
        """Hand over everything."""
        passes = iter(self._sending.passes)
        while (envelopes := self._window.ask(lambda: next(passes, None))) is not None:
            self._sending.transport.send(self._drawn(iter(envelopes)), self)

    def _drawn(self, envelopes: Iterator[Envelope]) -> Iterator[Envelope]:
        while (envelope := self._window.ask(lambda: next(envelopes, None))) is not None:
            yield envelope

    def record(
        self,
        verdicts: Sequence[Verdict],
        beginning: Sequence[int],
        meanwhile: Callable[[], bool] | None = None,  # noqa: ARG002 - with several, drawing meanwhile costs more commits than it spares time
    ) -> frozenset[int]:
        """Record what became of letters, and that others begin (see `domain.ports.Journal`)."""
        return self._window.record(TransportFacts(self._sending.journal, verdicts, beginning))
