"""The one place that names concrete adapters: transports, mailboxes, the store and the cage are put together here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from cage.cage import Cage
from cage.walls import hide
from domain.errors import ConfigurationError
from domain.ports import Mailbox, Transport
from domain.process.garbage import collect_seldom
from domain.study import DEFAULT
from intake.understanding.modules import MODULES
from service.contacts.known_files import KnownFiles
from service.installation import plugins
from service.installation.config import Installation
from service.installation.passwords import Passwords
from service.installation.plugins import Intake, Secrets
from service.keeping.made_anew import refuse_lost
from service.keeping.uncarried import refuse_uncarried
from service.personal.forgetting import catch_up
from service.process.reckoner import Reckoner
from service.quality.known_figures import KnownFigures
from service.studies.folder import Folder
from service.studies.versions import spoken, words_of
from store import Store, generation, read_over
from store.answers.versions import tell_versions
from store.database.faults import MOVED_DO


@dataclass(kw_only=True)
class Service:
    """An open installation. `stopping` is set when the letter or message in hand shall be the last; `tell` takes progress for a person.

    Where a person asked for something, it `waits` for a process that does the same just now (see `service.process.awaited`).
    `cage` is where hostile bytes are read (see `service.process.caged`); its zygote starts when it is first needed, and outlives
    every tick. `swept_at` is when the archive was swept last (see `service.collecting.collect`), and `looked_outside` says that the mailbox
    was asked once whether the store knows of all that came in and left (see `service.keeping.witnesses`).
    `applied` holds each study's files in force with their hashes (see `service.studies.running.running`), and
    `versions` the union of all that were (see `service.studies.versions.versions`), `reports` their last reports, and `figures` those
    that a page shows (see `service.quality.report_for_pages`), which the `reckoner` works out;
    `read_files` are files of contacts that somebody looks at (see `service.contacts.lists.load_file`).
    """

    installation: Installation
    store: Store
    tell: Callable[[str], None] = lambda _: None
    stopping: threading.Event = field(default_factory=threading.Event)
    waits: bool = False
    cage: Cage = field(default_factory=lambda: Cage(MODULES))
    applied: dict[str, tuple[Mapping[str, str], Folder]] = field(default_factory=dict)
    versions: dict[str, tuple[object, Any]] = field(default_factory=dict)
    reports: dict[str, tuple[object, Any]] = field(default_factory=dict)
    figures: KnownFigures = field(default_factory=KnownFigures)
    reckoner: Reckoner = field(default_factory=Reckoner)
    read_files: KnownFiles = field(default_factory=KnownFiles)
    looked_outside: bool = False
    swept_at: datetime | None = None

    @contextmanager
    def transport(self, name: str = DEFAULT, settings: Mapping[str, Any] | None = None) -> Iterator[Transport]:
        """Open the transport of this name, or one of other `settings`; ConfigurationError where there is none of this name."""
        chosen = plugins.transport(settings, Secrets(Passwords(self.installation.root, {}, ""))) if settings else self._chosen(name)
        with closing(chosen()) as transport:
            yield transport

    def _chosen(self, name: str) -> Callable[[], Transport]:
        chosen = self.installation.transport if name == DEFAULT else self.installation.transports.get(name)
        if chosen is None:
            raise _not_set("transport" if name == DEFAULT else f"transports.{name}", "smtp")
        return chosen

    @contextmanager
    def mailbox(self, intake: Intake | None = None) -> Iterator[Mailbox]:
        """Open a folder that takes returns; without an `intake` the first one."""
        chosen = intake or next(iter(self.installation.intakes), None)
        if chosen is None:
            raise _not_set("mailbox", "imap")
        with closing(chosen.open()) as mailbox:
            yield mailbox

    @contextmanager
    def sent(self) -> Iterator[Mailbox]:
        """Open the folder, or the box, in which copies of what was sent lie."""
        if self.installation.sent is None:
            remedy = (
                'Write a table: [sent] with folder = "Sent", where the mailbox keeps sent mail; or with kind = "imap" and the box of bcc.'
            )
            raise ConfigurationError("No folder of sent mail is set.", where="counterfoil.toml [sent]", remedy=remedy)
        with closing(self.installation.sent()) as mailbox:
            yield mailbox


def _not_set(section: str, kind: str) -> ConfigurationError:
    remedy = f'Write a table: [{section}] with kind = "{kind}". The settings of a new installation (`counterfoil init DIR`) show one.'
    what = section.replace("transports.", "transport ")
    return ConfigurationError(f"The {what} is not set.", where=f"counterfoil.toml [{section}]", remedy=remedy)


@contextmanager
def open_service(
    installation: Installation, tell: Callable[[str], None] = lambda _: None, *, does: str = "", carries: bool = False
) -> Iterator[Service]:
    """Open the store of an installation, and close it and the cage at the end. An older copy of the store forgets again who was erased.

    `does` is what this process does, for those who look after the database. Whoever `carries` the archive into its bucket alone may open
    a store of which it still lies in the folder.
    """
    hide()
    collect_seldom()
    store = Store(
        installation.database_url,
        installation.archive,
        installation.bucket,
        installation.database_called,
        anew=lambda new: refuse_lost(new, tell),
        does=does,
    )
    service = Service(installation=installation, store=store, tell=tell)
    store.speak(partial(words_of, service))
    tell_versions(store, partial(spoken, service))
    try:
        _refuse_moved(store, installation)
        if not carries:
            refuse_uncarried(store)
        catch_up(store)
        yield service
    finally:
        read_over.remember(store.archive)
        service.reckoner.close()
        service.cage.close()
        store.close()


def _refuse_moved(store: Store, installation: Installation) -> None:
    """Raise ConfigurationError where the store was moved: what is done here would be known to nobody who works with the other."""
    with store.reading() as tx:
        if moved := generation.moved(tx):
            remedy = MOVED_DO.format(called=installation.database_called)
            raise ConfigurationError(f"This store was moved {moved}.", where=store.address, remedy=remedy)
