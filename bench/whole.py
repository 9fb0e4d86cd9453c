"""Command lines as whole processes: what one costs the processor and the memory, with all its children, and how it ended."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from domain.errors import CounterfoilError

_CODE = "from cli.main import run; run()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One run: seconds of the clock and of the processor, and the peak memory (MiB) of the largest of its processes.

    `fault` is "" where it ended with 0, "> N" where it was ended after N seconds, and else the last line that it wrote to stderr.
    """

    clock: float
    cpu: float
    memory: float
    out: str
    err: str
    fault: str


@dataclass(frozen=True, slots=True)
class Program:
    """A checkout of the program, and the Python that runs it."""

    python: str = sys.executable
    checkout: Path = Path(__file__).parent.parent

    def run(self, home: Path, *words: str | Path, limit: float) -> Cost:
        """Run `counterfoil WORDS` in the folder of an installation."""
        return self._watched(["-c", _CODE, *map(str, words)], home, limit)

    def script(self, home: Path, *words: str | Path, limit: float) -> Cost:
        """Run a Python file with the packages of this checkout."""
        return self._watched([*map(str, words)], home, limit)

    def must(self, home: Path, *words: str | Path, limit: float = 600) -> str:
        """Run `counterfoil WORDS`, which prepares a measurement, and return its stdout; raise CounterfoilError where it fails."""
        cost = self.run(home, *words, limit=limit)
        if cost.fault:
            raise CounterfoilError(f"{' '.join(map(str, words))}: {cost.fault}", where=str(self.checkout), remedy="Run it there by hand.")
        return cost.out

    def _watched(self, words: Sequence[str], home: Path, limit: float) -> Cost:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("COUNTERFOIL", "PYTHON"))}
        environment |= {"PYTHONPATH": str(self.checkout), "TERM": "dumb"}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            began = time.perf_counter()
            process = subprocess.Popen(
                # Without -P the folder of a script, or the home, would be looked into before the checkout.
                [self.python, "-P", *words],
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
            used, late = _ended(process, limit)
            said, told = (_all_of(file) for file in (out, err))
        fault = f"> {limit:g} s" if late else _fault(process.returncode, told)
        return Cost(
            clock=time.perf_counter() - began,
            cpu=used.ru_utime + used.ru_stime,
            memory=used.ru_maxrss / 1024,
            out=said,
            err=told,
            fault=fault,
        )


def _ended(process: subprocess.Popen[bytes], limit: float) -> tuple[resource.struct_rusage, bool]:
    """Wait for a process, or end it and its children after `limit` seconds; return what they used, and whether they had to be ended."""
    late = threading.Event()

    def end() -> None:
        late.set()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(limit, end)
    timer.start()
    try:
        # wait4 alone tells what this child and its children used, and no other.
        _, status, used = os.wait4(process.pid, 0)
    except BaseException:
        end()
        raise
    finally:
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return used, late.is_set()


def _all_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _fault(code: int, err: str) -> str:
    if code == 0:
        return ""
    lines = [line for line in err.splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"ended with {code}"
