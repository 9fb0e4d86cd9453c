"""What a process does while no other does it: by a lock file on SQLite, and by a lease, which is renewed meanwhile, on PostgreSQL."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from itertools import count
from time import monotonic
from typing import Final

from domain.errors import StoreError
from domain.process.events import Event, tell
from domain.rules.ready import ago
from domain.study import DEFAULT
from domain.telling import Telling
from languages.telling import heard, phrased
from service.process.awaited import Patience, patience_of
from service.wiring import Service
from store import DatabaseFault, Transaction, leases

LASTS: Final = timedelta(seconds=30)
_PATIENCE: Final = 5.0  # Seconds for a renewal that is under way.
_RENEWALS: Final = 3  # In the time that a lease lasts: one that comes to nothing is tried again before.


class Duty(StrEnum):
    """What is done by one process at a time, or, of `MANY`, by as many as there are; the lock file has the name."""

    SENDER = "sender"
    COLLECTOR = "collector"
    READER = "reader"
    TICKER = "ticker"


MANY: Final = frozenset({Duty.SENDER, Duty.READER})
_AT_IT: Final = {
    Duty.SENDER: "Another process is sending just now.",
    Duty.COLLECTOR: "Another process is collecting just now.",
    Duty.READER: "Another process is reading just now what came in.",
    Duty.TICKER: "Another process is planning just now.",
}
_AT_ANY: Final = "Another process is sending or collecting just now."


@dataclass(frozen=True, slots=True)
class OnDuty:
    """What is held: `number` of those who do it, from 1, under a `fence`; 0 is that of a lock file. `waited` is how long for another."""

    number: int = 1
    fence: int = 0
    waited: timedelta = timedelta()


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
def held_in_turn(service: Service, duty: Duty, of: str = DEFAULT, patience: Patience | None = None) -> Iterator[OnDuty | None]:
    """Do a duty while the block runs (see `held`), after whoever does it just now; None where that takes longer than the `patience`.

    Without one it is that of whoever asked (see `service.process.awaited`).
    """
    patience, since, waited = patience or patience_of(service), monotonic(), False
    while True:
        with held(service, duty, of) as mine:
            if mine:
                patience.end()
                yield replace(mine, waited=timedelta(seconds=monotonic() - since)) if waited else mine
                return
        waited = patience.lasts(_AT_IT[duty])
        if not waited:
            yield None
            return


@contextmanager
def nobody_else(service: Service, patience: Patience) -> Iterator[bool]:
    """Keep whoever sends, collects or reads away while the block runs, once they have finished; False where that takes too long."""
    while True:
        with _all_kept(service, patience) as nobody:
            if nobody:
                patience.end()
                yield True
                return
        if not patience.lasts(_AT_ANY):
            yield False
            return


@contextmanager
def _all_kept(service: Service, patience: Patience) -> Iterator[bool]:
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
        yield _left_alone(service, patience)


def _left_alone(service: Service, patience: Patience) -> bool:
    """Wait until no other lease is in force, while none is given; False where that takes too long. Whoever only plans is let be."""
    while True:
        with service.store.reading() as tx:
            if {one.name for one in leases.in_force(tx)} <= {leases.ALONE, Duty.TICKER}:
                return True
        if not patience.lasts(_AT_ANY):
            return False


def who_holds(tx: Transaction) -> str:
    """Say which process does what by the leases in force, and who did the rest last."""
    now, known = leases.clock(tx), leases.known(tx)
    told = [_holder(one, now) for one in known]
    return reduce(lambda first, second: phrased("timeline.and_then", first=first, second=second), told or [phrased("doctor.nobody_yet")])


def _holder(one: leases.Lease, now: datetime) -> Telling:
    name = phrased("doctor.alone") if one.name == leases.ALONE else one.name
    if one.until > now:
        return phrased("doctor.lease", name=name, owner=one.owner)
    return phrased("doctor.lease_over", name=name, owner=one.owner, ago=heard("doctor.ago", ago(now - one.until)))


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
