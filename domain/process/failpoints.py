"""Named points where a test lets the process die, to show that a restart loses nothing and repeats nothing."""

from __future__ import annotations

import os
import signal

_ARMED, _, _COUNT = os.environ.get("COUNTERFOIL_FAILPOINT", "").partition(":")
_left = int(_COUNT or 1)


def reach(name: str) -> None:
    """Kill this process at the failpoint that COUNTERFOIL_FAILPOINT names (`name` or `name:N` for the Nth time); else do nothing."""
    if name != _ARMED:
        return
    global _left  # noqa: PLW0603 - the count is the process's own, as the variable that arms it is
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
