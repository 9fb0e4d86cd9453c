"""Whoever asked for something waits for the process that does the same just now, such as the service with a pass of its own.

The service itself waits for nobody: its next pass does what is left.
"""

from __future__ import annotations

from time import monotonic
from typing import Final

from service.wiring import Service

LONGEST: Final = 120.0  # Seconds. A pass that lasts longer is one of hours, or hangs: then a person is to know.
_LOOK: Final = 0.5  # Seconds between two looks whether the other has finished.


class Patience:
    """So many seconds, all in all, for which one command waits for other processes; it tells whom it waits for."""

    def __init__(self, service: Service, longest: float) -> None:
        self._service, self._longest, self._end = service, longest, monotonic() + longest
        self._told = set[str]()

    def lasts(self, other: str) -> bool:
        """Wait a moment for what the `other` does, and tell so once; False where it has been long enough, or the program is to stop."""
        if monotonic() >= self._end or self._service.stopping.is_set():
            return False
        if other not in self._told:
            self._told.add(other)
            self._service.tell(f"{other} Waiting until it has finished, for {minutes(self._longest)} at most.")
        self._service.stopping.wait(_LOOK)
        return True

    def end(self) -> None:
        """Tell that the other has finished, if it was waited for."""
        if self._told:
            self._told.clear()
            self._service.tell("It has finished.")


def patience_of(service: Service) -> Patience:
    """Return the patience of whoever asked: a service that `waits` for nobody has none."""
    return Patience(service, LONGEST if service.waits else 0.0)


def unfinished(service: Service, mend: str) -> str:
    """Return what is added to a sentence that another process is at it, for a person who was kept waiting; "" where nobody was."""
    return f" That one did not finish within {minutes(LONGEST)}. {mend}" if service.waits else ""


def minutes(seconds: float) -> str:
    """Return a time as people say it, as in "2 minutes"."""
    return f"{seconds / 60:g} minutes"
