"""Waking the clock when a server hints that mail came (IDLE). It is no more than a hint: the clock looks at the mailbox all the same."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from domain.errors import CounterfoilError
from domain.ports import Mailbox
from domain.rules.backing_off import pause
from service.installation.plugins import Intake
from service.wiring import Service

_ASK_ANEW: Final = 300.0  # Seconds. Servers, and what lies between, forget after half an hour, some sooner, and say nothing.
_GATHER: Final = 2.0  # Seconds in which mail that comes together is one hint.
_PATIENCE: Final = 5.0


@contextmanager
def woken(service: Service, wake: Callable[[], object]) -> Iterator[None]:
    """Call `wake`, in threads of its own, when mail may have come, while the block runs. Junk wakes nobody."""
    over, lent = threading.Event(), dict[str, Mailbox]()
    watching = [
        threading.Thread(target=_watch, args=(service, one, over, lent, wake), name=f"idle {one.mailbox} {one.folder}", daemon=True)
        for one in service.installation.intakes
        if not one.junk
    ]
    for thread in watching:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for mailbox in list(lent.values()):
            mailbox.cut()
        end = monotonic() + _PATIENCE
        for thread in watching:
            thread.join(max(0, end - monotonic()))


def _watch(service: Service, intake: Intake, over: threading.Event, lent: dict[str, Mailbox], wake: Callable[[], object]) -> None:
    """Watch one folder until all is over, or its server shows that it does not hint; one that fails is asked again after a while."""
    failures = 0
    while not over.is_set():
        try:
            with service.mailbox(intake) as mailbox:
                lent[threading.current_thread().name] = mailbox
                while not over.is_set():
                    hinted = mailbox.hint(_ASK_ANEW)
                    if hinted is None:
                        return
                    failures = 0
                    if hinted and not over.wait(_GATHER):
                        wake()
        except CounterfoilError:
            failures += 1
            over.wait(pause(failures, random.random()).total_seconds())  # noqa: S311 - chance, and no secret
