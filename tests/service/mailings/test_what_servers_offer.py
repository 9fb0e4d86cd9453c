"""What a mail server offers is used where it is offered: SIZE before a mailing, and reports that carry the letter's tag (DSN)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

import pytest

from demo.servers import Servers
from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from service.collecting.collect import collect
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.operation import doctor
from service.operation.tick import tick
from service.wiring import Service, open_service
from tests.exim import RELAYS
from tests.service.installed import at, connect, letters, make
from tests.service.sending.test_silent_relay import until

PERSON = "person0@member0.example"
CIRCULAR, LATER = at("02-10"), at("02-10", 11)


@contextmanager
def through(relay_port: int, home: Path, servers: Servers) -> Iterator[Service]:
    """Open an installation of two organisations that sends through a relay, and collects from these servers."""
    make(home, 2)
    connect(home, servers)
    settings = home / config.FILE
    settings.write_text(settings.read_text().replace(f"port = {servers.smtp_port}", f"port = {relay_port}"))
    with open_service(config.load(home, {})) as service:
        yield service


@pytest.mark.parametrize("server", RELAYS)
def test_a_mailing_larger_than_the_server_takes_is_told_before_a_letter_is_planned(server: str, tmp_path: Path) -> None:
    """A mailing of which the server would not take a letter, since it is too large: told at once, and held as a case; no letter fails."""
    home = tmp_path / "home"
    with (
        Servers(tmp_path / "servers") as servers,
        RELAYS[server](servers.smtp_port, "message_size_limit = 20480") as relay,
        through(relay.port, home, servers) as service,
    ):
        with pytest.raises(ConfigurationError) as told:
            send_now(service, SAMPLE, "circular", CIRCULAR, by="anna")
        report = tick(service, CIRCULAR)
        looked = {one.what: one.found for one in doctor.examine(service, CIRCULAR)}
    assert "2 letters of 2 are larger than the mail server takes, which is 20 KB (SIZE): the one to person" in told.value.what
    assert any("20 KB (SIZE)" in one for one in report.held)
    assert looked["transport"].endswith("and takes letters of up to 20 KB")
    assert letters(home) == ()


@pytest.mark.parametrize("server", RELAYS)
def test_letters_that_fit_leave_where_the_server_has_a_limit(server: str, tmp_path: Path) -> None:
    """A limit that they keep holds no letter back."""
    with (
        Servers(tmp_path / "servers") as servers,
        RELAYS[server](servers.smtp_port, "message_size_limit = 204800") as relay,
        through(relay.port, tmp_path / "home", servers) as service,
    ):
        assert send_now(service, SAMPLE, "circular", CIRCULAR, by="anna").sent["sent"] == 2


@pytest.mark.parametrize("server", RELAYS)
def test_a_report_of_a_relay_names_the_letter_and_its_first_address_and_brings_back_its_header_alone(server: str, tmp_path: Path) -> None:
    """The server gives back the letter's tag (ENVID), the address (ORCPT) and no more than the header (RET); the letter is bounced."""
    home, refused = tmp_path / "home", {"stage": "rcpt", "code": 550, "text": "5.1.1 No such mailbox"}
    with (
        Servers(tmp_path / "servers", intake=["cybercrime.study@unodc.example"], script={PERSON: refused}) as servers,
        RELAYS[server](servers.smtp_port) as relay,
        through(relay.port, home, servers) as service,
    ):
        tick(service, CIRCULAR)
        sent = {one.address: one for one in letters(home)}
        until(lambda: len(servers.accepted()) >= 2)
        (report,) = [one.file.read_bytes() for one in servers.accepted() if not one.mail_from]
        collect(service, LATER)
    parts = list(message_from_bytes(report).walk())
    (status,) = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    fields = {name.lower(): value.replace("; ", ";") for part in status.walk() for name, value in part.items()}
    assert fields["original-envelope-id"] == sent[PERSON].tag
    assert fields["original-recipient"] == f"rfc822;{PERSON}"
    assert any(part.get_content_type() == "text/rfc822-headers" for part in parts)
    assert b"application/pdf" not in report
    assert {one.address: one.state for one in letters(home)}[PERSON] is DeliveryState.BOUNCED
