"""Ending when somebody says so (SIGTERM, Ctrl-C): what is in hand gets some seconds, and the process ends within half a minute.

After the word no letter is begun. Whoever waits for a server is let go: a letter gets the verdict that comes in `FINISH` seconds, a mailbox
is left after `LET_GO`. Whatever holds up the process all the same (a name that is not resolved, a database that is locked) is left behind
after `AT_MOST`: it may be killed at any moment, and the next start goes on from what is in the store.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from domain.errors import CounterfoilError

# Seconds from the word to stop. Together with what is to be written and closed, they stay below 30.
LET_GO: Final = 10.0
FINISH: Final = 20.0
AT_MOST: Final = 28.0
_LOOK: Final = 0.5
_WORDS: Final = frozenset({signal.SIGTERM, signal.SIGINT})
_LAST_WORDS = (
    f"Ended after {AT_MOST:.0f} seconds, since a server or the database still gave no answer. Letters in hand may be in doubt: "
    "the next start says so, and `counterfoil held` lists them. Nothing else is lost.\n"
)


class StoppedError(CounterfoilError):
    """The program is to end before this was done; nothing of it was, and the next start does it."""


@contextmanager
def stoppable(stopping: threading.Event, then: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Let SIGTERM and SIGINT set `stopping` and call `then`; end the process if the block outlasts that by `AT_MOST` seconds.

    Signals come to the main thread alone: in any other it was the caller's caller who prepared for them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def hear() -> None:
        stopping.set()
        then()

    # What a handler in Python would do is done where the main thread need not wake up for it (see `_woken`).
    previous = {number: signal.signal(number, lambda *_: None) for number in _WORDS}
    try:
        with _woken(hear), once_stopped(stopping, _end, after=AT_MOST):
            yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextmanager
def _woken(hear: Callable[[], None]) -> Iterator[None]:
    """Call `hear` once SIGTERM or SIGINT came, in a thread of its own, also where the main thread does not wake up for it.

    Python calls its handlers in the main thread, between two steps. That thread may hold what is waited for then; and where another thread
    was given the signal, or the main thread was about to wait for something that never comes, it would not hear of it. The system's own
    handler writes the number to a socket at once.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)

    def watch() -> None:
        with reader:
            while numbers := reader.recv(64):
                if not _WORDS.isdisjoint(numbers):
                    hear()
                    return

    watcher = threading.Thread(target=watch, name="signals", daemon=True)
    watcher.start()
    before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        writer.close()
        watcher.join(_LOOK)


@contextmanager
def once_stopped(stopping: threading.Event, act: Callable[[], object], *, after: float = 0) -> Iterator[None]:
    """Call `act`, in a thread of its own, so many seconds after `stopping` was set, unless the block has ended by then."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK):
            if stopping.is_set():
                if not over.wait(after):
                    act()
                return

    watcher = threading.Thread(target=watch, name="stopping", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _end() -> None:
    with suppress(OSError, ValueError):
        sys.stderr.write(_LAST_WORDS)
        sys.stderr.flush()
    os._exit(1)
