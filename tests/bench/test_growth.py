"""What the measuring of growth stands on: the cost of a whole process, how it ended, and the power with which a cost grows."""

from __future__ import annotations

import time
from pathlib import Path

from bench.growth import exponent
from bench.whole import Program

SLEEPER = """
import subprocess, sys
child = "import os, pathlib, time; pathlib.Path('child').write_text(str(os.getpid())); time.sleep(60)"
subprocess.run([sys.executable, "-c", child])
"""
WORKER = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'for n in range(10**7): pass'])"


def test_what_a_command_says_of_its_failure_is_kept(tmp_path: Path) -> None:
    """Where a figure is missing, the table holds the sentence that a person would have read."""
    cost = Program().run(tmp_path, "status", limit=60)
    assert "or create one with `counterfoil init DIR`." in cost.fault
    assert cost.memory > 20


def test_a_command_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    """The table then says how long it was waited for, and nothing goes on that would disturb the next measurement."""
    assert Program().script(tmp_path, "-c", SLEEPER, limit=10).fault == "> 10 s"
    end = time.monotonic() + 300
    while runs(int((tmp_path / "child").read_text())):
        assert time.monotonic() < end, "the child still runs"
        time.sleep(0.05)


def runs(process: int) -> bool:
    """Say whether a process runs; one that has ended has no command line any more, and soon no entry."""
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False


def test_what_children_use_counts(tmp_path: Path) -> None:
    """A program that lets others work for it is not cheaper for that."""
    cost = Program().script(tmp_path, "-c", WORKER, limit=60)
    idle = Program().script(tmp_path, "-c", "pass", limit=60)
    assert cost.fault == idle.fault == ""
    assert cost.cpu > idle.cpu + 0.1


def test_the_exponent_is_that_of_the_two_largest_sizes_that_ended_well() -> None:
    """Ten times the size at a hundred times the seconds is 2; failures and noise tell nothing."""
    well = {size: {"cpu_seconds": seconds, "fault": ""} for size, seconds in ((100, 0.5), (1_000, 0.5), (10_000, 50.0))}
    assert exponent(well) == 2.0
    assert exponent(well | {100_000: {"cpu_seconds": 120.0, "fault": "> 120 s"}}) == 2.0
    assert exponent(well | {10_000: {"cpu_seconds": 0.01, "fault": ""}}) is None
    assert exponent({100: well[100]}) is None
