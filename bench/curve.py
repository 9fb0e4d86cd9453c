"""Letters a second, and memory, by the number of letters that wait: `python -m bench.curve [--sizes 10000,100000,1000000] [--json]`.

One mailing to so many organisations with one contact each is planned, and sent to Postfix's smtp-sink by 16 connections, as the service
does it: each in a process of its own, and every commit waits for the disk. A million letters take 15 GB and the better part of an hour.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.ground import NOW, Measured, alone, needs_smtp_sink, opened, peak_memory, prepare, say, study, timed
from domain.letter import Outcome
from service.mailings.timetable import plan_mailings
from service.sending.send import send_due
from tests.servers import smtp_sink

SIZES = (10_000, 100_000, 1_000_000)
CONNECTIONS = 16


def main() -> None:
    """Measure, and print the table or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.curve", description="Letters a second, and memory, by how many wait.")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of organisations (default %(default)s)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    needs_smtp_sink(parser)
    report = {str(size): measure(size) for size in map(int, chosen.sizes.split(","))}
    if chosen.json:
        print(json.dumps(report))
    else:
        tell(report)


def measure(organisations: int) -> dict[str, Any]:
    """Return what planning and sending came to for so many organisations."""
    with smtp_sink() as port, tempfile.TemporaryDirectory(prefix="bench-curve-") as folder:
        home = Path(folder) / "installation"
        say(f"{organisations:,} organisations: loaded")
        alone(load, home, organisations)
        say(f"{organisations:,} organisations: planned")
        planned = alone(plan, home)
        say(f"{planned.count:,} letters: sent")
        sent = alone(send, home, port, planned.count)
        stored = sum(one.stat().st_size for one in home.glob("counterfoil.db*"))
    return {"planned": figures(planned), "sent": figures(sent), "store_bytes_per_letter": round(stored / sent.count)}


def load(home: Path, organisations: int) -> Measured:
    """Make the installation."""
    with timed() as watch:
        prepare(home, organisations)
    return Measured(count=organisations, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory())


def plan(home: Path) -> Measured:
    """Plan what is due."""
    with opened(home) as service, timed(service.store) as watch:
        letters = sum(plan_mailings(service, study(service), NOW).letters.values())
    return Measured(count=letters, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory(), commits=watch.commits)


def send(home: Path, port: int, letters: int) -> Measured:
    """Send all of it."""
    with opened(home, smtp_port=port, connections=CONNECTIONS) as service, timed(service.store) as watch:
        sent = send_due(service, NOW)
    assert sent.outcomes[Outcome.SENT.value] == letters, sent
    return Measured(count=letters, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory(), commits=watch.commits)


def figures(one: Measured) -> dict[str, float]:
    """Return what a run came to."""
    return {
        "letters": one.count,
        "letters_per_second": round(one.rate, 1),
        "cpu_ms_per_letter": round(one.cpu_each, 3),
        "commits_per_letter": round(one.commits / one.count, 3),
        "peak_memory_mib": round(one.memory, 1),
    }


def tell(report: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the figures for a person."""
    table = Table(title="One mailing, planned and sent", title_justify="left", box=None, header_style="dim", pad_edge=False)
    for column in ("letters", "what", "a second", "processor, ms each", "commits each", "peak memory", "bytes in the store"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for one in report.values():
        for what in ("planned", "sent"):
            done = one[what]
            stored = f"{one['store_bytes_per_letter']:,}" if what == "sent" else ""
            rates = (f"{done['letters_per_second']:.0f}", f"{done['cpu_ms_per_letter']:.2f}", f"{done['commits_per_letter']:.2f}")
            table.add_row(f"{done['letters']:,}", what, *rates, f"{done['peak_memory_mib']:.0f} MiB", stored)
    Console().print(table)


if __name__ == "__main__":
    main()
