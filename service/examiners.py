"""Who examines the messages of a collect: child processes that open files, and the threads that wait for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TypeVar

from intake.understanding.examine import Examined, Opens
from service.wiring import Service
from workbooks.reader import Opened

_READERS = 2  # One alone would keep the store waiting.

What = TypeVar("What")


class Examiners:
    """Several child processes as one reader, and as many threads. None starts before the first message that needs it.

    An examination that was begun before its message was recorded can be kept here, so that no message is examined twice.
    """

    def __init__(self, readers: Sequence[Opens], threads: ThreadPoolExecutor) -> None:
        self._free: SimpleQueue[Opens] = SimpleQueue()
        for reader in readers:
            self._free.put(reader)
        self._threads = threads
        self._kept: dict[str, Future[Examined]] = {}

    def open(self, data: bytes, name: str) -> tuple[Opened, ...]:
        """Open a file with the next child that is free (see `workbooks.reader.Reader.open`)."""
        reader = self._free.get()
        try:
            return reader.open(data, name)
        finally:
            self._free.put(reader)

    def begin(self, examine: Callable[[What], Examined], message: What) -> Future[Examined]:
        """Examine a message as soon as a thread is free."""
        return self._threads.submit(examine, message)

    def keep(self, examined: dict[str, Future[Examined]]) -> None:
        """Keep these examinations, by the hash of their message, instead of those kept before: memory holds no more than those in hand."""
        self._kept = examined

    def examined(self, sha256: str) -> Future[Examined] | None:
        """Give away the examination of the message with this hash, if one is kept."""
        return self._kept.pop(sha256, None)


@contextmanager
def examiners(service: Service) -> Iterator[Examiners]:
    """Lend the examiners; at the end what they have not begun is dropped, and the child processes end."""
    with (
        service.reader() as one,
        service.reader() as other,
        ThreadPoolExecutor(_READERS, thread_name_prefix="examine") as threads,
    ):
        try:
            yield Examiners((one, other), threads)
        finally:
            threads.shutdown(cancel_futures=True)
