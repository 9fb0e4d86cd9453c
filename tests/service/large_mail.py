"""A service that takes in what lies in its mailbox, in a process of its own: it tells in MiB how much memory that took."""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta
from pathlib import Path

from service.installation import config
from service.operation.tick import tick
from service.wiring import open_service
from tests.service.installed import at


def main(home: Path) -> None:
    """Take in a message, say so, wait for a line, take in the next; print the peak, what was resident before, and the kinds."""
    with open_service(config.load(home, {})) as service:
        now = at("02-24")
        tick(service, now)
        before = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        print("ready", flush=True)  # noqa: T201 - it is heard by the test
        sys.stdin.readline()
        done = tick(service, now + timedelta(hours=1))
        print(json.dumps({"before": before, "peak": _memory("VmHWM"), "kinds": done.understood, "problems": done.problems}))  # noqa: T201


def _memory(key: str) -> float:
    found = re.search(rf"{key}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
