"""An installation with one case that waits, and a coordinator who wants each case at once and answers by mail."""

from __future__ import annotations

import email
import email.policy
import itertools
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from service.authoring.drafts import apply
from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.wiring import Service, open_service
from store import holds, outbox
from store.cases.holds import Held
from tests.service.installed import at, make, write_settings

COORDINATOR = "thomas.aubert@itu.example"
SERVER = "mx.agency.example"
DAY = at("02-21")
_NUMBERS = itertools.count(1)
_TABLE = f'address = "{COORDINATOR}"\n'


def with_a_case(home: Path, *, believed: bool = True, wrote: str = "We will not participate in this study.") -> None:
    """Make the installation; an organisation wrote what asks for a decision, and the notice of that case has left."""
    make(home, 1)
    more = f'\nauthserv_ids = ["{SERVER}"]' if believed else ""
    mailbox = f'kind = "maildir"\npath = "{home / "inbox"}"{more}'
    write_settings(home, {"transport": f'kind = "maildir"\npath = "{home / "out"}"', "mailbox": mailbox})
    file = home / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(_TABLE, f'{_TABLE}cases = "at_once"\n'), encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, at("02-01"), by="staff")
        tick(service, at("02-10"))
        tick(service, at("02-20"))
        letter = next(one for one in written(home) if one["Reply-To"] and "+r" in one["Reply-To"])
        post(home, "person0@member0.example", letter["Reply-To"], wrote)
        tick(service, DAY)


def written(home: Path) -> list[EmailMessage]:
    """Return the letters that left, oldest first."""
    files = sorted((home / "out" / "new").iterdir(), key=lambda one: int(one.name.partition(".")[0]))
    return [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in files]


def about_cases(home: Path) -> list[EmailMessage]:
    """Return the letters about cases that left, oldest first."""
    return [one for one in written(home) if one["To"] and COORDINATOR in one["To"] and "ase 1" in one["Subject"]]


def post(home: Path, sender: str, to: str, text: str, **more: str) -> None:
    """Put a message into the mailbox, with the word of the agency's mail server that its author is genuine."""
    number = next(_NUMBERS)
    (home / "inbox" / "new" / f"{number:06d}.posted").write_bytes(_message(number, sender, to, text, more))


def _message(number: int, sender: str, to: str, text: str, more: Mapping[str, str]) -> bytes:
    mail = EmailMessage()
    vouched = f"{SERVER}; dmarc=pass header.from={sender.rpartition('@')[2]}"
    usual = {"From": sender, "To": to, "Subject": "Re: your letter", "Message-ID": f"<{number}@posted.example>"}
    for name, value in {"Authentication-Results": vouched, **usual, **more}.items():
        mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


def take_in(home: Path, now: datetime) -> list[EmailMessage]:
    """Let the program do what is due, and return the letters about cases that came of it."""
    before = len(about_cases(home))
    with open_service(config.load(home, {})) as service:
        assert not tick(service, now).problems
    return about_cases(home)[before:]


def the_case(service: Service) -> Held:
    """Return the one case."""
    with service.store.reading() as tx:
        (found,) = holds.everything(tx)
    return found


def decided(home: Path) -> str | None:
    """Return what was decided about the case."""
    with open_service(config.load(home, {})) as service:
        return the_case(service).decision


def answers_planned(home: Path) -> int:
    """Return how many letters were ever planned that answer a coordinator about a case."""
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        return sum(one.cause.startswith("case_answer:") for one in outbox.to_addresses(tx, [COORDINATOR]))
