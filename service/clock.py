"""The alarm clock: APScheduler wakes the tick; what is due stands in the store, so a missed alarm is only a late one."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from domain.errors import CounterfoilError
from domain.events import Event
from domain.events import tell as log
from service.tick import TickReport, tick
from service.wiring import Service
from store import DatabaseFault

# An alarm that rings during a long tick is passed over, as it should be; the scheduler would warn of each.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


def run_until_stopped(service: Service, every: int, tell: Callable[[TickReport], None]) -> None:
    """Tick every so many seconds until SIGTERM or SIGINT; the letter or message in hand is finished first."""
    scheduler = BlockingScheduler(timezone=UTC)
    at_work = threading.Lock()

    def work() -> None:
        with at_work:
            if not service.stopping.is_set():
                _guarded(service, tell)

    def stop(_: int, __: FrameType | None) -> None:
        if not service.stopping.is_set():
            service.stopping.set()
            scheduler.shutdown(wait=False)

    previous = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    scheduler.add_job(
        work,
        IntervalTrigger(seconds=every, timezone=UTC),
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    log(Event.STARTED)
    try:
        scheduler.start()
        # The scheduler returns at once: the tick in hand ends before the store is closed under it.
        with at_work:
            pass
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        log(Event.STOPPED)


def _guarded(service: Service, tell: Callable[[TickReport], None]) -> None:
    """Tick once; a fault of today (a server or database that is away, a full disk) is told, and the next tick tries again."""
    try:
        tell(tick(service, datetime.now(UTC)))
    except (CounterfoilError, DatabaseFault, OSError) as error:
        log(Event.TICK_FAILED, logging.ERROR, error=type(error).__name__)
        tell(TickReport(problems=[str(error)]))
