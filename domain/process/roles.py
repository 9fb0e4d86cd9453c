"""What a process of the running service does; several processes may share it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ServiceRole(StrEnum):
    """One of the things that the service does."""

    SEND = "send"  # Hand letters over that are due, test letters, and what somebody asked for at the console for some organisations.
    COLLECT = "collect"  # Take in the mailbox.
    READ = "read"  # Understand what was taken in.
    TICK = "tick"  # Plan what is due: mailings, also those that somebody asked for at the console, digests and notices.


EVERYTHING: Final = frozenset(ServiceRole)
