"""The service of the soak, in a process of its own that stays: it ticks when it is told to, at the time that it is told."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from service.installation import config
from service.operation.tick import tick
from service.process.giving_back import give_back
from service.wiring import Service, open_service

_TICKS = 12  # After so many there must be nothing left to do.


@dataclass(kw_only=True)
class Ticks:
    """What the service did at one time, and what its process held afterwards.

    `processor` are seconds of the service and of the children that it waited for: those of the cage are the zygote's, and not in it.

    Memory (MiB) is what is resident: at its peak, afterwards, and of its children, whose shared pages count for each. `open_files` are
    descriptors of the service alone.
    """

    ticks: int = 0
    taken_in: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    digests: int = 0
    held: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_idle: bool = False
    processor: float = 0
    peak: float = 0
    resident: float = 0
    children: float = 0
    open_files: int = 0
    threads: int = 0

    def __add__(self, later: Ticks) -> Ticks:
        """Return both together, of which the later ones may be none."""
        last = later if later.ticks else self
        return Ticks(
            ticks=self.ticks + later.ticks,
            taken_in=self.taken_in + later.taken_in,
            sent=self.sent + later.sent,
            digests=self.digests + later.digests,
            held=[*self.held, *later.held],
            problems=[*self.problems, *later.problems],
            is_idle=self.is_idle and later.is_idle,
            processor=self.processor + later.processor,
            peak=max(self.peak, later.peak),
            resident=last.resident,
            children=max(self.children, later.children),
            open_files=max(self.open_files, later.open_files),
            threads=max(self.threads, later.threads),
        )


@contextmanager
def worker(home: Path) -> Iterator[Connection]:
    """Run the service, and yield where it is told the time, and answers with `Ticks`."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(home, there))
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        process.join(60)
        if process.is_alive():
            process.kill()


def _work(home: Path, told: Connection) -> None:
    with open_service(config.load(home, {})) as service:
        while True:
            try:
                now = told.recv()
            except EOFError:
                return
            told.send(_ticks(service, now))


def _ticks(service: Service, now: datetime) -> Ticks:
    """Tick until there is nothing to do."""
    _forget_the_peak()
    done, used = Ticks(), _used()
    while done.ticks < _TICKS and not done.is_idle:
        report = tick(service, now)
        done.ticks += 1
        done.taken_in += report.new_messages
        done.sent += report.sent
        done.digests += report.digests
        done.held += report.held
        done.problems += report.problems
        done.is_idle = report.idle
        if not report.idle:  # As the clock of the service does.
            give_back()
    done.processor = _used() - used
    status = Path("/proc/self/status").read_text(encoding="ascii")
    done.peak, done.resident = _mib(status, "VmHWM"), _mib(status, "VmRSS")
    done.children = sum(_mib(one, "VmRSS") for one in _children(os.getpid()))
    done.open_files, done.threads = _entries("/proc/self/fd"), _entries("/proc/self/task")
    return done


def _forget_the_peak() -> None:
    """Let the kernel's mark of the most memory begin anew, so that each event has its own."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _used() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _entries(folder: str) -> int:
    return sum(1 for _ in Path(folder).iterdir())


def _mib(status: str, key: str) -> float:
    found = re.search(rf"{key}:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def _children(process: int) -> Iterator[str]:
    """Yield what the kernel says of each process that descends from one."""
    try:
        numbers = [int(one) for task in Path(f"/proc/{process}/task").iterdir() for one in (task / "children").read_text().split()]
        texts = [(one, Path(f"/proc/{one}/status").read_text(encoding="ascii")) for one in numbers]
    except OSError as error:  # One that ended just now.
        print(error, file=sys.stderr)
        return
    for number, text in texts:
        yield text
        yield from _children(number)
