"""Several transports send at once, each in a thread of its own; letters are made, and facts recorded, in the one that called.

So no transport waits for another's server, and the store, the studies and the cage are used by one thread alone, as with one transport.
"""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.errors import ConfigurationError
from domain.letter import Envelope, Verdict
from domain.ports import Journal, Transport
from domain.study import DEFAULT, transport_of
from service.running import UnreadableStudyError, readable
from service.wiring import Service
from store import Transaction

Result = TypeVar("Result")
_Scope = tuple[str, str]
_TURN = 0.001  # Seconds; a fifth of what is usual.


@dataclass(frozen=True, slots=True)
class Sending:
    """What one transport is to hand over: its passes one after the other, and whom it tells."""

    transport: Transport
    passes: Iterable[Iterable[Envelope]]
    journal: Journal

    def run(self) -> None:
        """Hand over everything."""
        for envelopes in self.passes:
            self.transport.send(envelopes, self.journal)


def by_transport(service: Service, tx: Transaction, senders: Iterable[_Scope]) -> dict[str, frozenset[_Scope]]:
    """Return the senders (study and key) by the name of the transport that each of their studies, as it runs, chose for them."""
    found: dict[str, set[_Scope]] = {}
    for study, sender in senders:
        try:
            running = readable(service, tx, study)
        except UnreadableStudyError:
            running = None  # That is told where its letters would be made.
        found.setdefault(transport_of(running.study, sender) if running else DEFAULT, set()).add((study, sender))
    return {name: frozenset(found[name]) for name in sorted(found)}


@contextmanager
def opened(service: Service, names: Iterable[str]) -> Iterator[tuple[dict[str, Transport], list[str]]]:
    """Open transports by their names, and say of those that cannot be opened that what leaves by them waits.

    ConfigurationError where none can be.
    """
    with ExitStack() as stack:
        found: dict[str, Transport] = {}
        faults: list[ConfigurationError] = []
        for name in names:
            try:
                found[name] = stack.enter_context(service.transport(name))
            except ConfigurationError as error:
                faults.append(error)
        if faults and not found:
            raise faults[0]
        yield found, [f"Letters wait. {error}" for error in faults]


def side_by_side(sendings: Sequence[Sending]) -> None:
    """Run each of these; a single one in this thread.

    What goes wrong in one (a journal that cannot write) ends that one, and is raised when the others have ended.
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


class _Window:
    """Where threads let one thread do what it alone may do."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()

    def ask(self, work: Callable[[], Result]) -> Result:
        """Let the serving thread do some work, and return or raise what comes of it."""
        done: Future[Result] = Future()
        self._asked.put((work, done))
        return done.result()

    def leaving(self, run: Callable[[], None]) -> None:
        """Run a thread's work, and tell the serving thread at the end that it asks no more."""
        try:
            run()
        finally:
            self._asked.put(None)

    def serve(self, threads: int) -> None:
        """Do what is asked until all threads have left; what ends this thread itself meanwhile (Ctrl-C) ends each that asks."""
        end: BaseException | None = None
        while threads:
            try:
                asked = self._asked.get()
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised again below
                end = error
                continue
            if asked is None:
                threads -= 1
            else:
                _do(*asked, end)
        if end is not None:
            raise end


def _do(work: Callable[[], Any], done: Future[Any], end: BaseException | None) -> None:
    if end is not None:
        done.set_exception(end)
        return
    try:
        done.set_result(work())
    except BaseException as error:  # noqa: BLE001 - it is raised where the work was asked for
        done.set_exception(error)


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

    def record(self, verdicts: Sequence[Verdict], beginning: Sequence[int]) -> frozenset[int]:
        """Record what became of letters, and that others begin (see `domain.ports.Journal`)."""
        return self._window.ask(lambda: self._sending.journal.record(verdicts, beginning))
