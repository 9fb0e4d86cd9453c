"""What mail costs in a mailbox of our own and in one that is shared: `python -m bench.shared [--messages N] [--json]`.

Milliseconds of the clock for each foreign letter and for each return, taken in by one collect; and for a collect and a tick that find
nothing new, where many letters of others were once left in the mailbox and most of them are gone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.ground import ROUNDS, Measured, alone, middle, nothing_known, opened, peak_memory, prepare, say, timed
from bench.returned import THEN, Returned, deliver, mailbox, make_returns
from service.collecting.collect import collect
from service.installation import plugins
from service.installation.passwords import Passwords
from service.operation.tick import tick
from service.wiring import Service
from store import message_places

_TICKS = 5
_GONE = 10_000_000  # UIDs that no message of this mailbox has.
_WORDS = "Dear all,\r\n\r\nThe minutes of Tuesday's meeting are with the secretariat, as agreed. The next one is in room 4.\r\n\r\n" * 8


def main() -> None:
    """Measure, and print the table or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.shared", description="What mail costs in an own and in a shared mailbox.")
    parser.add_argument("--messages", type=int, default=200, help="foreign letters, and returns, a round (default 200)")
    parser.add_argument("--left", type=int, default=50_000, help="letters of others that were left before (default 50000)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-shared-") as name:
        server, runs = measure(Path(name), chosen.messages, chosen.left)
    _tell(report(server, chosen.messages, chosen.left, runs), as_json=chosen.json)


def measure(folder: Path, count: int, left: int) -> tuple[str, dict[str, list[Measured]]]:
    """Run every way by turns; return the server's name, and what each way came to."""
    runs: dict[str, list[Measured]] = {}
    home = folder / "installation"
    prepare(home, count)
    say(f"{count} people fill in their workbooks")
    with opened(home) as service:
        mail = {"foreign": [foreign(number) for number in range(count)], "return": make_returns(service)}
    with mailbox(folder) as (server, imap):
        for turn in range(1, ROUNDS + 1):
            say(f"round {turn} of {ROUNDS}")
            for kind, sent in mail.items():
                for whose, settings in (("own", imap), ("shared", imap | {"shared": True})):
                    own = folder / f"{turn}-{kind}-{whose}"
                    shutil.copytree(home, own)
                    deliver(imap, sent)
                    runs.setdefault(f"{kind}, {whose}", []).append(alone(taken_in, own, settings, count))
                    _empty(own, settings)
            for way, measured in _with_nothing_new(home, folder / f"{turn}-idle", imap | {"shared": True}, mail["foreign"], left).items():
                runs.setdefault(way, []).append(measured)
    return server, runs


def foreign(number: int) -> Returned:
    """Return a letter that is none of ours business: an ordinary text from a person to a person."""
    head = f"From: person{number}@elsewhere.example\r\nTo: office@unodc.example\r\nMessage-ID: <{number}@elsewhere.example>\r\n"
    return Returned("", "", f"{head}Subject: Minutes of the meeting, part {number}\r\n\r\n{_WORDS}".encode())


def taken_in(home: Path, imap: Mapping[str, Any], count: int) -> Measured:
    """Collect what lies in the mailbox, and return how long it took."""
    with opened(home, imap=imap) as service:
        with timed(service.store) as watch:
            collected = collect(service, THEN)
        assert collected.new in {0, count}, collected
        assert not collected.problems, collected
    return Measured(count=count, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory(), commits=watch.commits)


def _with_nothing_new(home: Path, own: Path, imap: Mapping[str, Any], lying: Sequence[Returned], left: int) -> dict[str, Measured]:
    """Return what a collect and a tick cost that find nothing new, where letters of others were `left`, of which few still lie there."""
    shutil.copytree(home, own)
    deliver(imap, lying)
    with opened(own, imap=imap) as service:
        with service.mailbox() as box:
            place = next(iter(box.fetch(nothing_known)))[0].location
        _work(service, "tick")
        with service.store.transaction() as tx:
            message_places.leave(tx, [replace(place, uid=str(number)) for number in range(_GONE, _GONE + left)])
    found = {"idle collect": alone(idle, own, imap, "collect"), "idle tick": alone(idle, own, imap, "tick")}
    _empty(own, imap)
    return found


def idle(home: Path, imap: Mapping[str, Any], verb: str) -> Measured:
    """Collect or tick where there is nothing to do; the first time is not counted, since it loads what a running service has loaded."""
    with opened(home, imap=imap) as service:
        _work(service, verb)
        with timed(service.store) as watch:
            for _ in range(_TICKS):
                _work(service, verb)
    return Measured(count=_TICKS, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory(), commits=watch.commits)


def _work(service: Service, verb: str) -> None:
    """Collect or tick; letters go into a folder, since no server for them is part of this measurement."""
    settings = {"kind": "maildir", "path": str(service.installation.root / "out")}
    transport = plugins.transport(settings, plugins.Secrets(Passwords(service.installation.root, {}, "")))
    service.installation = replace(service.installation, transport=transport)
    if verb == "tick":
        tick(service, THEN)
    else:
        collect(service, THEN)


def _empty(home: Path, imap: Mapping[str, Any]) -> None:
    """Move what is left in the mailbox out of the way of the next run."""
    with opened(home, imap=imap) as service, service.mailbox() as box:
        for batch in box.fetch(nothing_known):
            box.file(batch, "Elsewhere")


def report(server: str, count: int, left: int, runs: Mapping[str, Sequence[Measured]]) -> dict[str, Any]:
    """Return the medians: milliseconds a message, a collect and a tick."""
    each = {f"{way.replace(', ', '_').replace(' ', '_')}_ms": round(1000 / middle(measured), 2) for way, measured in runs.items()}
    returned = ("return, own", "return, shared")
    memory = {f"{way.replace(', ', '_')}_peak_memory_mib": round(max(run.memory for run in runs[way])) for way in returned}
    return {"imap_server": server, "messages": count, "left_before": left, **each, **memory}


def _tell(told: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(told))
        return
    table = Table(title="Mail in an own and in a shared mailbox", title_justify="left", box=None, show_header=False, pad_edge=False)
    for key, value in told.items():
        table.add_row(key.replace("_", " "), str(value))
    Console().print(table)


if __name__ == "__main__":
    main()
