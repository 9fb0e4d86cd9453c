"""How the questions to the store grow: `python -m bench.growth [--sizes 100,1000,10000,100000] [--json] [--beside] [--letters N,...]`.

For each number of organisations an installation is filled with a running study (`bench.shape1`), and command lines are run as whole
processes. What is told is the processor's seconds, those of all child processes included, beyond what `status` (for `held`, that) takes
by turns in an installation without any organisation. `--checkout DIR` measures another checkout with the same study, which the program
brings to its own shape itself. `--letters` measures what a filled store costs instead (`bench.filled`).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from math import log
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import beside, filled
from bench.ground import ROUNDS, say
from bench.installation import installation
from bench.whole import Cost, Program

SIZES = (100, 1_000, 10_000, 100_000)
SUPPRESSED = (0, 1_000, 10_000, 100_000)
LIMIT = 120.0  # Seconds of the clock for one command.
_LONG = 60.0  # Where the rounds have taken so many seconds, there is no other.
_LEAST = 0.1  # Less than so many seconds beyond the start-up is noise, of which no exponent can be told.
_QUESTIONS = 25
_WIDTH = 120
_HEADER = ("Org. code", "Organisation", "Country", "Region", "Language", "Role", "Title and name", "E-mail", "Salutation")
_CHILD = Path(__file__).with_name("question.py")


def main() -> None:
    """Measure, and print the table or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description="How the questions to the store grow.")
    parser.add_argument("--sizes", help=f"numbers of organisations (default {','.join(map(str, SIZES))}; with --beside {beside.SIZE})")
    parser.add_argument("--beside", action="store_true", help="measure a mailing while status and digest run beside it")
    parser.add_argument("--letters", help=f"numbers of letters, and as many messages: {','.join(map(str, filled.SIZES))}, for instance")
    parser.add_argument("--postgresql", default="", metavar="URL", help="with --letters: an empty database, which is emptied again")
    parser.add_argument("--limit", type=float, default=LIMIT, help=f"seconds after which a command is ended (default {LIMIT:g})")
    parser.add_argument("--python", default=sys.executable, help="the Python that runs the program (default: this one)")
    parser.add_argument("--checkout", type=Path, default=Program().checkout, help="the checkout that is measured (default: this one)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    program = Program(chosen.python, chosen.checkout.resolve())
    sizes = [int(size) for size in (chosen.sizes or "").split(",") if size]
    with tempfile.TemporaryDirectory(prefix="bench-growth-") as folder:
        if chosen.letters:
            numbers = [int(number) for number in chosen.letters.split(",")]
            report = filled.measure(program, Path(folder), numbers, chosen.postgresql, chosen.limit)
        elif chosen.beside:
            report = {"beside": [beside.measure(program, Path(folder), size) for size in sizes or [beside.SIZE]]}
        else:
            report = measure(program, Path(folder), sizes or SIZES, chosen.limit)
    if chosen.json:
        print(json.dumps(report, ensure_ascii=False))
    elif chosen.letters:
        filled.tell(report)
    elif chosen.beside:
        beside.tell(report["beside"])
    else:
        tell(report)


def measure(program: Program, folder: Path, sizes: Sequence[int], limit: float) -> dict[str, Any]:
    """Return what each verb costs at each size, the exponents, and the milliseconds of a question by suppressed addresses."""
    say("one question")
    question = {suppressed: question_ms(program, folder, suppressed, limit) for suppressed in SUPPRESSED}
    verbs: dict[str, dict[int, dict[str, Any]]] = {}
    with installation(program, folder / "empty", 0) as empty:
        for size in sizes:
            with installation(program, folder / str(size), size) as home:
                for verb, run in runs(program, home, size, limit).items():
                    say(f"{size} organisations: {verb}")
                    start = verb if verb == "held" else "status"
                    costs = by_turns(run, lambda start=start: program.run(empty, start, "--json", limit=limit))  # type: ignore[misc]
                    verbs.setdefault(verb, {})[size] = figure(*costs)
    exponents = {verb: exponent(by_size) for verb, by_size in verbs.items()}
    return {"verbs": verbs, "exponents": exponents, "question_ms": question}


def runs(program: Program, home: Path, size: int, limit: float) -> dict[str, Callable[[int], Cost]]:
    """Return the command lines by name; each takes the number of its round. The lists come last, since they make the store larger."""

    def load(turn: int) -> Cost:
        file = home / f"list-{turn}.csv"
        if not file.exists():
            _write_list(file, turn, size)
        return program.run(home, "contacts", "load", file, "--list", f"growth-{turn}", "--json", limit=limit)

    return {
        "status": lambda _: program.run(home, "status", "--json", limit=limit),
        "show": lambda _: program.run(home, "show", f"B{size // 2:06}", "--json", limit=limit),
        "held": lambda _: program.run(home, "held", "--json", limit=limit),
        "digest": lambda _: program.run(home, "digest", "weekly", "--out", home / "preview", limit=limit),
        "contacts load, new": load,
        "contacts load, again": lambda _: load(0),
    }


def _write_list(file: Path, turn: int, rows: int) -> None:
    """Write a contact file of organisations that no other file names."""
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(_HEADER)
        for number in range(rows):
            code = f"L{turn}{number:06}"
            who = ("To", f"Ms Zoë Müller-{number}", f"zoe.mueller@{code.lower()}.example", f"Dear Ms Müller-{number}")
            writer.writerow((code, f"Operator {code}", "Austria", "Europe", "English", *who))


def by_turns(run: Callable[[int], Cost], start: Callable[[], Cost]) -> tuple[list[Cost], list[Cost]]:
    """Run several times, each after a mere start-up; not once more after a failure, or where the last runs took long."""
    costs: list[Cost] = []
    starts: list[Cost] = []
    while len(costs) < ROUNDS and not any(cost.fault for cost in costs) and sum(cost.clock for cost in costs) < _LONG:
        starts.append(start())
        costs.append(run(len(costs)))
    return costs, starts


def figure(costs: Sequence[Cost], starts: Sequence[Cost]) -> dict[str, Any]:
    """Return the median of the processor's seconds beyond the start-up, the peak memory, and what went wrong."""
    start_up = median(cost.cpu for cost in starts)
    return {
        "cpu_seconds": round(median(cost.cpu for cost in costs) - start_up, 3),
        "start_up_seconds": round(start_up, 3),
        "memory_mib": round(max(cost.memory for cost in costs)),
        "runs": len(costs),
        "fault": next((cost.fault for cost in costs if cost.fault), ""),
    }


def exponent(by_size: Mapping[int, Mapping[str, Any]]) -> float | None:
    """Return with which power of the size the seconds grow between the two largest sizes that ended well; None where they are noise."""
    done = [(size, one["cpu_seconds"]) for size, one in sorted(by_size.items()) if not one["fault"]][-2:]
    if len(done) < 2 or min(seconds for _, seconds in done) < _LEAST:
        return None
    (size, seconds), (larger, longer) = done
    return round(log(longer / seconds) / log(larger / size), 2)


def question_ms(program: Program, folder: Path, suppressed: int, limit: float) -> float | str:
    """Return the median of the processor's milliseconds to understand a question, or what went wrong."""
    mails = folder / "questions"
    mails.mkdir(exist_ok=True)
    for number in range(_QUESTIONS):
        (mails / f"{number:02}.eml").write_bytes(_question(number))
    with installation(program, folder / "asked", 1000, suppressed) as home:
        cost = program.script(home, _CHILD, mails, limit=limit)
    # The first ones fill caches.
    return cost.fault or round(median(json.loads(cost.out)[5:]), 2)


def _question(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"zoe.mueller-{number}@b{number:06}.example", "cybercrime.study@unodc.example"
    mail["Subject"], mail["Date"] = "RE: Cybercrime study", "Mon, 16 Apr 2012 10:00:00 +0200"
    mail["Message-ID"] = f"<question-{number}@b{number:06}.example>"
    mail.set_content(f"Dear colleagues,\n\nto which year does question {number} refer?\n\nKind regards\nZoë Müller")
    return mail.as_bytes()


def tell(report: Mapping[str, Any]) -> None:
    """Print the figures for a person."""
    sizes = list(next(iter(report["verbs"].values())))
    table = Table(
        title="Processor, seconds beyond the start-up; peak memory", title_justify="left", box=None, header_style="dim", pad_edge=False
    )
    table.add_column("organisations")
    for size in sizes:
        table.add_column(f"{size:,}", justify="right", overflow="fold")
    table.add_column("exponent", justify="right")
    for verb, by_size in report["verbs"].items():
        power = report["exponents"][verb]
        table.add_row(verb, *(_cell(one) for one in by_size.values()), "" if power is None else f"{power:.2f}")
    console = Console(width=_WIDTH)
    console.print(table)
    starts = [one["start_up_seconds"] for by_size in report["verbs"].values() for one in by_size.values()]
    console.print(f"start-up: {median(starts):.2f} s")
    told = "; ".join(f"{number:,} suppressed: {took}" for number, took in report["question_ms"].items())
    console.print(f"one question understood, ms of the processor: {told}")


def _cell(one: Mapping[str, Any]) -> str:
    return one["fault"] or f"{max(0, one['cpu_seconds']):.2f} s, {one['memory_mib']} MiB"


if __name__ == "__main__":
    main()
