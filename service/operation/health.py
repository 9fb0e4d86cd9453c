"""How an installation is, for those who watch it: in conditions and figures that are looked at anew after some seconds, by one at a time.

Whoever asks waits for two seconds at most, whatever the database does, and is told how old the answer is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Generic, TypeVar

from domain.errors import CounterfoilError
from domain.letter import DeliveryState
from domain.process.gauges import StoreGauges
from domain.rules.ready import Condition, ago, clock, mailbox, relay
from service.cases.paused_collecting import collecting_paused
from service.collecting.collect import not_asked
from service.keeping import restored
from service.operation.own_clock import last_known
from service.operation.pulse import Pulse
from service.process.disks import disks, mib
from service.process.leases import Duty, who_holds
from service.studies.taken_in import COLLECT
from service.wiring import Service
from settings import disk
from store import DatabaseFault, Transaction, gauges, generation, leases, migrations, outbox, polls, studies

Value = TypeVar("Value")
_PATIENCE = 2.0  # Seconds for whoever asks.
_STALE = 60.0  # Seconds after which what is known of the database says nothing any more, where it has not answered since.
# For how many seconds conditions, figures, and the sizes of folders are taken as they are.
_SOON, _NOW_AND_THEN, _SELDOM = 3.0, 10.0, 3600.0
_FAULTS = (CounterfoilError, DatabaseFault, OSError)


class Glance(Generic[Value]):
    """What was looked at, and is for so many seconds (`fresh`) not looked at again. One thread looks, which nobody has to wait for.

    What cannot be looked at is tried again after three seconds at the soonest, however many ask.
    """

    def __init__(self, look: Callable[[], Value], fresh: float) -> None:
        self._look, self._fresh = look, fresh
        self._lock, self._done = threading.Lock(), threading.Event()
        self._at_work, self._at, self._failed = False, float("-inf"), float("-inf")
        self._found: Value | None = None

    def value(self, patience: float = _PATIENCE) -> Value | None:
        """Return what was found, and look again before where that is old; None where it could not be looked at, or too long ago."""
        with self._lock:
            if not self._at_work and self.age > self._fresh and monotonic() - self._failed > _SOON:
                self._at_work, self._done = True, threading.Event()
                threading.Thread(target=self._work, name="health", daemon=True).start()
            done, at_work = self._done, self._at_work
        if at_work:
            done.wait(patience)
        return self._found if self.age < self._fresh + _STALE else None

    @property
    def age(self) -> float:
        """Return for how many seconds it is known."""
        return monotonic() - self._at

    def _work(self) -> None:
        try:
            self._found, self._at = self._look(), monotonic()
        except _FAULTS:
            self._failed = monotonic()  # What was known stays, and grows old.
        finally:
            with self._lock:
                self._at_work = False
                self._done.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes of the archive and of the database."""

    archive: int
    database: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthFigures:
    """The figures of an installation; those of the store and of its sizes are None where they are not known yet.

    `collected` is the oldest of the last collects of all studies, None where one was never collected for. `disk_free` is in bytes.
    """

    store: StoreGauges | None
    collected: datetime | None
    disk_free: int | None
    sizes: Sizes | None


class Health:
    """The health of an open installation at a clock's time; with the `pulse` of `counterfoil run`, of that service too."""

    def __init__(self, service: Service, now: Callable[[], datetime], pulse: Pulse | None = None) -> None:
        self._service, self._now, self.pulse = service, now, pulse
        self._conditions = Glance(self._database, _SOON)
        self._figures = Glance(self._count, _NOW_AND_THEN)
        self._sizes = Glance(self._measure, _SELDOM)
        self._space = Glance(partial(disk.free, service.installation.archive), _NOW_AND_THEN)

    def alive(self) -> Condition:
        """Say whether the process does its work; it asks neither a database nor a disk."""
        return self.pulse.turns() if self.pulse else Condition("process", well=True, found="answers")

    def ready(self) -> tuple[Condition, ...]:
        """Return each thing that must be well so that the program does what it is for."""
        found = self._conditions.value()
        if found is None:
            # Neither well nor with a fault: whoever looks still waits.
            found = (Condition("database", well=False, found="it does not answer, nor does it refuse to"),)
        return (*([self.alive()] if self.pulse else []), *found)

    def figures(self) -> HealthFigures:
        """Return the figures."""
        counted = self._figures.value()
        found, collected = counted or (None, None)
        return HealthFigures(store=found, collected=collected, disk_free=self._space.value(), sizes=self._sizes.value(0.1))

    def _database(self) -> tuple[Condition, ...]:
        found: list[Condition] = []
        try:
            with self._service.store.reading() as tx:
                gauges.only_read(tx)
                for one in self._of_store(tx):
                    found.append(one)  # noqa: PERF402 - what was found before a fault is told with it
        except _FAULTS as error:
            found.append(Condition("database", well=False, found=getattr(error, "what", type(error).__name__)))
        return (*found, *self._bucket(), _disk(self._service))

    def _bucket(self) -> Iterator[Condition]:
        if objects := self._service.store.archive.objects:
            try:
                objects.probe()
                yield Condition("archive", well=True, found="answers")
            except _FAULTS as error:
                yield Condition("archive", well=False, found=getattr(error, "what", type(error).__name__))

    def _of_store(self, tx: Transaction) -> Iterator[Condition]:
        yield _generation(tx)
        if self.pulse:
            yield _mailbox(self._service, tx, self._now(), self.pulse.every)
            yield _relay(tx, self._now())
            yield clock(last_known(tx), self._now())
            if self._service.store.is_shared:
                yield _leases(tx)
        yield Condition("database", well=True, found="answers")

    def _count(self) -> tuple[StoreGauges, datetime | None]:
        with self._service.store.reading() as tx:
            gauges.only_read(tx)
            known = [*_collected(tx).values()]
            at = None if None in known else min((one for one in known if one), default=None)
            return gauges.gauges(tx, self._now()), at

    def _measure(self) -> Sizes:
        with self._service.store.reading() as tx:
            database = gauges.database_bytes(tx)
        return Sizes(archive=self._service.store.archive.shelf.taken(), database=database)


def _collected(tx: Transaction) -> Mapping[str, datetime | None]:
    return {study: done.done_at if (done := studies.due(tx, study, COLLECT)) else None for study in studies.applied_ids(tx)}


def _mailbox(service: Service, tx: Transaction, now: datetime, every: timedelta) -> Condition:
    """Say whether the mailboxes are taken in; that a person paused it is no fault, and is told."""
    if paused := collecting_paused(tx):
        return Condition("mailbox", well=True, found=f"a person paused collecting {ago(now - paused.since)}, so nothing is taken in")
    return mailbox(_collected(tx), now, every, _left_alone(service, tx, now))


def _left_alone(service: Service, tx: Transaction, now: datetime) -> list[str]:
    """Say which mailboxes failed and are not asked yet."""
    there = polls.polls(tx)
    names = dict.fromkeys(one.mailbox for one in service.installation.intakes)
    return [told for name in names if (told := not_asked(there.get(name), now))]


def _relay(tx: Transaction, now: datetime) -> Condition:
    """Say whether the mail servers were reached. A letter that is put off waits too, since a server that is away puts it off."""
    attempts, waiting = gauges.last_attempts(tx), 0
    if not all(one.reached for one in attempts):  # Of a large mailing that waits all are counted, and mostly nobody needs that.
        waiting = outbox.count(tx, DeliveryState.QUEUED) + outbox.count(tx, DeliveryState.DEFERRED)
    return relay(attempts, waiting, now)


def _leases(tx: Transaction) -> Condition:
    """Say which process does what. Nothing is planned while nobody has the lease for it, which another takes in half a minute."""
    planned = any(one.name == Duty.TICKER for one in leases.in_force(tx))
    return Condition("leases", planned, f"{'' if planned else 'no process of `counterfoil run` plans what is due; '}{who_holds(tx)}")


def _generation(tx: Transaction) -> Condition:
    """Say whether the store is the one that is worked with, and knows of all that left the house."""
    if not migrations.is_newest(tx):
        told = "another version of the program has upgraded the database; this one must be upgraded too, and started anew"
        return Condition("generation", well=False, found=told)
    if moved := generation.moved(tx):
        return Condition("generation", well=False, found=f"this store was moved {moved}")
    if older := restored.waiting(tx):
        # Its reasons name organisations, and this is read by everybody who watches.
        told = f"an older copy of the store was put back, so nothing is sent: counterfoil held show {older.id}"
        return Condition("generation", well=False, found=told)
    return Condition("generation", well=True, found="the store knows of every letter that left")


def _disk(service: Service) -> Condition:
    """Say whether all that is kept can be written to, and has room."""
    found = disks(service)
    if found.faults:
        return Condition("disk", well=False, found="; ".join(map(str, found.faults)))
    return Condition("disk", well=True, found=f"can be written to{f', {mib(found.free):,} MiB free' if found.free is not None else ''}")
