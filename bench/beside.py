"""A mailing beside readers: letters leave while `status` and `digest` run again and again in other processes (`bench.growth --beside`)."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.ground import HOST, say
from bench.installation import installation
from bench.whole import Cost, Program
from demo.servers import Servers

SIZE, LETTERS = 10_000, 500
_LIMIT = 1800.0  # Before the first letter, every letter of the study is tried; at 100,000 organisations that takes long.
_MAILING = "questionnaire"
_READERS = (("status", "--json"), ("digest", "weekly", "--out", "preview"))
_LOCKED = "database is locked"


def measure(program: Program, folder: Path, organisations: int) -> dict[str, Any]:
    """Return what became of the mailing alone, and beside the readers, each in a copy of the same installation."""
    ways: dict[str, Any] = {}
    with installation(program, folder / "installation", organisations) as home:
        before = _deliveries(program, home)
        _queue_again(home)
        for way, readers in (("alone", ()), ("beside readers", _READERS)):
            say(f"{organisations} organisations, {LETTERS} letters, {way}")
            own = folder / way.replace(" ", "-")
            shutil.copytree(home, own)
            ways[way] = _mailing(program, own, before, readers)
            shutil.rmtree(own)
    return {"organisations": organisations, "letters": LETTERS, "ways": ways}


def _queue_again(home: Path) -> None:
    """Let the first letters of the mailing wait to be sent, as if they had never been tried, and no other letter."""
    with closing(sqlite3.connect(home / "counterfoil.db")) as database, database:
        columns = {row[1] for row in database.execute("PRAGMA table_info(invitation)")}
        # These would get none; an older checkout has a column of its own for them.
        declined = f"SELECT organisation FROM invitation WHERE {'declined' if 'declined' in columns else 'mark IS NOT NULL'}"  # noqa: S608
        chosen = f"SELECT id FROM letter WHERE mailing = ? AND state = 'sent' AND organisation NOT IN ({declined}) ORDER BY id LIMIT ?"  # noqa: S608
        database.execute("UPDATE letter SET state = 'dropped' WHERE state = 'queued'")
        ids = [row[0] for row in database.execute(chosen, (_MAILING, LETTERS))]
        database.executemany("DELETE FROM attempt WHERE letter_id = ?", [(one,) for one in ids])
        again = "UPDATE letter SET state = 'queued', attempts = 0, mail_from = NULL, own = NULL WHERE id = ?"
        database.executemany(again, [(one,) for one in ids])


def _deliveries(program: Program, home: Path) -> Mapping[str, int]:
    counted: Mapping[str, int] = json.loads(program.must(home, "status", "--json"))["deliveries"]
    return counted


def _mailing(program: Program, home: Path, before: Mapping[str, int], readers: Sequence[Sequence[str]]) -> dict[str, Any]:
    with Servers(home / "servers") as servers:
        _settings(home, servers.smtp_port)
        with _reading(program, home, readers) as reads:
            sender = program.run(home, "send", _MAILING, "--live", "--json", limit=_LIMIT)
        times = sorted(one.time for one in servers.accepted())
    gaps = [(later - earlier) / timedelta(seconds=1) for earlier, later in pairwise(times)]
    after = _deliveries(program, home)
    everyone = [sender, *(cost for costs in reads.values() for cost in costs)]
    return {
        "accepted": len(times),
        "in_doubt": after.get("uncertain", 0) - before.get("uncertain", 0),
        "still_queued": after.get("queued", 0),
        "longest_gap_seconds": round(max(gaps, default=0), 2),
        "sending_seconds": round(sum(gaps), 1),
        "whole_seconds": round(sender.clock, 1),
        "locked": sum((cost.out + cost.err).count(_LOCKED) for cost in everyone),
        "sender_fault": sender.fault,
        "readers": {verb: _runs(costs) for verb, costs in reads.items()},
    }


def _runs(costs: Sequence[Cost]) -> dict[str, Any]:
    return {"runs": len(costs), "faults": sorted({cost.fault for cost in costs if cost.fault})}


def _settings(home: Path, port: int) -> None:
    transport = f'[transport]\nkind = "smtp"\nhost = "{HOST}"\nport = {port}\nsecurity = "none"\n'
    (home / "counterfoil.toml").write_text(transport, encoding="utf-8")


@contextmanager
def _reading(program: Program, home: Path, readers: Sequence[Sequence[str]]) -> Iterator[dict[str, list[Cost]]]:
    """Run each reader again and again until the end, and give what each run came to."""
    over = threading.Event()
    reads: dict[str, list[Cost]] = {words[0]: [] for words in readers}

    def again(words: Sequence[str]) -> None:
        while not over.is_set():
            reads[words[0]].append(program.run(home, *words, limit=_LIMIT))

    threads = [threading.Thread(target=again, args=(words,)) for words in readers]
    for thread in threads:
        thread.start()
    try:
        yield reads
    finally:
        over.set()
        for thread in threads:
            thread.join()


def tell(reports: Sequence[Mapping[str, Any]]) -> None:
    """Print the figures for a person."""
    table = Table(title=f"A mailing of {LETTERS} letters", title_justify="left", box=None, header_style="dim", pad_edge=False)
    for column in (
        "organisations",
        "way",
        "accepted",
        "in doubt",
        "queued",
        "longest gap",
        "sending",
        "whole",
        "locked",
        "readers",
        "fault",
    ):
        table.add_column(column, justify="left" if column in {"way", "readers", "fault"} else "right", overflow="fold")
    for report in reports:
        for way, one in report["ways"].items():
            readers = "; ".join(f"{verb} {read['runs']} times {' '.join(read['faults'])}".strip() for verb, read in one["readers"].items())
            counts = (one["accepted"], one["in_doubt"], one["still_queued"])
            spans = (f"{one[span]} s" for span in ("longest_gap_seconds", "sending_seconds", "whole_seconds"))
            table.add_row(f"{report['organisations']:,}", way, *map(str, counts), *spans, str(one["locked"]), readers, one["sender_fault"])
    Console(width=160).print(table)
