"""A study whose organisations all have their address at one domain, as one who speaks for all, before a server that is believed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from pathlib import Path

from demo import respondents
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE, install
from service.operation.tick import tick
from service.wiring import open_service
from tests.service.installed import LIST, at, contacts_csv, maildirs
from tests.service.office import Office, Template

ORGANISATIONS = 8
SERVER, BOX = "mx.unodc.example", "cybercrime.study@unodc.example"
FOCAL = "focal@group.example"
AUTHENTICATED = f"{SERVER}; dmarc=pass header.from=group.example"


def member(number: int) -> str:
    """Return the address of the contact of an organisation."""
    return f"person{number}@group.example"


def template(home: Path) -> Template:
    """Make the installation, and let it send its circular and its questionnaire."""
    install(home)
    csv = contacts_csv(ORGANISATIONS).decode()
    for number in range(ORGANISATIONS):
        csv = csv.replace(f"person{number}@member{number}.example", member(number))
    focal = "".join(
        f"ORG{number:03d};Organisation {number};AT;Europe;en;cc;Focal;{FOCAL};Dear colleague\n" for number in range(ORGANISATIONS)
    )
    (home / "people.csv").write_text(csv + focal, encoding="utf-8")
    _believe(home)
    with open_service(config.load(home, {})) as service:
        load_file(service, home / "people.csv", LIST, {}, store=True)
        apply(service, SAMPLE, at("02-01"), by="staff")
        tick(service, at("02-10"))
        tick(service, at("02-20"))
    letters = [respondents.open_letter(path) for path in sorted((home / "out" / "new").iterdir())]
    by_address = {letter.to: letter for letter in letters if letter.workbook}
    return Template(home, tuple(by_address[member(number)] for number in range(ORGANISATIONS)))


def _believe(home: Path) -> None:
    maildirs(home)
    settings = home / config.FILE
    believed = f'[mailbox]\nauthserv_ids = ["{SERVER}"]\n'
    settings.write_text(settings.read_text(encoding="utf-8").replace("[mailbox]\n", believed), encoding="utf-8")


@contextmanager
def opened(kept: Template, folder: Path) -> Iterator[Office]:
    """Give a copy of the installation at work in `folder`."""
    home = folder / "installation"
    shutil.copytree(kept.home, home)
    _believe(home)
    with open_service(config.load(home, {})) as service:
        yield Office(kept, service)


def mail(sender: str, text: str, *files: tuple[str, bytes], **headers: str) -> bytes:
    """Return a message with these headers (`_` for `-`), which stand on top of it, as a server on its way put them there."""
    message = EmailMessage()
    for name, value in headers.items():
        message[name.replace("_", "-").title()] = value
    message["From"] = sender
    if "to" not in headers:
        message["To"] = BOX
    if "subject" not in headers:
        message["Subject"] = "Study"
    message.set_content(text)
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes(policy=policy.SMTPUTF8)
