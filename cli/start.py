"""Where the program begins: Ctrl-C ends it from its first moment on as it does later, also while Python loads what a command needs."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Final

from domain.process.garbage import collect_no_more

STOPPED: Final = 130  # As shells say of what Ctrl-C ended.


def run() -> None:
    """Load the command line, and run it."""
    # Whoever starts it in the background may have it hear of no Ctrl-C, and that stands.
    listens = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if listens:
        signal.signal(signal.SIGINT, _leave)
    from cli.main import run as run_command

    try:
        if listens:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run_command()
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    finally:
        collect_no_more()


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End at once: nothing is in hand yet, and an exception might be taken for a module that cannot be loaded."""
    os._exit(STOPPED)
