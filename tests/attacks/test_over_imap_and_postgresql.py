"""The same attacks where an installation has a mailbox over IMAP and its data in PostgreSQL, as agencies have.

A stranger sends ten copies of one workbook and a report that names every contact; a forger writes in a contact's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.servers import Servers
from service.installation import config
from service.wiring import open_service
from tests.attacks.books import guessed
from tests.attacks.border import NAME, Border, verdict
from tests.attacks.reports import dsn
from tests.attacks.scene import BOX, EVIL, ORGANISATIONS, Scene, at_work, person
from tests.service.installed import write_settings
from tests.store.conftest import postgresql, url

__all__ = ["postgresql", "url"]


class OverImap(Scene):
    """The study at work, before it a mail server that delivers into a mailbox of IMAP."""

    servers: Servers

    def post(self, raw: bytes, mail_from: str, host: str, to: str = BOX) -> None:
        """Hand a message over; the border wrote what it found on top of it."""
        results = f"Authentication-Results: {NAME}; {verdict(raw, mail_from, host)}\r\n".encode()
        self.servers.deliver(results + raw, mail_from=mail_from, rcpt_to=to)


@pytest.fixture
def imap(url: str, tmp_path: Path) -> Iterator[OverImap]:
    """Make the installation anew on this database, and let it collect over IMAP."""
    home = tmp_path / "installation"
    kept = at_work(home, url)
    with Servers(tmp_path / "servers", intake=[BOX]) as servers:
        (home / "imap.secret").write_text(servers.password)
        (home / "imap.secret").chmod(0o600)
        mailbox = (
            f'kind = "imap"\nhost = "{servers.host}"\nport = {servers.imap_port}\nuser = "{servers.user}"\n'
            f'password_file = "imap.secret"\nsecurity = "none"\nauthserv_ids = ["{NAME}"]'
        )
        write_settings(home, {"transport": f'kind = "maildir"\npath = "{home / "out"}"', "mailbox": mailbox})
        with open_service(config.load(home, {"COUNTERFOIL_DATABASE_URL": url})) as service:
            scene = OverImap(kept, service, Border(), 0)
            scene.servers = servers
            scene.left()
            yield scene
            scene.check()


def test_forgeries_come_to_nothing_there_too(imap: OverImap) -> None:
    """Nothing counts, nobody is suppressed, and everybody is reminded."""
    copies = [(f"{guessed(number)}.xlsx", imap.tokenless(number, employees=1)) for number in range(10)]
    imap.post(imap.compose("helper@evil.example", *copies), "helper@evil.example", EVIL)
    imap.post(imap.compose(person(12), (f"{guessed(12)}.xlsx", imap.tokenless(12, employees=1))), "x@evil.example", EVIL)
    imap.post(dsn([person(number) for number in range(ORGANISATIONS)]), "", EVIL)
    imap.post(imap.compose(person(11), text="unsubscribe"), "x@evil.example", EVIL)
    imap.take_in()
    imap.untouched()


def test_honest_mail_goes_through_there_too(imap: OverImap) -> None:
    """A colleague with the token, a contact without it, and a genuine bounce."""
    imap.reply(5, "colleague@freemail.example", ("answers.xlsx", imap.workbook(5, employees=505)))
    imap.write(person(6), (f"{guessed(6)}.xlsx", imap.tokenless(6, employees=606)))
    to = imap.letter(7).return_path
    imap.post(dsn([person(7)], to=to), "", "mail.member7.example", to)
    imap.take_in()
    assert imap.answers() == {5: 505, 6: 606}
    assert imap.suppressed() == {person(7)}
