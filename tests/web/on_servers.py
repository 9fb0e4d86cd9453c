"""The offices of stories on mail servers that run: letters leave by SMTP, and what people write comes by SMTP into a mailbox of IMAP."""

from __future__ import annotations

import email
import email.policy
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from demo.servers import Servers
from service.collecting.collect import collect
from service.installation import config
from service.operation import tick as service_tick
from service.sending.tick_report import TickReport
from service.wiring import Service, open_service
from store import messages
from tests.service.installed import connect
from tests.service.office import Office, Template

T = TypeVar("T")
RETURNS = ("cybercrime.study@unodc.example", "water@agency.example")
_CRLF = email.policy.SMTPUTF8


class PostedOffice(Office):
    """An office to which people write by their own mail servers."""

    def __init__(self, kept: Template, service: Service, servers: Servers) -> None:
        super().__init__(kept, service)
        self.servers = servers

    def deliver(self, raw: bytes) -> int:
        """Send a message to the mailbox, let it be taken in, and return its number."""
        self.later()
        post(self.servers, raw)
        assert collect(self.service, self.now).new == 1
        with self.service.store.reading() as tx:
            return messages.in_states(tx, ["done", "failed"])[-1].id


def beside(act: Callable[[], T]) -> T:
    """Do something in a thread of its own, as the service does it: a browser that is led from this one has its loop here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act).result()


def tick(service: Service, now: datetime) -> TickReport:
    """Let the service do what is due."""
    return beside(partial(service_tick.tick, service, now))


def post(servers: Servers, raw: bytes) -> None:
    """Hand a message to the mail server, as that of its author does."""
    mail = email.message_from_bytes(raw, policy=_CRLF)
    servers.deliver(mail.as_bytes(policy=_CRLF), mail_from=mail["From"].addresses[0].addr_spec, rcpt_to=mail["To"].addresses[0].addr_spec)


@contextmanager
def mail_servers(folder: Path) -> Iterator[Servers]:
    """Run both servers; what is sent to a study lies in the mailbox."""
    with Servers(folder / "servers", intake=RETURNS) as servers:
        yield servers


@contextmanager
def posted(kept: Template, folder: Path) -> Iterator[PostedOffice]:
    """Give a copy of the installation at work that sends and collects by mail servers that run."""
    home = folder / "installation"
    shutil.copytree(kept.home, home)
    with mail_servers(folder) as servers:
        connect(home, servers)
        with open_service(config.load(home, {})) as service:
            yield PostedOffice(kept, service, servers)
