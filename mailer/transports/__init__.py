"""Where mail leaves: one file a transport. Each names itself in a `TRANSPORT`, and a new file is a new transport."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.ports import Transport
from domain.process.plugins import discover, keyed
from settings.reading import TomlSection

Settings = TypeVar("Settings", bound=TomlSection)


@dataclass(frozen=True, slots=True)
class TransportPlugin(Generic[Settings]):
    """A kind of transport: the name that the settings choose it by, a sentence about it, its settings, and how it is opened.

    The keys of the section [transport] are the fields of `settings`; a field `password` takes the secret. `open` speaks to nobody yet, and
    raises ConfigurationError, with the key as `where`, for what only a look at the machine shows.
    """

    name: str
    says: str
    settings: type[Settings]
    open: Callable[[Settings], Transport]


def transports() -> dict[str, TransportPlugin[Any]]:
    """Return every transport by its name."""
    found: tuple[TransportPlugin[Any], ...] = discover(sys.modules[__name__], "TRANSPORT")
    return keyed(found, lambda plugin: (plugin.name,), "transport")
