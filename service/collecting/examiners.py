"""Who examines the messages of a collect: the cage, and the threads that wait for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from weakref import finalize

from cage.cage import ClosedCageError, NotStartedError
from domain.bulk import Content
from intake.understanding.caged import Examination, GivenUpError, examination_caged, examined
from intake.understanding.examine import Examined
from intake.understanding.receiving import Receiving
from service.process import caged
from service.wiring import Service
from store import examinations
from store.archive.originals import Archive
from store.intake.examinations import Tried

_THREADS = 2  # One alone would keep the store waiting.
_MOST_BEGUN = 5  # A service that ended so often while it read a message ended of it: no power fails so regularly.
_LIGHT = 500_000  # Bytes of an answer that memory holds some ten times over as values, for each of the messages in hand.
_LOOK = 0.2  # Seconds between two looks whether the service is to stop.


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """A message to examine: the hash of its bytes, what gives them, and what was tried `before`."""

    sha256: str
    load: Callable[[], Content]
    before: Tried


class InHand:
    """An examined message that waits for its turn.

    What weighs much is put on the disk meanwhile: a hostile mail may hold a million cells, and so may each of the next.
    """

    def __init__(self, examination: Examination, archive: Archive) -> None:
        self.is_heavy = examination.weight > _LIGHT
        self._value: Examined | None = None if self.is_heavy else examination.examined
        self._lengths = [len(blob) for blob in examination.travelled] if self.is_heavy else []
        self._spooled: IO[bytes] | None = None
        if self.is_heavy:
            self._spooled = archive.spool(examination.travelled)
            finalize(self, self._spooled.close)

    def take(self) -> Examined:
        """Return what the message is; it stays in memory until it is let go."""
        if self._value is None and self._spooled is not None:
            self._spooled.seek(0)
            self._value = examined().decode([self._spooled.read(length) for length in self._lengths])
        if self._value is None:
            raise RuntimeError("What was examined is neither in memory nor on the disk.")
        return self._value

    def let_go(self) -> None:
        """Keep what weighs much on the disk alone again."""
        if self.is_heavy:
            self._value = None


class Examiners:
    """Threads that have messages examined in the service's cage.

    An examination that was begun before its message was recorded can be kept here, so that no message is examined twice.
    """

    def __init__(self, service: Service, threads: ThreadPoolExecutor) -> None:
        self._service = service
        self._threads = threads
        self._kept: dict[str, Future[InHand]] = {}

    def begin(self, one: ToDo, receiving: Receiving) -> Future[InHand]:
        """Examine a message as soon as a thread is free; that it is tried has been recorded (see `store.intake.examinations.begin`)."""
        return self._threads.submit(self._examine, one, receiving)

    def examine_again(self, sha256: str, receiving: Receiving) -> Future[InHand]:
        """Examine a message that was understood before, as soon as a thread is free."""
        archive = self._service.store.archive
        return self._threads.submit(lambda: InHand(caged.examination(self._service, archive.content(sha256), receiving), archive))

    def await_all(self, examined: Collection[Future[InHand]]) -> None:
        """Wait until all of them are done. Where the service is to stop, the cage is closed, and some have come to nothing."""
        while wait(examined, _LOOK).not_done:
            if self._service.stopping.is_set():
                self._service.cage.close()

    def keep(self, examined: dict[str, Future[InHand]]) -> None:
        """Keep these examinations, by the hash of their message, instead of those kept before: memory holds no more than those in hand."""
        self._kept = examined

    def examined(self, sha256: str) -> Future[InHand] | None:
        """Give away the examination of the message with this hash, if one is kept."""
        return self._kept.pop(sha256, None)

    def _examine(self, one: ToDo, receiving: Receiving) -> InHand:
        if one.before.begun >= _MOST_BEGUN:
            raise GivenUpError(f"The service ended {one.before.begun} times while it read this message. It is not read again by itself.")

        def died() -> None:
            with self._service.store.transaction() as tx:
                examinations.record_end(tx, one.sha256, one.before)

        passwords = self._service.installation.passwords
        read = examination_caged(self._service.cage, one.load(), receiving, passwords, ended=one.before.ended, died=died)
        return InHand(read, self._service.store.archive)


def given_up(examined: Future[InHand]) -> bool:
    """Say whether an examination came to nothing for no fault of the message: the service stops, or nothing can be read here."""
    return examined.cancelled() or isinstance(examined.exception(), ClosedCageError | NotStartedError)


def is_heavy(examined: Future[InHand]) -> bool:
    """Say whether an examination that is done weighs so much that it is taken from the disk."""
    return not examined.cancelled() and examined.exception() is None and examined.result().is_heavy


def why_none(examined: Collection[Future[InHand]]) -> str:
    """Return why no message can be examined here, or ""."""
    errors = (one.exception() for one in examined if not one.cancelled())
    return next((str(error) for error in errors if isinstance(error, NotStartedError)), "")


@contextmanager
def examiners(service: Service) -> Iterator[Examiners]:
    """Lend the examiners; at the end what they have not begun is dropped."""
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="examine") as threads:
        try:
            yield Examiners(service, threads)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            if service.stopping.is_set():
                service.cage.close()
