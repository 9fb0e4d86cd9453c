"""The one place that names concrete adapters: transports, mailboxes, the store and the reader are put together here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from domain.errors import ConfigurationError
from domain.plugins import discover, keyed
from domain.ports import Mailbox, Transport
from intake import mailboxes
from mailer import transports
from service.config import Installation
from service.folder import Folder
from store import Store
from workbooks.annotate import Mark, Notice, Place
from workbooks.cells import CellValue
from workbooks.reader import Opened, Reader


@dataclass(frozen=True, slots=True)
class Unlocking:
    """A reader that tries the passwords of the installation on encrypted workbooks."""

    reader: Reader
    passwords: tuple[str, ...] = field(repr=False)

    def open(self, data: bytes, name: str) -> tuple[Opened, ...]:
        """Open a file (see `workbooks.reader.Reader.open`)."""
        return self.reader.open(data, name, self.passwords)

    def annotate(self, data: bytes, marks: Sequence[Mark], notice: Notice) -> bytes:
        """Mark cells of a file (see `workbooks.reader.Reader.annotate`)."""
        return self.reader.annotate(data, marks, notice)

    def fill(self, data: bytes, values: Mapping[Place, CellValue]) -> bytes:
        """Fill cells of a file (see `workbooks.reader.Reader.fill`)."""
        return self.reader.fill(data, values)


@dataclass
class Service:
    """An open installation. `stopping` is set when the letter or message in hand shall be the last; `tell` takes progress for a person.

    `applied` holds each study's files in force with their hashes (see `service.running.running`).
    """

    installation: Installation
    store: Store
    tell: Callable[[str], None] = lambda _: None
    stopping: threading.Event = field(default_factory=threading.Event)
    applied: dict[str, tuple[Mapping[str, str], Folder]] = field(default_factory=dict)

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
    def reader(self) -> Iterator[Unlocking]:
        """Open the child process that reads workbooks; it starts with the first one."""
        with Reader() as reader:
            yield Unlocking(reader, self.installation.passwords)


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
