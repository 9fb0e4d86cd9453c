"""The program as a process of its own, which can be ended whatever it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

_SECONDS = 100  # Far more than any message may cost; whoever needs more would need hours.


def collect(home: Path) -> None:
    """Run `counterfoil collect`; AssertionError where it does not end."""
    command = [sys.executable, "-c", "from cli.main import run; run()", "collect", "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    try:
        _, told = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise AssertionError("The program does not come to an end with what lies in the mailbox.") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert process.returncode == 0, told.decode()
