"""Returns a second of the whole path in: `python -m bench.collect [--returns N] [--json]`.

Ours: fetch, archive, record, move, parse, open in the child process, match, extract, check, store, receipt planned; every commit
waits for the disk. Beside it, by turns in the same run: the plain way with messages of the same kind, and our fetch alone.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import plain_collect
from bench.ground import ROUNDS, Measured, alone, cpu_each, middle, nothing_known, opened, peak_memory, prepare, say, study, tell, timed
from bench.returned import THEN, Returned, deliver, mailbox, make_returns
from domain.letter import DeliveryState, LetterKind
from service.collecting.collect import collect
from service.views.status import status
from store import outbox

TARGET = 5  # times the plain way


def main() -> None:
    """Measure, and print the table or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.collect", description="Returns a second of the whole path, beside a plain way.")
    parser.add_argument("--returns", type=int, default=400, help="returns a round of ours (default 400)")
    parser.add_argument("--plain", type=int, default=60, help="returns a round of the plain way (default 60)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    server, size, runs = measure(chosen.returns, min(chosen.plain, chosen.returns))
    tell("Returns in, whole path, durable", runs, report(server, size, runs), as_json=chosen.json)


def measure(count: int, plain: int) -> tuple[str, int, dict[str, list[Measured]]]:
    """Run the ways by turns; return the server's name, the mean size of a message, and what each way came to."""
    runs: dict[str, list[Measured]] = {"plain": [], "ours": [], "fetch only": []}
    with tempfile.TemporaryDirectory(prefix="bench-collect-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # Where Dovecot is started by root, it works as another user.
        home = folder / "installation"
        prepare(home, count)
        say(f"{count} people fill in their workbooks")
        with opened(home) as service:
            returns = make_returns(service)
        with mailbox(folder) as (server, imap):
            for turn in range(1, ROUNDS + 1):
                say(f"round {turn} of {ROUNDS}: plain, fetch only, ours")
                own = folder / str(turn)
                shutil.copytree(home, own)
                _turn(own, imap, returns, plain, runs)
    return server, sum(len(one.raw) for one in returns) // count, runs


def _turn(home: Path, imap: Mapping[str, Any], returns: Sequence[Returned], plain: int, runs: Mapping[str, list[Measured]]) -> None:
    deliver(imap, returns[:plain])
    runs["plain"].append(alone(plain_collect.run, home, imap, [(one.reference, one.token) for one in returns[:plain]]))
    deliver(imap, returns)
    runs["fetch only"].append(alone(fetch_only, home, imap, len(returns)))
    runs["ours"].append(alone(ours, home, imap, len(returns)))


def ours(home: Path, imap: Mapping[str, Any], count: int) -> Measured:
    """Collect what lies in the mailbox, and return how long it took; each return must have been accepted and its receipt planned."""
    with opened(home, imap=imap) as service:
        with timed(service.store) as watch:
            collected = collect(service, THEN)
            service.cage.close()  # What its children used is known when they are gone.
        assert (collected.new, collected.problems) == (count, []), collected
        with service.store.reading() as tx:
            came = status(tx, study(service), THEN)
            receipts = [one for one in outbox.in_states(tx, [DeliveryState.QUEUED]) if one.kind is LetterKind.RECEIPT]
        assert came["organisations"]["answered"] == len(receipts) == count, came
    return Measured(count=count, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory(), commits=watch.commits)


def fetch_only(home: Path, imap: Mapping[str, Any], count: int) -> Measured:
    """Fetch what lies in the mailbox and forget it."""
    with opened(home, imap=imap) as service:
        with timed() as watch, service.mailbox() as box:
            found = sum(len(batch) for batch in box.fetch(nothing_known))
        assert found == count, found
    return Measured(count=count, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory())


def report(server: str, size: int, runs: Mapping[str, list[Measured]]) -> dict[str, Any]:
    """Return the figures under the names of the contract."""
    own, plain, fetch = (middle(runs[way]) for way in ("ours", "plain", "fetch only"))
    newest = runs["ours"][-1]
    return {
        "returns": newest.count,
        "imap_server": server,
        "bytes_per_return": size,
        "returns_per_second": round(own, 1),
        "plain_returns_per_second": round(plain, 1),
        "fetch_only_returns_per_second": round(fetch, 1),
        "cpu_ms_per_return": round(cpu_each(runs["ours"]), 2),
        "plain_cpu_ms_per_return": round(cpu_each(runs["plain"]), 2),
        "ratio_to_plain": round(own / plain, 1),
        "ratio_to_fetch_only": round(own / fetch, 3),
        "commits_per_return": round(newest.commits / newest.count, 2),
        "peak_memory_mib": round(max(run.memory for run in runs["ours"]), 1),
        "plain_peak_memory_mib": round(max(run.memory for run in runs["plain"]), 1),
        "target_ratio_to_plain": TARGET,
    }


if __name__ == "__main__":
    main()
