"""Letters a second of the whole path out: `python -m bench.send [--letters N] [--far | --near] [--json]`.

Ours: plan, outbox, census, merge, workbook, MIME, recorded as `sending`, SMTP to Postfix's smtp-sink, verdict recorded; every commit waits
for the disk. Beside it, by turns in the same run: the plain way with the same content, Postfix's smtp-source with as large messages, and
two mailings by one account and by two that sign (DKIM). With `--far` instead: ours, and the two that sign, beside smtp-source over a round
trip of 20 ms, by 1, 4 and 16 connections; with `--near` the same without a round trip.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from bench import accounts, plain_send
from bench.far import ROUND_TRIP, far
from bench.ground import (
    HOST,
    MAILING,
    NOW,
    PATH,
    ROUNDS,
    Measured,
    alone,
    cpu_each,
    made_up,
    middle,
    needs_smtp_sink,
    opened,
    peak_memory,
    plan_mailing,
    prepare,
    say,
    study,
    tell,
    timed,
)
from domain.letter import DeliveryState, Outcome
from domain.sentences import counted
from service.contacts.census import census
from service.sending.send import send_due
from store import deliveries, outbox
from tests.servers import smtp_sink

TARGET = 20  # times the plain way
CONNECTIONS = (1, 4, 16)
ONE, TWO = "one account", "two accounts"
_A_CONNECTION = 100  # letters for each connection to a far server, at most
_CONNECTIONS = 8  # as many as the transport uses where its settings say nothing


def main() -> None:
    """Measure, and print the table or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.send", description="Letters a second of the whole path, beside a plain way.")
    parser.add_argument("--letters", type=int, default=3000, help="letters a round of ours (default 3000)")
    parser.add_argument("--plain", type=int, default=60, help="letters a round of the plain way (default 60)")
    parser.add_argument("--far", action="store_true", help="over a round trip of 20 ms, at 1, 4 and 16 connections")
    parser.add_argument("--near", action="store_true", help="on this machine, at 1, 4 and 16 connections")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    needs_smtp_sink(parser)
    if chosen.far or chosen.near:
        by_number = measure_by_connections(min(chosen.letters, _A_CONNECTION) if chosen.far else chosen.letters, is_far=chosen.far)
        title = "Letters out, over a round trip of 20 ms" if chosen.far else "Letters out, on this machine"
        tell(title, by_number, report_by_connections(by_number, is_far=chosen.far), as_json=chosen.json)
        return
    runs = measure(chosen.letters, min(chosen.plain, chosen.letters))
    tell("Letters out, whole path, durable", runs, report(runs), as_json=chosen.json)


def measure(letters: int, plain: int) -> dict[str, list[Measured]]:
    """Run the ways by turns and return what each came to."""
    runs: dict[str, list[Measured]] = {"plain": [], "ours": [], "smtp-source": [], ONE: [], TWO: []}
    with smtp_sink() as port, smtp_sink() as another, tempfile.TemporaryDirectory(prefix="bench-send-") as folder:
        home = Path(folder) / "installation"
        prepare(home, letters)
        content = _content(home)
        people = made_up(plain)
        names = {one.code: one.name for one in people.organisations}
        organisations = max(1, letters // 2)
        both = {ONE: (port,), TWO: (port, another)}
        for way, ports in both.items():
            accounts.ready(Path(folder) / way, organisations, ports, signed=way == TWO)
        for turn in range(1, ROUNDS + 1):
            say(f"round {turn} of {ROUNDS}: plain, ours, smtp-source, one account, two accounts")
            own = Path(folder) / str(turn)
            shutil.copytree(home, own)
            runs["plain"].append(alone(plain_send.run, own, list(people.contacts), names, content, port))
            runs["ours"].append(alone(ours, own, letters, port))
            runs["smtp-source"].append(smtp_source(letters, runs["ours"][-1].size, port, _CONNECTIONS))
            for way, ports in both.items():
                shutil.copytree(Path(folder) / way, own / way)
                runs[way].append(alone(accounts.run, own / way, organisations, len(ports), signed=way == TWO))
    return runs


def measure_by_connections(letters: int, *, is_far: bool) -> dict[str, list[Measured]]:
    """Run ours, two accounts that sign, and smtp-source by turns at each number of connections, and return what each came to.

    `letters` are those of a round, or of each connection to a server that is far. By one connection it is one account that signs.
    """
    runs: dict[str, list[Measured]] = {}
    with smtp_sink() as one, smtp_sink() as another, _away(one, is_far=is_far) as port, _away(another, is_far=is_far) as second:
        for connections in CONNECTIONS:
            number = letters * connections if is_far else letters
            ports = (port, second)[:connections]
            with tempfile.TemporaryDirectory(prefix="bench-far-") as folder:
                home, signing = Path(folder) / "ours", Path(folder) / "two"
                prepare(home, number)
                accounts.ready(signing, number // 2, ports, connections, signed=True)
                for turn in range(1, ROUNDS + 1):
                    say(f"{counted(connections, 'connection', 'connections')}, round {turn} of {ROUNDS}: ours, two accounts, smtp-source")
                    own = Path(folder) / str(turn)
                    shutil.copytree(home, own)
                    mine = alone(ours, own, number, port, connections)
                    shutil.rmtree(own)
                    shutil.copytree(signing, own)
                    two = alone(accounts.run, own, number // 2, len(ports), signed=True)
                    shutil.rmtree(own)
                    runs.setdefault(f"ours, {connections}", []).append(mine)
                    runs.setdefault(f"{TWO}, {connections}", []).append(two)
                    runs.setdefault(f"smtp-source, {connections}", []).append(smtp_source(number, mine.size, port, connections))
    return runs


def _away(port: int, *, is_far: bool) -> AbstractContextManager[int]:
    return far(port) if is_far else nullcontext(port)


def _content(home: Path) -> dict[str, plain_send.Content]:
    """Return what the plain way sends; the planning that this needs is taken back."""
    with opened(home) as service, service.store.engine.connect() as tx:
        running = study(service)
        plan_mailing(tx, running, running.study.mailing(MAILING), NOW)
        content = plain_send.contents(service, next(iter(census(tx, running, NOW).values())))
        tx.rollback()
    return content


def ours(home: Path, letters: int, smtp_port: int, connections: int = _CONNECTIONS) -> Measured:
    """Plan and send the mailing to everyone in the installation, and return how long it took."""
    with opened(home, smtp_port=smtp_port, connections=connections) as service:
        running = study(service)
        mailing = running.study.mailing(MAILING)
        with timed(service.store) as watch:
            with service.store.transaction() as tx:
                plan_mailing(tx, running, mailing, NOW)
            sent = send_due(service, NOW)
        assert sent.outcomes[Outcome.SENT.value] == letters, sent
        with service.store.reading() as tx:
            assert deliveries.counts(tx, running.study.id) == {DeliveryState.SENT.value: letters}
            last = outbox.recorded(tx, service.store.archive, letters)
    return Measured(
        count=letters, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory(), commits=watch.commits, size=len(last.data) if last else 0
    )


def smtp_source(letters: int, size: int, port: int, connections: int) -> Measured:
    """Let Postfix's own generator send as many messages of the same size over as many connections."""
    program = shutil.which("smtp-source", path=PATH) or "smtp-source"
    command = [program, "-d", "-s", str(connections), "-m", str(letters), "-l", str(size), f"{HOST}:{port}"]
    with timed() as watch:
        subprocess.run(command, check=True)
    return Measured(count=letters, seconds=watch.seconds, cpu=watch.cpu, memory=0, size=size)


def report(runs: Mapping[str, list[Measured]]) -> dict[str, Any]:
    """Return the figures under the names of the contract."""
    own, plain, source = (middle(runs[way]) for way in ("ours", "plain", "smtp-source"))
    newest = runs["ours"][-1]
    return {
        "letters": newest.count,
        "bytes_per_letter": newest.size,
        "letters_per_second": round(own, 1),
        "plain_letters_per_second": round(plain, 1),
        "smtp_source_letters_per_second": round(source, 1),
        "cpu_ms_per_letter": round(cpu_each(runs["ours"]), 2),
        "plain_cpu_ms_per_letter": round(cpu_each(runs["plain"]), 2),
        "ratio_to_plain": round(own / plain, 1),
        "ratio_to_smtp_source": round(own / source, 2),
        "commits_per_letter": round(newest.commits / newest.count, 2),
        "peak_memory_mib": round(max(run.memory for run in runs["ours"]), 1),
        "plain_peak_memory_mib": round(max(run.memory for run in runs["plain"]), 1),
        "one_account_letters_per_second": round(middle(runs[ONE]), 1),
        "two_accounts_letters_per_second": round(middle(runs[TWO]), 1),
        "one_account_cpu_ms_per_letter": round(cpu_each(runs[ONE]), 2),
        "two_accounts_cpu_ms_per_letter": round(cpu_each(runs[TWO]), 2),
        "ratio_of_two_accounts_to_one": round(middle(runs[TWO]) / middle(runs[ONE]), 2),
        "target_ratio_to_plain": TARGET,
    }


def report_by_connections(runs: Mapping[str, list[Measured]], *, is_far: bool) -> dict[str, Any]:
    """Return the rates at each number of connections, and ours as a part of smtp-source's."""
    rates = {(way, number): middle(runs[f"{way}, {number}"]) for way in ("ours", TWO, "smtp-source") for number in CONNECTIONS}

    def ratio(way: str, number: int) -> float:
        return round(rates[way, number] / rates["smtp-source", number], 2)

    return {
        "round_trip_ms": round(ROUND_TRIP * 1000) if is_far else 0,
        "letters": runs[f"ours, {CONNECTIONS[-1]}"][-1].count,
        **{f"letters_per_second_at_{number}": round(rates["ours", number], 1) for number in CONNECTIONS},
        **{f"two_accounts_letters_per_second_at_{number}": round(rates[TWO, number], 1) for number in CONNECTIONS},
        **{f"smtp_source_letters_per_second_at_{number}": round(rates["smtp-source", number], 1) for number in CONNECTIONS},
        **{f"ratio_to_smtp_source_at_{number}": ratio("ours", number) for number in CONNECTIONS},
        **{f"ratio_of_two_accounts_to_smtp_source_at_{number}": ratio(TWO, number) for number in CONNECTIONS},
    }


if __name__ == "__main__":
    main()
