"""The signs of life of a running service: its ticks, and every event of theirs that it logs. systemd is told of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.process.events import LOG, Event
from domain.rules.ready import Condition, turns
from service.process.notify import notify, watchdog_seconds

# These befall in other threads than the one that ticks, and say nothing of it.
_ELSEWHERE = tuple(f"event={one}" for one in (Event.ONE_CLICK, Event.NOT_LET_IN, Event.NOT_PINGED, Event.HEALTH))


@dataclass(frozen=True, slots=True, kw_only=True)
class Beats:
    """When the last sign of life was; when the last tick ended, and the last without a problem (None where none did yet)."""

    sign: datetime
    ended: datetime | None = None
    good: datetime | None = None


class Pulse(logging.Handler):
    """What is known of the life of this process, which looks at the clock each `every`; `good` is called after a tick without a problem."""

    def __init__(self, every: timedelta, good: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.every, self._good = every, good
        self.beats = Beats(sign=datetime.now(UTC))

    def emit(self, record: logging.LogRecord) -> None:
        """Take an event for a sign of life: in a long tick there are many."""
        if not record.getMessage().startswith(_ELSEWHERE):
            self.beats = Beats(sign=datetime.now(UTC), ended=self.beats.ended, good=self.beats.good)

    def end(self, *, well: bool) -> None:
        """Say that a tick has ended."""
        now = datetime.now(UTC)
        self.beats = Beats(sign=now, ended=now, good=now if well else self.beats.good)
        if well:
            self._good()

    def turns(self) -> Condition:
        """Say whether the service turns."""
        return turns(self.beats.sign, datetime.now(UTC), self.every)


@contextmanager
def felt(pulse: Pulse) -> Iterator[None]:
    """Feel the pulse while the block runs, and tell systemd, where it has started this process, that it is ready, alive, and ends."""
    over, seconds = threading.Event(), watchdog_seconds()

    def watch() -> None:
        # Twice as often as it is asked for, which sd_watchdog_enabled(3) advises.
        while not over.wait(seconds / 2):
            if pulse.turns().well:
                notify("WATCHDOG=1")

    LOG.addHandler(pulse)
    if seconds:
        threading.Thread(target=watch, name="watchdog", daemon=True).start()
    notify("READY=1")
    try:
        yield
    finally:
        notify("STOPPING=1")
        over.set()
        LOG.removeHandler(pulse)
