"""Workers at one installation, each with a role and the point at which it dies; meanwhile the database may go away."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from domain.letter import DeliveryState, Letter
from domain.process.roles import ServiceRole
from service.installation import config
from service.wiring import Service, open_service
from store import outbox

ROOT = Path(__file__).parents[2]
LASTS = 1.0  # Seconds of a lease: who comes after a dead one waits as long.
_DIES_WITHIN = 20.0  # Seconds after which a worker that did not come to its failpoint is killed where it is.
_PATIENCE = 600.0
_ARMED = 0.7  # The share of workers that die at a point.

POINTS = {
    ServiceRole.SEND: (
        *("smtp.before_mail", "smtp.after_rcpt", "smtp.before_data", "smtp.mid_data", "smtp.after_data", "book.after_write"),
        *("store.before_sending", "store.in_sending", "store.after_sending", "store.before_verdict", "store.in_verdict"),
        *("store.after_verdict", "store.before_commit", "store.after_commit"),
    ),
    ServiceRole.COLLECT: (
        *("imap.before_fetch", "imap.after_fetch", "imap.before_move", "imap.after_move", "archive.before", "archive.in_put"),
        *("archive.after", "store.in_take_in", "store.after_take_in"),
    ),
    ServiceRole.READ: ("store.before_commit", "store.after_commit"),
    # What follows the planning is come to once, and so is last.
    ServiceRole.TICK: ("store.before_commit", "store.after_commit", "store.in_plan", "store.after_plan"),
}
_READS = 2  # A reader commits for several reasons: it is killed at the first ones.
Fates = Mapping[ServiceRole, Sequence[str]]
"""Where workers of each role are killed, one after the other: a failpoint and which time it is come to, or "" for anywhere."""


def each_point() -> Fates:
    """Return fates by which workers die at every point of their role."""
    times = {ServiceRole.READ: range(1, _READS + 1)}
    return {role: [f"{point}:{time}" for time in times.get(role, (1,)) for point in points] for role, points in POINTS.items()}


def by_chance(kills: int, seed: int) -> Fates:
    """Return so many fates of each role, at its points and anywhere."""
    chance = random.Random(seed)  # noqa: S311 - chance, and no secret

    def one(points: Sequence[str]) -> str:
        return f"{chance.choice(points)}:{chance.choice((1, 1, 2, 3))}" if chance.random() < _ARMED else ""

    return {role: [one(points) for _ in range(kills)] for role, points in POINTS.items()}


@dataclass
class Machines:
    """Workers at one installation; `kills` counts by role those that died, `missed` has the points to which one did not come in time.

    So many work `together` when they die, and have so many seconds (`patience`) to come to their points. `disturb` is called while they do,
    and says what it did to the database, "" for nothing; `faults` counts that.
    """

    home: Path
    url: str
    nursery: subprocess.Popen[str]
    fate: random.Random
    kills: Counter[ServiceRole] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    alive: dict[int, ServiceRole] = field(default_factory=dict)
    together: int = 1
    patience: float = _DIES_WITHIN
    disturb: Callable[[], str] = lambda: ""
    faults: Counter[str] = field(default_factory=Counter)

    def start(self, role: ServiceRole, now: datetime, failpoint: str = "") -> int:
        """Start a worker of one role, and return its process."""
        order = {"home": str(self.home), "url": self.url, "now": now.isoformat(), "roles": [role], "failpoint": failpoint, "lasts": LASTS}
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(json.dumps(order) + "\n")
        self.nursery.stdin.flush()
        process = int(self.nursery.stdout.readline())
        self.alive[process] = role
        return process

    def kill(self, now: datetime, deaths: Sequence[tuple[ServiceRole, str]]) -> None:
        """Start workers that die at these points, or anywhere where there is none, and wait until they are dead."""
        working = {self.start(role, now, point): (role, point) for role, point in deaths}
        if what := self.disturb():
            self.faults[what] += 1
        armed = [process for process, (_, point) in working.items() if point]
        wait_until(lambda: not any(map(lives, armed or working)), self.patience if armed else self.fate.uniform(0.05, 0.6), strict=False)
        for process, (role, point) in working.items():
            if point and lives(process):
                self.missed.append(f"{role} {point}")
            self.end(process)
            self.kills[role] += 1

    def end(self, process: int) -> None:
        """Kill a worker where it is."""
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        wait_until(lambda: not lives(process), 10)
        self.alive.pop(process, None)

    def end_all(self) -> None:
        """Kill all workers."""
        for process in list(self.alive):
            self.end(process)

    @contextmanager
    def service(self) -> Iterator[Service]:
        """Open the installation here."""
        with open_service(config.load(self.home, {"COUNTERFOIL_DATABASE_URL": self.url})) as service:
            yield service

    def letters(self) -> tuple[Letter, ...]:
        """Return every letter."""
        with self.service() as service, service.store.reading() as tx:
            return outbox.in_states(tx, list(DeliveryState))


def lives(process: int) -> bool:
    """Say whether a process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(done: Callable[[], bool], seconds: float = _PATIENCE, *, strict: bool = True) -> None:
    """Wait until something is so; after so many seconds that is an error, if it is `strict`."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            assert not strict, "it never came to an end"
            return
        time.sleep(0.01)


@contextmanager
def machines(home: Path, url: str, seed: int) -> Iterator[Machines]:
    """Give workers at an installation, and end all of them."""
    command = [sys.executable, "-m", "tests.service.machine"]
    nursery = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    found = Machines(home, url, nursery, random.Random(seed))  # noqa: S311 - chance, and no secret
    try:
        yield found
    finally:
        found.end_all()
        assert nursery.stdin
        nursery.stdin.close()
        nursery.wait(300)
        assert nursery.stdout
        nursery.stdout.close()
