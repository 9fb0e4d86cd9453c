"""An installation with two agencies: each sends through a relay of its own, and both have a mailing in the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.letter import DeliveryState
from service.authoring.drafts import apply
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.plan import put_out
from service.studies.running import require_running
from service.wiring import Service, open_service
from store.cases.decisions import rule
from tests.mailer.smtp_stage import Stage, stage
from tests.service.installed import at, letters, make, write_settings
from tests.service.preparing import prepared_letters
from tests.service.refusing import Server

NAME = "unodc"  # The sender of the questionnaire, and the transport that it names; the circular's sender names none.
NOW = at("02-20")
BOTH = ("circular", "questionnaire")


def smtp(port: int, connections: int = 2) -> str:
    """Return the settings of a server on this machine."""
    return f'kind = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nconnections = {connections}'


def choose_transport(home: Path, name: str = NAME) -> None:
    """Let the questionnaire's sender name a transport."""
    file = home / "studies" / SAMPLE / "study.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(f"[senders.{NAME}]", f'[senders.{NAME}]\ntransport = "{name}"'), encoding="utf-8")


def settle_on(home: Path, default: str, named: str) -> None:
    """Write settings with a default transport and one with a name, and apply the study that names it."""
    mailbox = f'kind = "maildir"\npath = "{home / "inbox"}"'
    write_settings(home, {"transport": default, f"transports.{NAME}": named, "mailbox": mailbox})
    choose_transport(home)
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, at("02-01"), by="staff")


def put_out_both(service: Service) -> None:
    """Put the mailings of both senders into the outbox."""
    for name in BOTH:
        with service.store.reading() as tx:
            running = require_running(service, tx, SAMPLE)
        prepared = prepared_letters(service, running, running.study.mailing(name), NOW)
        with service.store.transaction() as tx:
            put_out(tx, running, prepared, rule("test"), NOW)


@contextmanager
def two_agencies(home: Path, first: Server, second: Server, organisations: int = 12) -> Iterator[tuple[Service, Stage, Stage]]:
    """Open an installation whose circular goes to the first server and whose questionnaire to the second; both are due."""
    make(home, organisations)
    with stage(first.answer) as one, stage(second.answer) as other:
        settle_on(home, smtp(one.port), smtp(other.port, connections=3))
        with open_service(config.load(home, {})) as service:
            put_out_both(service)
            yield service, one, other


def states_of(home: Path, mailing: str) -> set[DeliveryState]:
    """Return the states of the letters of a mailing."""
    return {one.state for one in letters(home) if one.mailing == mailing}
