"""What a filled store costs: `python -m bench.growth --letters 10000,100000,1000000 [--postgresql URL] [--json]`.

For each number of letters an installation is filled with a running study (`bench.shape1`) that has as many letters and messages, and
each thing of `bench.asked` is done in a process of its own, in their order: the later ones change the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import log
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, text

from bench.asked import LETTERS, MAILBOX, QUESTIONS
from bench.ground import say
from bench.installation import installation
from bench.whole import Program

SIZES = (10_000, 100_000, 1_000_000)
MEMORY = 50  # MiB by which a thing may take more in the largest store than in the smallest.
_OF_EACH = 3.3  # Letters to an organisation: three mailings, and some have two contacts.
_LEAST = 0.5  # Of less than so many seconds no exponent can be told.
_CHILD = Path(__file__).with_name("asked.py")
_SETTINGS = '[transport]\nkind = "maildir"\npath = "out"\nper_day = {letters}\n\n[mailbox]\nkind = "maildir"\npath = "{mailbox}"\n'


def measure(program: Program, folder: Path, sizes: Sequence[int], url: str, limit: float) -> dict[str, Any]:
    """Return what each thing takes at each size, and how it grows."""
    found: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in QUESTIONS}
    for size in sizes:
        with _database(url), installation(program, folder / str(size), round(size / _OF_EACH), messages=size, url=url) as home:
            _settle_in(home, url)
            for name in QUESTIONS:
                cost = program.script(home, _CHILD, name, limit=limit)
                found[name][size] = {"fault": cost.fault} if cost.fault else json.loads(cost.out.splitlines()[-1])
                say(f"{size:>9,} letters: {name:16} {found[name][size]}")
    return {"database": "PostgreSQL" if url else "SQLite", "things": found, "grown": {name: grown(each) for name, each in found.items()}}


@contextmanager
def _database(url: str) -> Iterator[None]:
    """Begin and end with an empty database, where it is not one in a file."""
    for before in (True, False):
        if url:
            engine = create_engine(url)
            with engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
            engine.dispose()
        if before:
            yield


def _settle_in(home: Path, url: str) -> None:
    for name in ("new", "cur", "tmp"):
        (home / MAILBOX / name).mkdir(parents=True)
    store = f'\n[store]\nurl = "{url}"\n' if url else ""
    (home / "counterfoil.toml").write_text(_SETTINGS.format(letters=LETTERS, mailbox=MAILBOX) + store, encoding="utf-8")


def grown(each: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """Return by how many MiB a thing takes more in the largest store than in the smallest, and with which power its seconds grow."""
    done = [(size, one) for size, one in sorted(each.items()) if "fault" not in one]
    if len(done) < 2:
        return {}
    (small, before), (large, after) = done[-2:]
    noise = min(before["cpu"], after["cpu"]) < _LEAST
    power = None if noise else round(log(after["cpu"] / before["cpu"]) / log(large / small), 2)
    return {"memory_mib": after["memory_mib"] - done[0][1]["memory_mib"], "exponent": power}


def tell(report: Mapping[str, Any]) -> None:
    """Print the figures for a person."""
    title = f"{report['database']}: seconds of the processor and of the clock, peak memory"
    table = Table(title=title, title_justify="left", box=None, header_style="dim", pad_edge=False)
    table.add_column("letters")
    for size in next(iter(report["things"].values())):
        table.add_column(f"{size:,}", justify="right", overflow="fold")
    table.add_column("grows by", justify="right")
    for name, each in report["things"].items():
        grows = report["grown"][name]
        more = f"{grows['memory_mib']} MiB, {grows['exponent'] or '–'}" if grows else ""
        table.add_row(name, *map(_cell, each.values()), more)
    Console(width=150).print(table)


def _cell(one: Mapping[str, Any]) -> str:
    return one.get("fault") or f"{one['cpu']:.2f}, {one['clock']:.2f} s, {one['memory_mib']} MiB"
