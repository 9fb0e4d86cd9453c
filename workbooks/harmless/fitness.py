"""Whether a file may be shown to others."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

UNPACKED: Final = 32 * 1024 * 1024  # Bytes that one file may unpack to; what is larger is not looked through.


class Fitness(StrEnum):
    """What a look at a file told of what it does when somebody opens it."""

    HARMLESS = "harmless"  # It shows something, and does nothing.
    ACTIVE = "active"  # It does or fetches something: macros, links to other files, objects, scripts.
    SECRET = "secret"  # noqa: S105 - no password. It carries a token or a tag of ours.
    UNKNOWN = "unknown"  # It is of no kind that can be looked through, or could not be read.
