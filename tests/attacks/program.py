"""The program as a process of its own, which can be ended whatever it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

_SECONDS = 200  # Far more than a message may cost on a busy machine; whoever needs more would need hours.


def collect(home: Path) -> None:
    """Run `counterfoil collect`; AssertionError where it does not end."""
    command = [sys.executable, "-c", "from cli.main import run; run()", "collect", "--home", str(home)]
    with tempfile.TemporaryFile("w+") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, start_new_session=True)
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            raise AssertionError("The program does not come to an end with what lies in the mailbox.") from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        told.seek(0)
        assert process.returncode == 0, told.read()
