"""The program in a process apart: without root's rights over files, or with a file system of its own, which any user may mount there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.program import Ran
from tests.programs import need

_SEVERAL = """
import json, sys
from dataclasses import asdict
from tests.cli.program import counterfoil
for line in sys.stdin:
    print(json.dumps(asdict(counterfoil(*json.loads(line)))), flush=True)
"""
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" "$0" && exec "$@"'
# All of the folder on a small disk of its own, which is then filled to its last byte.
_FULL = (
    'cp -a "$0" "$0.kept" && mount -t tmpfs -o size=8m,mode=700 none "$0" && cp -a "$0.kept/." "$0" '
    '&& { dd if=/dev/zero of="$0/filled" bs=4k 2>/dev/null || true; } && exec "$@"'
)


class Apart:
    """A process that runs the program several times, started by way of another program."""

    def __init__(self, *by_way_of: str) -> None:
        command = [*by_way_of, sys.executable, "-c", _SEVERAL]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, *arguments: str | Path) -> Ran:
        """Run `counterfoil` with these arguments."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([str(one) for one in arguments]) + "\n")
        self.process.stdin.flush()
        return Ran(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(300)
        self.process.stdout.close()


def unprivileged_process() -> Apart:
    """Return a process to which the rights of files apply, even where root runs the tests."""
    drop = [need("setpriv"), "--bounding-set=-dac_override,-dac_read_search", "--"] if os.getuid() == 0 else []
    return Apart(*drop)


@contextmanager
def on_a_read_only_disk(folder: Path) -> Iterator[Apart]:
    """Give a process for which a folder is mounted read-only."""
    with _mounted(folder, _READ_ONLY) as apart:
        yield apart


@contextmanager
def on_a_full_disk(folder: Path) -> Iterator[Apart]:
    """Give a process for which a folder lies on a disk without a free byte."""
    with _mounted(folder, _FULL) as apart:
        yield apart


@contextmanager
def _mounted(folder: Path, script: str) -> Iterator[Apart]:
    unshare = (need("unshare"), "--user", "--map-root-user", "--mount")
    if subprocess.run([*unshare, "mount", "-t", "tmpfs", "none", folder], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount anything for themselves")
    apart = Apart(*unshare, "sh", "-c", script, str(folder))
    try:
        yield apart
    finally:
        apart.close()
