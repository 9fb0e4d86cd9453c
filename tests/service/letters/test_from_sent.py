"""Letters in doubt are settled by their copies: in a box that gets one of each letter, or in the folder of sent mail."""

from __future__ import annotations

import email
import imaplib
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.servers import Servers
from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from service.installation import config
from service.letters import ledger
from service.operation.tick import tick
from service.sending.in_doubt import Settled, Settling, settle_all
from service.studies.running import pause
from service.wiring import Service, open_service
from settings import private
from store import outbox
from tests.attacks.reports import dsn
from tests.mailer.smtp_stage import Talk, obliging, stage
from tests.servers import HOST, Relay, dovecot
from tests.service.correspondence import STUDY
from tests.service.installed import at, letters, maildirs, make, write_settings
from tests.service.sending.test_silent_relay import CONNECTIONS, cutting, until

COPIES = "sent@agency.example"


def settle(service: Service, what: str) -> Settled:
    """Settle by the folder of sent mail."""
    return settle_all(service, Settling(what=what, by="staff", sent=True), at("02-10", 11))


def doubt_all(service: Service) -> None:
    """Put every letter in doubt."""
    with service.store.transaction() as tx:
        for one in outbox.in_states(tx, [DeliveryState.SENT]):
            outbox.settle(tx, one.id, DeliveryState.UNCERTAIN, "The connection broke.", at("02-10"))


def test_a_box_of_copies_settles_what_the_server_took(tmp_path: Path) -> None:
    """The line is cut before the server's answer: what has a copy had been taken. In the end everybody got one letter."""
    mended = threading.Event()
    make(tmp_path / "home", 12)
    with (
        Servers(tmp_path / "servers", intake=[COPIES]) as servers,
        cutting(Relay(servers.smtp_port, tmp_path, lambda: False), mended) as port,
    ):
        common = f'kind = "imap"\nhost = "{HOST}"\nport = {servers.imap_port}\nsecurity = "none"\nuser = "{servers.user}"'
        private.write(tmp_path / "home" / "sent.secret", servers.password.encode())
        smtp = f'kind = "smtp"\nhost = "{HOST}"\nport = {port}\nsecurity = "none"\nconnections = {CONNECTIONS}\nbcc = "{COPIES}"'
        inbox = f'kind = "maildir"\npath = "{tmp_path / "home" / "inbox"}"'
        sent = f'{common}\npassword_file = "sent.secret"'
        write_settings(tmp_path / "home", {"transport": smtp, "mailbox": inbox, "sent": sent})
        with open_service(config.load(tmp_path / "home", {})) as service:
            tick(service, at("02-10"))
            doubts = [one for one in letters(tmp_path / "home") if one.state is DeliveryState.UNCERTAIN]
            assert len(doubts) >= CONNECTIONS
            until(lambda: len(servers.accepted()) == len(doubts))
            until(lambda: _copies(servers) == len(doubts))
            settled = settle(service, "resend")
            assert (settled.arrived, settled.resend, settled.in_doubt) == (len(doubts), 0, 0)
            mended.set()
            pause(service, STUDY, False, at("02-10", 11), by="staff")
            tick(service, at("02-10", 12))
        everything = letters(tmp_path / "home")
        assert {one.state for one in everything} == {DeliveryState.SENT}
        until(lambda: _copies(servers) == len(everything))
        got = Counter(one.address for one in everything for _ in servers.mail_for(one.address))
        assert set(got.values()) == {1}
        (first, *_) = servers.mail_for(everything[0].address)
        assert COPIES.encode() not in first.read_bytes()


def _copies(servers: Servers) -> int:
    with imaplib.IMAP4(HOST, servers.imap_port, timeout=30) as box:
        box.login(servers.user, servers.password)
        _, data = box.select("INBOX", readonly=True)
        return int(data[0] or b"0")


@pytest.mark.parametrize("code", [b"550 5.1.1 no such box\r\n", b"452 4.2.2 full\r\n"])
def test_a_box_of_copies_that_is_refused_keeps_no_letter_back(tmp_path: Path, code: bytes) -> None:
    """The letters leave without a copy."""

    def answer(talk: Talk, line: str) -> bytes | None:
        return code if COPIES in line else obliging(talk, line)

    make(tmp_path, 3)
    with stage(answer) as server:
        smtp = f'kind = "smtp"\nhost = "{HOST}"\nport = {server.port}\nsecurity = "none"\nbcc = "{COPIES}"'
        write_settings(tmp_path, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{tmp_path / "inbox"}"'})
        with open_service(config.load(tmp_path, {})) as service:
            assert tick(service, at("02-10")).problems == []
    assert [one.state.value for one in letters(tmp_path)] == ["sent"] * 3
    assert sum(COPIES in line for _, line in server.said) == 3


def test_a_report_about_the_box_of_copies_says_nothing_of_the_letter(tmp_path: Path) -> None:
    """A report about the box of copies: by a server without DSN, and under the tag of the letter, which stays sent."""
    make(tmp_path, 2)
    with stage(obliging) as server:
        smtp = f'kind = "smtp"\nhost = "{HOST}"\nport = {server.port}\nsecurity = "none"\nbcc = "Sent@agency.example"'
        write_settings(tmp_path, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{tmp_path / "inbox"}"'})
        with open_service(config.load(tmp_path, {})) as service:
            tick(service, at("02-10"))
            first, second = letters(tmp_path)
            for number, (letter, address) in enumerate(((first, COPIES), (second, second.address))):
                raw = dsn([address], to=f"cybercrime.study+b{letter.tag}@unodc.example")
                (tmp_path / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
            assert tick(service, at("02-10", 11)).understood == {"bounce": 2}
    assert [one.state.value for one in letters(tmp_path)] == ["sent", "bounced"]


def test_the_folder_of_sent_mail_of_dovecot(tmp_path: Path) -> None:
    """A letter in doubt has a copy in the folder of sent mail, or in the box of copies: It counts as sent.

    Here the server keeps what it took, in the account of the mailbox. A copy to somebody else, or of another letter, proves nothing.
    """
    make(tmp_path, 3)
    with open_service(config.load(tmp_path, {})) as service:
        tick(service, at("02-10"))
        doubt_all(service)
    out = [path.read_bytes() for path in sorted((tmp_path / "out" / "new").iterdir())]
    first, second, third = sorted(out, key=lambda raw: str(email.message_from_bytes(raw)["To"]))
    with dovecot(tmp_path) as imap:
        with imaplib.IMAP4(imap.host, imap.port, timeout=30) as box:
            box.login(imap.user, imap.password)
            box.create("Sent")
            box.append("Sent", "", None, first)
            box.append("Sent", "", None, second.replace(b"@member1.example", b"@else.example"))
            box.append("Sent", "", None, b"Subject: nothing\r\n\r\n" + third)
        private.write(tmp_path / "imap.secret", imap.password.encode())
        mailbox = f'kind = "imap"\nhost = "{imap.host}"\nport = {imap.port}\nsecurity = "none"\nuser = "{imap.user}"'
        tables = {"mailbox": f'{mailbox}\npassword_file = "imap.secret"', "sent": 'folder = "Sent"'}
        write_settings(tmp_path, {"transport": f'kind = "maildir"\npath = "{tmp_path / "out"}"', **tables})
        with open_service(config.load(tmp_path, {})) as service:
            settled = settle(service, "arrived")
            assert (settled.arrived, settled.in_doubt) == (1, 2)
            with service.store.reading() as tx:
                (sent,) = outbox.in_states(tx, [DeliveryState.SENT])
                assert sent.address == "person0@member0.example"
                assert outbox.attempts(tx, [sent.id])[-1].text == "A copy lies in the folder of sent mail."
                left = ledger.dispatch(service, tx, sent).left
                assert left is not None
                # The server dates the copy by its own clock, and not by that of the letter.
                assert left.at is not None
                assert abs(left.at - datetime.now(UTC)) < timedelta(minutes=10)
                assert (left.witness, left.settled_at, left.settled_by) == ("copy", at("02-10", 11), "staff")
            assert settle(service, "resend").entries == ()


def test_where_no_folder_of_sent_mail_is_set(tmp_path: Path) -> None:
    """It says which setting is missing."""
    make(tmp_path, 1)
    maildirs(tmp_path)
    with open_service(config.load(tmp_path, {})) as service, pytest.raises(ConfigurationError, match=r"\[sent\]"):
        settle(service, "arrived")
