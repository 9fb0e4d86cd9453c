"""A connection that does not come about says what to mend: the host's name, the clock, ca_file, security, or user and password."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from demo.servers import Servers
from domain.errors import CounterfoilError
from domain.letter import Outcome
from intake.mailboxes.imap import ImapSettings, open_imap
from languages.telling import told_in
from mailer.transports.smtp import SmtpSettings, open_smtp
from tests.mailer.smtp_stage import obliging, stage
from tests.mailer.test_transports import letter, sent, smtp

DAY = timedelta(days=1)
OTHERS = ("ar", "es", "fr", "ru", "zh")


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    """Make an authority, whose certificate stands in ca.pem."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    return made


def context(authority: trustme.CA, name: str = "127.0.0.1", begins: timedelta = -DAY, ends: timedelta = DAY) -> ssl.SSLContext:
    """Return what a server needs for TLS with a certificate of this name and time."""
    now, made = datetime.now(UTC), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, not_before=now + begins, not_after=now + ends).configure_cert(made)
    return made


def by_smtp(settings: Mapping[str, object]) -> None:
    """Ask a transport whether its server answers, as `doctor` does."""
    open_smtp(SmtpSettings.model_validate(settings)).probe()


def by_imap(settings: Mapping[str, object]) -> None:
    """Look into a mailbox, as `collect` does."""
    list(open_imap(ImapSettings.model_validate(settings)).fetch(lambda _: ()))


def fault(ask: Callable[[Mapping[str, object]], None], port: int, **settings: object) -> CounterfoilError:
    """Return what is told of a server that cannot be used; it is said in each language of the console, as the English is."""
    with pytest.raises(CounterfoilError) as raised:
        ask({"host": "127.0.0.1", "port": port, "user": "study", "timeout": 1, **settings})
    assert all(told_in(raised.value.remedy, language) for language in OTHERS)
    return raised.value


BOTH = pytest.mark.parametrize("ask", [by_smtp, by_imap])


@BOTH
@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"name": "mail.agency.example"}, ("set host", "127.0.0.1")),
        ({"begins": -3 * DAY, "ends": -DAY}, ("has expired", "clock")),
        ({"begins": DAY, "ends": 3 * DAY}, ("not valid yet", "clock")),
    ],
)
def test_a_certificate_that_does_not_hold_is_told_with_what_to_mend(
    ask: Callable[[Mapping[str, object]], None], made: dict[str, object], says: tuple[str, str], authority: trustme.CA, tmp_path: Path
) -> None:
    """Its name, or its time; neither user nor password is doubted, of which the server has heard nothing."""
    with stage(obliging, context(authority, **made)) as shown:  # type: ignore[arg-type]
        told = fault(ask, shown.port, security="tls", ca_file=str(tmp_path / "ca.pem"))
    assert all(one in told.remedy for one in says)
    assert "password" not in told.remedy


@BOTH
def test_an_authority_that_nobody_here_knows_is_told_by_the_setting_for_it(
    ask: Callable[[Mapping[str, object]], None], authority: trustme.CA
) -> None:
    """Agencies have their own."""
    with stage(obliging, context(authority)) as shown:
        assert "ca_file" in fault(ask, shown.port, security="tls").remedy


@BOTH
def test_a_server_that_speaks_tls_at_once_is_told_of_where_starttls_was_expected(
    ask: Callable[[Mapping[str, object]], None], authority: trustme.CA
) -> None:
    """Both wait for the other to begin: what is to be written stands there, and nothing is tried by itself."""
    with stage(obliging, context(authority)) as shown:
        told = fault(ask, shown.port, security="starttls")
    assert 'security = "tls"' in told.remedy
    assert shown.said == []


@BOTH
def test_a_server_that_speaks_no_tls_at_first_is_told_of_where_it_was_expected(
    ask: Callable[[Mapping[str, object]], None], tmp_path: Path
) -> None:
    """The opposite."""
    with Servers(tmp_path) as servers:
        port = servers.smtp_port if ask is by_smtp else servers.imap_port
        assert 'security = "starttls"' in fault(ask, port, security="tls").remedy


def test_a_letter_that_waits_for_a_certificate_says_what_to_mend(authority: trustme.CA) -> None:
    """What stands beside it is all that whoever looks at a delivery sees."""
    with stage(obliging, context(authority)) as shown:
        verdict = sent(smtp(shown.port, security="tls"), letter(1))[1]
    assert (verdict.outcome, verdict.stage, verdict.code) == (Outcome.DEFERRED, "connect", None)
    assert "certificate verify failed" in verdict.text
    assert "ca_file" in verdict.text


def test_a_wrong_password_is_told_as_that_and_where_it_is_set(authority: trustme.CA, tmp_path: Path) -> None:
    """By a letter that waits and by the doctor alike: there was a connection, and it was the server that said no."""
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
    given = {"ca_file": str(tmp_path / "ca.pem"), "user": "study", "password": "wrong"}
    with Servers(tmp_path, security="starttls", certificate=tmp_path / "server.pem", login=("study", "secret")) as servers:
        verdict = sent(smtp(servers.smtp_port, security="starttls", **given), letter(1))[1]
        told = fault(by_smtp, servers.smtp_port, security="starttls", **given)
    assert (verdict.outcome, verdict.stage, verdict.code) == (Outcome.DEFERRED, "connect", 535)
    for said in (verdict.text, f"{told.what} {told.remedy}"):
        assert "refused the user or the password" in said
        assert "restart a service" in said
        assert "COUNTERFOIL_SMTP_PASSWORD" in said
        assert "password_file" in said
    assert "No connection" not in verdict.text
    assert "wrong" not in verdict.text


def test_a_server_that_cannot_sign_in_anybody_for_now_is_not_told_as_a_wrong_password() -> None:
    """4xx passes by itself (RFC 4954, section 4.7.0), and asks to be slower."""

    def busy(talk: object, line: str) -> bytes | None:
        verb = line.partition(" ")[0].upper()
        said = {"EHLO": b"250-stage\r\n250 AUTH PLAIN LOGIN\r\n", "AUTH": b"454 4.7.0 Temporary authentication failure\r\n"}
        return said.get(verb) or obliging(talk, line)  # type: ignore[arg-type]

    with stage(busy) as shown:
        verdict = sent(smtp(shown.port, security="none", user="study", password="secret"), letter(1))[1]
    assert verdict.code == 454
    assert "password" not in verdict.text
