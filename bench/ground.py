"""What both measurements stand on: an installation with made-up contacts, a process for each run, and medians told as a table."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, ParamSpec
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, event
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from domain.contact import Contact, ContactList, Organisation
from domain.ports import Location
from domain.study import Mailing
from service.authoring.drafts import apply
from service.contacts.census import census
from service.installation import config
from service.installation.install import SAMPLE, install
from service.letters.planned import mailing_letters
from service.mailings.plan import Prepared, put_out
from service.studies.running import Running, require_running
from service.wiring import Service, open_service
from store import Store, contact_lists
from store.cases.decisions import rule

HOST = "127.0.0.1"
NOW = datetime(2012, 2, 20, 10, 5, tzinfo=ZoneInfo("Europe/Vienna"))  # Shortly after the questionnaires of the model study are due.
MAILING = "questionnaire"
ROUNDS = 3
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"  # Debian puts the programs of Postfix there
_LANGUAGES = ("en", "fr", "ar")

Arguments = ParamSpec("Arguments")


class Plain(SQLModel, registry=registry()):
    """What the plain ways keep in tables of their own, which are no tables of the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run: how many letters or returns, in how many seconds of the clock and of the processor, the peak memory of its process (MiB).

    `commits` are those of our store; `size` is the bytes of one message.
    """

    count: int
    seconds: float
    cpu: float
    memory: float
    commits: int = 0
    size: int = 0

    @property
    def rate(self) -> float:
        """Return letters or returns a second."""
        return self.count / self.seconds

    @property
    def cpu_each(self) -> float:
        """Return the milliseconds of the processor that each takes: a figure that a busy machine changes less than the rate."""
        return self.cpu / self.count * 1000


@dataclass
class Watch:
    """A stopwatch for the clock and the processor, that also counts the commits of a store, each of which waits for the disk."""

    seconds: float = 0
    cpu: float = 0
    commits: int = 0


@contextmanager
def timed(store: Store | None = None) -> Iterator[Watch]:
    """Time what is done inside."""
    watch = Watch()

    def count(_: object) -> None:
        watch.commits += 1

    if store is not None:
        event.listen(store.engine, "commit", count)
    began, used = time.perf_counter(), _processor()
    yield watch
    watch.seconds, watch.cpu = time.perf_counter() - began, _processor() - used


def _processor() -> float:
    """Return the processor's seconds that this process has used, and those of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak_memory() -> float:
    """Return the most memory that this process had, and with it the largest of its children, in MiB."""
    # Unlike the figure of getrusage, which a child inherits, the kernel's own mark is this program's alone.
    status = Path("/proc/self/status")
    mark = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    here = int(mark[1]) if mark else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (here + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def alone(run: Callable[Arguments, Measured], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Measured:
    """Return what `run` measures in a new process, so that no run inherits the memory or the caches of another."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(run, *args, **kwargs).result()


def made_up(count: int) -> ContactList:
    """Return so many organisations with one contact each, in the three languages by turns."""
    organisations = tuple(
        Organisation(f"B{number:05}", f"Société télécom & câble № {number}", "AT", ("Africa", "Americas", "Europe")[number % 3])
        for number in range(count)
    )
    people = tuple(
        Contact(
            organisation=one.code,
            address=f"regulatory.{number}@{one.code.lower()}.example",
            name=f"Zoë Müller-{number}",
            salutation=("Dear Ms", "Madame", "السيدة")[number % 3] + f" Müller-{number}",
            language=_LANGUAGES[number % 3],
        )
        for number, one in enumerate(organisations)
    )
    return ContactList("itu-d-sector-members", organisations, people)


def prepare(home: Path, count: int) -> None:
    """Make an installation of the model study whose list holds `count` made-up organisations."""
    install(home)
    with opened(home) as service:
        with service.store.transaction() as tx:
            contact_lists.save_list(tx, made_up(count))
        apply(service, SAMPLE, NOW, by="bench")


def plan_mailing(tx: Connection, running: Running, mailing: Mailing, now: datetime) -> int:
    """Put a mailing's letters into the outbox."""
    letters = tuple(mailing_letters(running, mailing, census(tx, running, now), now))
    return put_out(tx, running, Prepared(mailing=mailing, letters=letters), rule("bench"), now)


@contextmanager
def opened(
    home: Path, *, smtp_port: int | None = None, connections: int | None = None, imap: Mapping[str, object] | None = None
) -> Iterator[Service]:
    """Open the installation with these servers on loopback; all else is as if its settings said nothing."""
    common = {"host": HOST, "security": "none"}
    so_many = {"connections": connections} if connections else {}
    sections: dict[str, Mapping[str, object]] = {"transport": {"kind": "smtp", **common, "port": smtp_port, **so_many}} if smtp_port else {}
    if imap:
        sections["mailbox"] = {"kind": "imap", **common, **{key: value for key, value in imap.items() if key != "password"}}
    lines = (f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items()) for name, keys in sections.items())
    (home / config.FILE).write_text("".join(lines), encoding="utf-8")
    environment = {"COUNTERFOIL_IMAP_PASSWORD": str(imap["password"])} if imap else {}
    with open_service(config.load(home, environment)) as service:
        yield service


def study(service: Service) -> Running:
    """Return the model study as it was applied."""
    with service.store.reading() as tx:
        return require_running(service, tx, SAMPLE)


def nothing_known(_: Sequence[Location]) -> Collection[Location]:
    """Say that no message of a mailbox is known, so that all are fetched."""
    return ()


def middle(runs: Sequence[Measured]) -> float:
    """Return the median rate."""
    return median(run.rate for run in runs)


def cpu_each(runs: Sequence[Measured]) -> float:
    """Return the median of the processor's milliseconds for each letter or return."""
    return median(run.cpu_each for run in runs)


def needs_smtp_sink(parser: ArgumentParser) -> None:
    """End with what is to be installed where Postfix's smtp-sink is not here."""
    if shutil.which("smtp-sink", path=PATH) is None:
        parser.exit(2, "smtp-sink is not here: install Postfix (Debian: apt-get install postfix), which need not run.\n")


def say(progress: str) -> None:
    """Tell progress to whoever waits."""
    print(progress, file=sys.stderr, flush=True)


def tell(title: str, runs: Mapping[str, Sequence[Measured]], report: Mapping[str, Any], *, as_json: bool) -> None:
    """Print the report: a table for a person, or one JSON object on the last line."""
    if as_json:
        print(json.dumps(report))
        return
    table = Table(title=title, title_justify="left", box=None, header_style="dim", pad_edge=False)
    for column in ("way", "median a second", "all runs", "runs of", "processor, ms each", "peak memory"):
        table.add_column(column, justify="left" if column == "way" else "right")
    for way, measured in runs.items():
        all_runs = " ".join(f"{run.rate:.0f}" for run in measured)
        memory = max(run.memory for run in measured)
        table.add_row(
            way,
            f"{middle(measured):.1f}",
            all_runs,
            str(measured[0].count),
            f"{cpu_each(measured):.2f}",
            f"{memory:.0f} MiB" if memory else "",
        )
    console = Console()
    console.print(table)
    for key, value in report.items():
        if key.startswith(("ratio", "target")) or "_per_" in key or key == "note":
            console.print(f"{key.replace('_', ' ')}: {value}")
