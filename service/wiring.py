"""The one place that names concrete adapters: transports, mailboxes, the store and the reader are put together here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from domain.errors import ConfigurationError
from domain.plugins import discover, keyed
from domain.ports import Mailbox, Transport
from intake import mailboxes
from mailer import transports
from service.config import Installation
from store import Store
from workbooks.reader import Reader


@dataclass
class Service:
    """An open installation. `stopping` is set when the letter or message in hand shall be the last; `tell` takes progress for a person."""

    installation: Installation
    store: Store
    tell: Callable[[str], None] = lambda _: None
    stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def transport(self, settings: Mapping[str, Any] | None = None) -> Iterator[Transport]:
        """Open the transport of the settings (the installation's, unless others are given)."""
        chosen = settings or self.installation.transport
        transport: Transport = _plugin(transports, "TRANSPORT", chosen, "transport").open(chosen)
        try:
            yield transport
        finally:
            transport.close()

    @contextmanager
    def mailbox(self) -> Iterator[Mailbox]:
        """Open the mailbox that takes the returns."""
        chosen = self.installation.mailbox
        mailbox: Mailbox = _plugin(mailboxes, "MAILBOX", chosen, "mailbox").open(chosen)
        try:
            yield mailbox
        finally:
            mailbox.close()

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Open the child process that reads workbooks; it starts with the first one."""
        reader = Reader()
        try:
            yield reader
        finally:
            reader.close()


def _plugin(package: Any, attribute: str, settings: Mapping[str, Any], section: str) -> Any:
    plugins = keyed(discover(package, attribute), lambda plugin: [plugin.name], section)
    kind = settings.get("kind")
    if kind not in plugins:
        said = f"The kind of {section} is not set." if kind is None else f"There is no {section} of the kind {kind!r}."
        raise ConfigurationError(said, where=f"counterfoil.toml [{section}] kind", remedy=f"Known: {', '.join(plugins)}.")
    return plugins[kind]


@contextmanager
def open_service(installation: Installation, tell: Callable[[str], None] = lambda _: None) -> Iterator[Service]:
    """Open the store of an installation, and close it at the end."""
    store = Store(installation.database_url, installation.archive)
    try:
        yield Service(installation, store, tell)
    finally:
        store.close()
