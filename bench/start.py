"""What the program costs before it does anything: `python -m bench.start [--rounds N] [--json]`.

Milliseconds of the processor, from the start of the process to its end, for what needs no installation; medians. Beside it Python alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from statistics import median

from bench.ground import say

PROGRAM = "from cli.main import run; run()"
COMMANDS = {
    "python alone": ("pass",),
    "--version": (PROGRAM, "--version"),
    "--help": (PROGRAM, "--help"),
    "send --help": (PROGRAM, "send", "--help"),
}
TARGET = 400  # ms


def main() -> None:
    """Measure, and print a line a command or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.start", description="What the program costs before it does anything.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    rounds = [{name: processor_ms(command) for name, command in COMMANDS.items()} for _ in range(chosen.rounds)]
    report = {name: round(median(one[name] for one in rounds)) for name in COMMANDS}
    if chosen.json:
        print(json.dumps({"cpu_ms": report, "target_ms": TARGET}))
        return
    for name, milliseconds in report.items():
        say(f"{name:12} {milliseconds:5} ms of the processor (target: {TARGET})")


def processor_ms(command: tuple[str, ...]) -> float:
    """Run Python once, and return what the process cost the processor."""
    with subprocess.Popen([sys.executable, "-c", *command], stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return (used.ru_utime + used.ru_stime) * 1000


if __name__ == "__main__":
    main()
