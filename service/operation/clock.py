"""The alarm clock: APScheduler wakes the tick; what is due stands in the store, so a missed alarm is only a late one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.job import Job
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from domain.errors import CounterfoilError
from domain.process.events import Event
from domain.process.events import tell as log
from domain.process.roles import EVERYTHING, ServiceRole
from service.operation.tick import tick
from service.operation.waking import woken
from service.process.giving_back import give_back
from service.process.presence import Presence
from service.process.stopping import stoppable
from service.sending.patience import SHORTEST
from service.sending.tick_report import TickReport
from service.wiring import Service
from store import DatabaseFault

# An alarm that rings during a long tick is passed over, as it should be; the scheduler would warn of each.
logging.getLogger("apscheduler").setLevel(logging.ERROR)
_BRIEFLY = 0.01  # Seconds.


def run_until_stopped(service: Service, every: int, tell: Callable[[TickReport], None], roles: frozenset[ServiceRole] = EVERYTHING) -> None:
    """Tick every so many seconds until SIGTERM or SIGINT; what is in hand is finished first, for some seconds.

    How it ends stands in `service.process.stopping`. Of several processes with the role, one plans: the first, and when that ends the next.
    """
    scheduler, presence = BlockingScheduler(timezone=UTC), Presence(service)
    at_work = threading.Lock()

    def work() -> None:
        with at_work:
            if not service.stopping.is_set() and (soon := sooner(_guarded(service, tell, presence, roles), datetime.now(UTC), every)):
                job.modify(next_run_time=soon)

    job = _each(scheduler, every, work)

    def wake() -> None:
        # After the tick in hand, which may have looked at the mailbox before that mail came.
        with at_work, suppress(JobLookupError):
            if not service.stopping.is_set():
                job.modify(next_run_time=datetime.now(UTC))

    log(Event.STARTED)
    watched = woken(service, wake) if ServiceRole.COLLECT in roles else nullcontext()
    try:
        with presence, stoppable(service.stopping, partial(_shut_down, scheduler)), watched:
            scheduler.start()
            # The scheduler returns at once: the tick in hand ends before the store is closed under it.
            with at_work:
                pass
    finally:
        log(Event.STOPPED)


def _each(scheduler: BlockingScheduler, every: int, work: Callable[[], None]) -> Job:
    """Let work be done now and every so many seconds, and never twice at once."""
    return scheduler.add_job(
        work,
        IntervalTrigger(seconds=every, timezone=UTC),
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )


def _shut_down(scheduler: BlockingScheduler) -> None:
    """Let the scheduler end, which it does only once it has begun: the word may come before."""
    while not scheduler.running:
        time.sleep(_BRIEFLY)
    scheduler.shutdown(wait=False)


def sooner(report: TickReport, now: datetime, every: int) -> datetime | None:
    """Return when to look again before the usual time, since a letter may leave then that waits for its turn; None where none may."""
    first = min((one.until for one in report.waits), default=None)
    if first is None or first >= now + timedelta(seconds=every):
        return None
    return max(first, now + min(SHORTEST, timedelta(seconds=every)))


def _guarded(service: Service, tell: Callable[[TickReport], None], presence: Presence, roles: frozenset[ServiceRole]) -> TickReport:
    """Tick once; a fault of today (a server or database that is away, a full disk) is told, and the next tick tries again.

    Each tick with a problem is one event of the log, so that an alarm can wait for that one.
    """
    try:
        # With one machine whoever else plans does no harm; somebody may only look whether a service runs.
        planning = ServiceRole.TICK in roles and (presence.show() or not service.store.is_shared)
        report = tick(service, datetime.now(UTC), roles if planning else roles - {ServiceRole.TICK})
    except (CounterfoilError, DatabaseFault, OSError) as error:
        log(Event.TICK_FAILED, logging.ERROR, error=type(error).__name__)
        report = TickReport(problems=[str(error)])
    if report.problems:
        log(Event.TICK_PROBLEMS, logging.WARNING, problems=len(report.problems))
    tell(report)
    if not report.idle:
        give_back()
    return report
