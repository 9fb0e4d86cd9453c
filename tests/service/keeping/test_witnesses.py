"""A whole folder of another day is put back, the dispatch book with it: the mailbox alone knows what came in and left since."""

from __future__ import annotations

import imaplib
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.servers import Servers
from domain.case import CaseKind, Decision
from domain.errors import ConfigurationError
from service.cases.waiting import waiting
from service.deciding.held import decide
from service.installation import config
from service.mailings.addressed import send_addressed
from service.mailings.send_now import send_now
from service.mailings.shares import MailingTo
from service.operation import doctor
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.sending.in_doubt import Settling, settle_all
from service.sending.retrying import Chosen, retry
from service.wiring import open_service
from settings import private
from tests.servers import HOST
from tests.service.correspondence import STUDY
from tests.service.installed import letters, make, write_settings
from tests.service.sending.test_silent_relay import until

COPIES, BOX = "sent@agency.example", "returns@itu.example"
ORGANISATIONS = 3


@dataclass(frozen=True)
class House:
    """An installation that sends to and collects from real servers, and copies of its whole folder."""

    home: Path
    servers: Servers
    now: datetime = field(default_factory=lambda: datetime.now(UTC))  # What the mailbox dates goes by the real clock.

    def send(self, mailing: str, minutes: int) -> list[str]:
        """Send a mailing by hand, and return the problems."""
        with open_service(config.load(self.home, {})) as service:
            return send_now(service, STUDY, mailing, self.now + timedelta(minutes=minutes), by="staff").problems

    def tick(self, minutes: int) -> list[str]:
        """Let it do what is due, and return the problems."""
        with open_service(config.load(self.home, {})) as service:
            return tick(service, self.now + timedelta(minutes=minutes)).problems

    def decide(self, what: str, minutes: int) -> None:
        """Let a person decide how sending goes on."""
        with open_service(config.load(self.home, {})) as service:
            with service.store.reading() as tx:
                (case,) = (one for one in waiting(tx) if one.kind is CaseKind.RESTORED)
            decide(
                service,
                Deciding(case=str(case.id), what=what, by="staff", note="Nothing else left."),
                self.now + timedelta(minutes=minutes),
            )

    def got(self) -> Counter[str]:
        """Return how many letters each organisation got."""
        return Counter({f"ORG{n:03d}": len(self.servers.mail_for(f"person{n}@member{n}.example")) for n in range(ORGANISATIONS)})

    def keep(self, copy: Path) -> None:
        """Copy the whole folder."""
        shutil.copytree(self.home, copy)

    def put_back(self, copy: Path) -> None:
        """Put back the whole folder."""
        shutil.rmtree(self.home)
        shutil.copytree(copy, self.home)


@contextmanager
def house(tmp_path: Path, *, copies: bool) -> Iterator[House]:
    """Give an installation; with `copies`, a box gets a copy of each letter."""
    home = tmp_path / "home"
    make(home, ORGANISATIONS)
    with Servers(tmp_path / "servers", intake=[COPIES if copies else BOX]) as servers:
        private.write(home / "box.secret", servers.password.encode())
        smtp = f'kind = "smtp"\nhost = "{HOST}"\nport = {servers.smtp_port}\nsecurity = "none"\n' + (f'bcc = "{COPIES}"' if copies else "")
        imap = f'kind = "imap"\nhost = "{HOST}"\nport = {servers.imap_port}\nsecurity = "none"\nuser = "{servers.user}"\n'
        imap += 'password_file = "box.secret"'
        maildir = f'kind = "maildir"\npath = "{home / "inbox"}"'
        write_settings(home, {"transport": smtp, "mailbox": maildir, "sent": imap} if copies else {"transport": smtp, "mailbox": imap})
        yield House(home, servers)


def test_copies_of_what_left_tell_an_older_store(tmp_path: Path) -> None:
    """The whole folder of another day is put back, and copies of letters lie in the folder of sent mail: It sends nothing.

    What has a copy counts as sent once a person lets it go on, and keeps the Message-ID that it had.
    """
    with house(tmp_path, copies=True) as found:
        found.keep(tmp_path / "copy")
        assert found.send("circular", 0) == []
        before = {one.address: one.tag for one in letters(found.home)}
        until(lambda: set(found.got().values()) == {1})
        found.put_back(tmp_path / "copy")
        with pytest.raises(ConfigurationError, match=r"copies of letters that this store has not sent.*circular to ORG000, ORG001, ORG002"):
            found.send("circular", 5)
        with open_service(config.load(found.home, {})) as service:
            (told,) = (one for one in doctor.examine(service, found.now) if one.what == "dispatch book")
            assert not told.well
        found.decide("resume", 6)
        found.send("circular", 7)
        assert {one.address: one.tag for one in letters(found.home)} == before
        assert {one.state.value for one in letters(found.home)} == {"sent"}
        assert found.send("questionnaire", 8) == []
        until(lambda: set(found.got().values()) == {2})


def test_an_older_store_neither_plans_nor_retries(tmp_path: Path) -> None:
    """What a person sends by name, or once more, is refused before anything is planned: the mailbox is asked first."""
    with house(tmp_path, copies=True) as found:
        found.keep(tmp_path / "copy")
        assert found.send("circular", 0) == []
        until(lambda: set(found.got().values()) == {1})
        found.put_back(tmp_path / "copy")
        with (
            open_service(config.load(found.home, {})) as service,
            pytest.raises(ConfigurationError, match="an older copy was put back"),
        ):
            send_addressed(service, STUDY, MailingTo(mailing="circular", to=("ORG001",), by="staff"), found.now + timedelta(minutes=5))
        assert letters(found.home) == ()
        found.put_back(tmp_path / "copy")
        with (
            open_service(config.load(found.home, {})) as service,
            pytest.raises(ConfigurationError, match="an older copy was put back"),
        ):
            retry(service, Chosen(study=STUDY), found.now + timedelta(minutes=5), by="staff")


def test_what_was_taken_in_tells_an_older_store(tmp_path: Path) -> None:
    """The whole folder of another day is put back, and in the mailbox lies what the store never took in: Nothing is sent.

    What may have left comes into doubt once a person says so, and nothing is sent twice.
    """
    with house(tmp_path, copies=False) as found:
        assert found.send("circular", -10) == []
        found.keep(tmp_path / "copy")
        assert found.send("questionnaire", -5) == []
        until(lambda: set(found.got().values()) == {2})
        found.servers.deliver(b"From: person0@member0.example\r\nSubject: Thanks\r\n\r\nThank you.\r\n", mail_from="", rcpt_to=BOX)
        until(lambda: _messages(found.servers, "INBOX") == 1)
        found.tick(1)
        assert _messages(found.servers, "Counterfoil") == 1
        found.put_back(tmp_path / "copy")
        with pytest.raises(ConfigurationError, match=r"lies 1 message from .* of which this store knows nothing"):
            found.send("questionnaire", 5)
        found.decide("doubt", 6)
        found.send("questionnaire", 7)
        with open_service(config.load(found.home, {})) as service:
            settled = settle_all(service, Settling(what=Decision.ARRIVED, by="staff"), found.now + timedelta(minutes=8))
        assert settled.arrived >= ORGANISATIONS
        assert set(found.got().values()) == {2}


def test_what_it_took_in_itself_is_no_alarm(tmp_path: Path) -> None:
    """Nor does a new store mind what an earlier installation has left in the mailbox."""
    with house(tmp_path, copies=False) as found:
        with imaplib.IMAP4(HOST, found.servers.imap_port, timeout=30) as box:
            box.login(found.servers.user, found.servers.password)
            box.create("Counterfoil")
            box.append("Counterfoil", "", '"01-Mar-2020 10:00:00 +0000"', b"Subject: of an earlier year\r\n\r\nYes.\r\n")
        assert found.send("circular", 0) == []
        found.servers.deliver(b"From: person0@member0.example\r\nSubject: Thanks\r\n\r\nThank you.\r\n", mail_from="", rcpt_to=BOX)
        until(lambda: _messages(found.servers, "INBOX") == 1)
        for minutes in (1, 2, 3):
            found.tick(minutes)
            with open_service(config.load(found.home, {})) as service, service.store.reading() as tx:
                assert [one for one in waiting(tx) if one.kind is CaseKind.RESTORED] == []


def test_mail_that_another_installation_took_is_named_however_much_was_sent_since(tmp_path: Path) -> None:
    """A second installation at the same mailbox files answers that this store never sees: the doctor asks for them, once for all."""
    with house(tmp_path, copies=False) as found:
        assert found.send("circular", 0) == []
        _arrives(found, "Mine")
        found.tick(1)
        found.keep(tmp_path / "second")
        _arrives(found, "Theirs")
        second = House(tmp_path / "second", found.servers, found.now)
        second.tick(2)
        _arrives(found, "Mine again")
        found.tick(3)
        assert found.send("questionnaire", 4) == []
        told = _mailbox_line(found)
        assert not told.well
        assert "1" in told.found
        assert "never took in" in told.found
        assert "INBOX" in told.found
        with imaplib.IMAP4(HOST, found.servers.imap_port, timeout=30) as box:
            box.login(found.servers.user, found.servers.password)
            box.select("Counterfoil")
            box.copy("1:*", "INBOX")
        found.tick(5)
        assert _mailbox_line(found).well


def test_what_another_installation_took_in_the_same_second_is_named(tmp_path: Path) -> None:
    """A mailbox dates what comes by the second: the first message of this store and that of another may bear one date."""
    with house(tmp_path, copies=False) as found:
        assert found.send("circular", 0) == []
        _arrives(found, "Mine")
        found.tick(1)
        with imaplib.IMAP4(HOST, found.servers.imap_port, timeout=30) as box:
            box.login(found.servers.user, found.servers.password)
            box.select("Counterfoil", readonly=True)
            _, data = box.fetch("1", "(INTERNALDATE)")
            came = re.search(rb'INTERNALDATE ("[^"]+")', data[0] if isinstance(data[0], bytes) else b"")
            assert came is not None
            box.append("Counterfoil", "", came[1].decode("ascii"), b"Subject: Theirs\r\n\r\nThank you.\r\n")
        assert not _mailbox_line(found).well


def test_what_an_earlier_installation_left_is_not_asked_for(tmp_path: Path) -> None:
    """It came before the first message that this store took in."""
    with house(tmp_path, copies=False) as found:
        with imaplib.IMAP4(HOST, found.servers.imap_port, timeout=30) as box:
            box.login(found.servers.user, found.servers.password)
            box.create("Counterfoil")
            box.append("Counterfoil", "", '"01-Mar-2020 10:00:00 +0000"', b"Subject: of an earlier year\r\n\r\nYes.\r\n")
        assert _mailbox_line(found).well
        assert found.send("circular", 0) == []
        _arrives(found, "Mine")
        found.tick(1)
        assert _mailbox_line(found).well


def _arrives(found: House, subject: str) -> None:
    raw = f"From: person0@member0.example\r\nSubject: {subject}\r\n\r\nThank you.\r\n".encode()
    found.servers.deliver(raw, mail_from="", rcpt_to=BOX)
    until(lambda: _messages(found.servers, "INBOX") == 1)


def _mailbox_line(found: House) -> doctor.CheckResult:
    with open_service(config.load(found.home, {})) as service:
        (line,) = (one for one in doctor.examine(service, found.now) if one.what == "mailbox")
    return line


def _messages(servers: Servers, folder: str) -> int:
    with imaplib.IMAP4(HOST, servers.imap_port, timeout=30) as box:
        box.login(servers.user, servers.password)
        status, data = box.select(folder, readonly=True)
        return int(data[0] or b"0") if status == "OK" else 0
