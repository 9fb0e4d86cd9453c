"""Where mail leaves: one file a transport. Each names itself in a `TRANSPORT`, and a new file is a new transport."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.plugins import discover, keyed
from domain.ports import Transport


@dataclass(frozen=True, slots=True)
class TransportPlugin:
    """A kind of transport: the name that the settings choose it by, a sentence about it, and how it is opened from its settings.

    `open` raises ConfigurationError for settings that are wrong, and speaks to nobody yet.
    """

    name: str
    says: str
    open: Callable[[Mapping[str, object]], Transport]


def transports() -> dict[str, TransportPlugin]:
    """Return every transport by its name."""
    found: tuple[TransportPlugin, ...] = discover(sys.modules[__name__], "TRANSPORT")
    return keyed(found, lambda plugin: (plugin.name,), "transport")
