"""Where mail comes in: one file a kind of mailbox. Each names itself in a `MAILBOX`, and a new file is a new kind."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.plugins import discover, keyed
from domain.ports import Mailbox


@dataclass(frozen=True, slots=True)
class MailboxPlugin:
    """A kind of mailbox: the name that the settings choose it by, a sentence about it, and how it is opened from its settings.

    `open` raises ConfigurationError for settings that are wrong, and speaks to nobody yet.
    """

    name: str
    says: str
    open: Callable[[Mapping[str, object]], Mailbox]


def mailboxes() -> dict[str, MailboxPlugin]:
    """Return every kind of mailbox by its name."""
    found: tuple[MailboxPlugin, ...] = discover(sys.modules[__name__], "MAILBOX")
    return keyed(found, lambda plugin: (plugin.name,), "mailbox")
