"""An installation of the sample study with a few contacts, made by the program's own verbs, and what its store says afterwards."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from demo.servers import Servers
from domain.letter import DeliveryState, Letter
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE, install
from service.wiring import open_service
from settings import private
from store import Store, outbox

LIST = "itu-d-sector-members"
ZONE = ZoneInfo("Europe/Vienna")
CONNECTIONS = 4


def at(month_day: str, hour: int = 10) -> datetime:
    """Return an instant of the sample study's year, five minutes past the hour."""
    return datetime.fromisoformat(f"2012-{month_day}T{hour:02d}:05:00").replace(tzinfo=ZONE)


def contacts_csv(organisations: int) -> bytes:
    """Return a contact file with that many organisations of one contact each, in English and French."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["code", "organisation", "country", "region", "language", "role", "name", "address", "salutation"])
    for number in range(organisations):
        language = ("en", "fr")[number % 2]
        plain = [f"ORG{number:03d}", f"Organisation {number}", "AT", "Europe", language, "to", f"Person {number}"]
        writer.writerow([*plain, f"person{number}@member{number}.example", f"Dear Person {number}"])
    return buffer.getvalue().encode()


def make(home: Path, organisations: int, url: str = "") -> None:
    """Make an installation in `home` whose study was applied, with letters that would go into a Maildir; `url` names another database."""
    install(home)
    file = home / "people.csv"
    file.write_bytes(contacts_csv(organisations))
    maildirs(home)
    with open_service(config.load(home, {"COUNTERFOIL_DATABASE_URL": url})) as service:
        load_file(service, file, LIST, {}, store=True)
        apply(service, SAMPLE, at("02-01"), by="staff")


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def let_the_circular_be_due(home: Path, now: datetime) -> None:
    """Move the study to the present: its circular was due a moment ago, the other mailings and the weekly digest are to come."""
    file = home / "studies" / SAMPLE / "study.toml"
    dates = iter([now - timedelta(minutes=1), *(now + timedelta(days=10 * number) for number in (1, 2, 3))])
    text = re.sub(r"^at = \S+", lambda _: f"at = {next(dates):%Y-%m-%dT%H:%M:%S}", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = re.sub(r"^deadline = \S+", f"deadline = {now + timedelta(days=40):%Y-%m-%d}", text, flags=re.MULTILINE)
    # On Monday mornings the digest of the sample would be a letter more than tests count.
    text = text.replace('"0 8 * * mon"', f'"0 8 * * {_DAYS[(now + timedelta(days=3)).weekday()]}"')
    file.write_text(text, encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, now, by="staff")


def maildirs(home: Path) -> None:
    """Let an installation send into a Maildir and collect from another."""
    (home / "inbox" / "new").mkdir(parents=True, exist_ok=True)
    (home / "inbox" / "cur").mkdir(exist_ok=True)
    sections = {"transport": f'kind = "maildir"\npath = "{home / "out"}"', "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'}
    write_settings(home, sections)


def connect(home: Path, servers: Servers, connections: int = CONNECTIONS) -> None:
    """Let an installation send to and collect from these servers."""
    private.write(home / "imap.secret", servers.password.encode())
    common = f'host = "{servers.host}"\nsecurity = "none"'
    transport = f'kind = "smtp"\nport = {servers.smtp_port}\nconnections = {connections}\n{common}'
    mailbox = f'kind = "imap"\nport = {servers.imap_port}\nuser = "{servers.user}"\npassword_file = "imap.secret"\n{common}'
    write_settings(home, {"transport": transport, "mailbox": mailbox})


def write_settings(home: Path, sections: Mapping[str, str]) -> None:
    """Write the settings' file anew."""
    (home / config.FILE).write_text("".join(f"[{name}]\n{lines}\n" for name, lines in sections.items()))


def letters(home: Path) -> tuple[Letter, ...]:
    """Return every letter that the installation's outbox ever had."""
    store = open_store(home)
    try:
        with store.reading() as tx:
            return outbox.in_states(tx, list(DeliveryState))
    finally:
        store.close()


def open_store(home: Path) -> Store:
    """Open an installation's store; the caller closes it."""
    found = config.load(home, {})
    return Store(found.database_url, found.archive)
