"""Where mail comes in: one file a kind of mailbox. Each names itself in a `MAILBOX`, and a new file is a new kind."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.ports import Mailbox
from domain.process.plugins import discover, keyed
from settings.reading import TomlSection

Settings = TypeVar("Settings", bound=TomlSection)


@dataclass(frozen=True, slots=True)
class MailboxPlugin(Generic[Settings]):
    """A kind of mailbox: the name that the settings choose it by, a sentence about it, its settings, and how it is opened.

    The keys of the section [mailbox] are the fields of `settings`; a field `password` takes the secret. `open` speaks to nobody yet, and
    raises ConfigurationError, with the key as `where`, for what only a look at the machine shows.
    """

    name: str
    says: str
    settings: type[Settings]
    open: Callable[[Settings], Mailbox]


def mailboxes() -> dict[str, MailboxPlugin[Any]]:
    """Return every kind of mailbox by its name."""
    found: tuple[MailboxPlugin[Any], ...] = discover(sys.modules[__name__], "MAILBOX")
    return keyed(found, lambda plugin: (plugin.name,), "mailbox")
