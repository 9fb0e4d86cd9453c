"""What a process does while no other does it: by a lock file on SQLite, and by a lease, which is renewed meanwhile, on PostgreSQL."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from itertools import count
from time import monotonic, sleep
from typing import Final

from domain.errors import StoreError
from domain.events import Event, tell
from domain.rules.ready import ago
from domain.study import DEFAULT
from domain.telling import Telling
from languages.telling import heard, phrased
from service.wiring import Service
from store import DatabaseFault, Transaction, leases

LASTS: Final = timedelta(seconds=30)
_LOOK: Final = 0.1  # Seconds between two looks who still is at work.
_PATIENCE: Final = 5.0  # Seconds for a renewal that is under way.
_RENEWALS: Final = 3  # In the time that a lease lasts: one that comes to nothing is tried again before.


class Duty(StrEnum):
    """What is done by one process at a time, or, of `MANY`, by as many as there are; the lock file has the name."""

    SENDER = "sender"
    COLLECTOR = "collector"
    READER = "reader"
    TICKER = "ticker"


MANY: Final = frozenset({Duty.SENDER, Duty.READER})


@dataclass(frozen=True, slots=True)
class OnDuty:
    """What is held: `number` of those who do it, from 1, under a `fence`; 0 is that of a lock file."""

    number: int = 1
    fence: int = 0


@contextmanager
def held(service: Service, duty: Duty, of: str = DEFAULT) -> Iterator[OnDuty | None]:
    """Do this duty while the block runs; None where another process does it, or does what allows no other.

    On PostgreSQL it may be the duty `of` something with a name, as a mailbox, which is another one than that of the next.
    """
    if not service.store.is_shared:
        with service.store.exclusive(duty) as mine:
            yield OnDuty() if mine else None
        return
    with service.store.transaction() as tx:
        lease = leases.take(tx, _names(duty, of), owner(), LASTS)
    if lease is None:
        yield None
        return
    with _renewed(service, lease):
        yield OnDuty(int(lease.name.rpartition(" ")[2]) if duty in MANY else 1, lease.fence)


@contextmanager
def nobody_else(service: Service) -> Iterator[bool]:
    """Keep whoever sends, collects or reads away while the block runs; False where somebody is at it."""
    if not service.store.is_shared:
        with ExitStack() as stack:
            locks = [stack.enter_context(service.store.exclusive(one)) for one in (Duty.SENDER, Duty.COLLECTOR, Duty.READER)]
            yield all(locks)
        return
    with service.store.transaction() as tx:
        lease = leases.take(tx, [leases.ALONE], owner(), LASTS)
    if lease is None:
        yield False
        return
    with _renewed(service, lease):
        yield _left_alone(service)


def _left_alone(service: Service) -> bool:
    """Wait until no other lease is in force, while none is given; False where that takes too long. Whoever only plans is let be."""
    end = monotonic() + LASTS.total_seconds()
    while True:
        with service.store.reading() as tx:
            if {one.name for one in leases.in_force(tx)} <= {leases.ALONE, Duty.TICKER}:
                return True
        if monotonic() > end:
            return False
        sleep(_LOOK)


def who_holds(tx: Transaction) -> str:
    """Say which process does what by the leases in force, and who did the rest last."""
    now, known = leases.clock(tx), leases.known(tx)
    told = [_holder(one, now) for one in known]
    return reduce(lambda first, second: phrased("timeline.and_then", first=first, second=second), told or [phrased("doctor.nobody_yet")])


def _holder(one: leases.Lease, now: datetime) -> Telling:
    if one.until > now:
        return phrased("doctor.lease", name=one.name, owner=one.owner)
    return phrased("doctor.lease_over", name=one.name, owner=one.owner, ago=heard("doctor.ago", ago(now - one.until)))


def owner() -> str:
    """Return how this process is called to those who look who does what."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _names(duty: Duty, of: str) -> Iterator[str]:
    if duty in MANY:
        return (f"{duty} {number}" for number in count(1))
    return iter([duty.value if of == DEFAULT else f"{duty} {of}"])


@contextmanager
def _renewed(service: Service, lease: leases.Lease) -> Iterator[None]:
    """Renew a lease while the block runs, and end it then. A database that does not answer is asked again until the lease has ended."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(LASTS.total_seconds() / _RENEWALS):
            with suppress(StoreError, DatabaseFault):
                with service.store.transaction() as tx:
                    there = leases.renew(tx, lease.fence, LASTS)
                if not there:
                    tell(Event.LEASE_LOST, logging.WARNING, what=lease.name.replace(" ", "-"))
                    return

    renewing = threading.Thread(target=renew, name=f"lease {lease.name}", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join(_PATIENCE)
        # Where the database is away, it ends by itself.
        with suppress(StoreError, DatabaseFault), service.store.transaction() as tx:
            leases.release(tx, lease.fence)
