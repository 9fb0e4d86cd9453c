"""What the demo's server processes have in common: they tell their port, and end when whoever started them is gone."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading


def tell(**facts: object) -> None:
    """Write facts as one line of JSON on stdout, for the process that started this one."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def end_with_parent() -> None:
    """Let this process end at once on SIGTERM, and when its stdin closes, which also happens when the parent is killed."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the whole group; the parent decides.
    threading.Thread(target=_wait_for_stdin, daemon=True).start()


def _wait_for_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
