"""What a service does itself with a message takes milliseconds. Where it takes minutes of processor time, the process ends.

A child of the cage has its limits; what follows from what it told is decided here, in the middle of a transaction. A loop without an end,
of ours or of a plug-in, would keep all mail waiting that lies behind. So the process ends, whatever started it starts it again, and the
message is tried alone until it is held (see `service.collecting.examiners`). Nothing was stored of it.
"""

from __future__ import annotations

import faulthandler
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

LIMIT = 120.0  # Seconds of processor time of the process: those that it waits do not count.


@contextmanager
def bounded() -> Iterator[None]:
    """End the process, by SIGVTALRM, if the block takes more than `LIMIT` seconds of processor time.

    A single expression may be what hangs: then no thread of Python runs any more and no handler of Python's is called, so that the system
    itself ends the process. Before that it says where it was, in lines of the program alone.
    """
    _tell_where()
    afresh()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def afresh() -> None:
    """Let the time of a block begin anew, where it goes on to another message."""
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)


@cache
def _tell_where() -> None:
    if sys.__stderr__ is not None and not sys.__stderr__.closed:
        faulthandler.register(signal.SIGVTALRM, file=sys.__stderr__, chain=True)
